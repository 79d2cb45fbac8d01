//! Logs on standard error: warnings, or what `RUST_LOG` asks for. Only the provided `main` installs this.

use std::io::{self, Write};

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, fmt};

use super::progress;
use super::terminal::Stream;
use crate::error::redacted;

/// Installs it, unless the program has installed something of its own.
pub(super) fn install() {
    let filter = EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::WARN.into())
        .from_env_lossy();
    let subscriber = fmt()
        .with_env_filter(filter)
        .with_ansi(Stream::Err.is_colored() && Stream::Err.is_terminal())
        .with_writer(Screen)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
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
