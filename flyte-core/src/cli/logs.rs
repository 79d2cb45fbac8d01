//! Logs on standard error: warnings, or what `RUST_LOG` asks for. Only the provided `main` installs this.

use std::env::VarError;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Builder;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, fmt};

use super::terminal::Stream;
use super::{note, progress};
use crate::error::{redacted, shortened};
use crate::registry::closest;

const WARNING: Style = AnsiColor::Yellow.on_default();
/// How much of a wrong value is repeated.
const SHOWN: usize = 400;

/// What asks for logs.
const VARIABLE: &str = "RUST_LOG";

/// Installs it, unless the program has installed something of its own. What can't be asked for so is told, and the usual
/// is shown.
pub(super) fn install() {
    let (asked_for, problem) = match std::env::var(VARIABLE) {
        Ok(asked) => match filter().parse(&asked) {
            Ok(filter) => (Some(filter), no_level(&asked)),
            Err(error) => (None, Some(format!("{asked:?}: {error}"))),
        },
        Err(VarError::NotPresent) => (None, None),
        Err(VarError::NotUnicode(asked)) => (None, Some(format!("{asked:?} is not UTF-8"))),
    };
    if let Some(problem) = problem {
        let style = Stream::Err.style(WARNING);
        let problem = Stream::Err.shown(&shortened(&problem, SHOWN)).into_owned();
        note(format_args!("{style}warning:{style:#} {VARIABLE}: {problem}"));
    }
    let filter = asked_for.unwrap_or_else(|| filter().parse_lossy(""));
    let subscriber = fmt()
        .with_env_filter(filter)
        .with_ansi(Stream::Err.is_colored() && Stream::Err.is_terminal())
        .with_writer(Screen)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
}

fn filter() -> Builder {
    EnvFilter::builder().with_default_directive(LevelFilter::WARN.into())
}

/// A word that looks like a level but is read as the name of a crate, of which everything is shown.
fn no_level(asked: &str) -> Option<String> {
    const MEANT: [&str; 10] =
        ["off", "error", "warn", "info", "debug", "trace", "warning", "verbose", "all", "none"];
    let plain =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut words = asked.split(',').map(str::trim).filter(plain);
    let word = words.find(|word| {
        word.parse::<LevelFilter>().is_err() && !closest(word, MEANT, |name| name).is_empty()
    })?;
    Some(format!(
        "`{word}` stands for a crate of that name; the levels are error, warn, info, debug, trace and off"
    ))
}

/// Standard error, shared with the progress that is shown there.
struct Screen;

/// One line, written when it is whole.
struct Line(Vec<u8>);

impl<'a> MakeWriter<'a> for Screen {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(Vec::new())
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // also what clients and libraries log: addresses without user, password and query
        match std::str::from_utf8(&self.0) {
            Ok(line) => progress::above(redacted(line).as_bytes()),
            Err(_) => progress::above(&self.0),
        }
    }
}
