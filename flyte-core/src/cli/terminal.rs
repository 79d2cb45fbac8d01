//! What standard output and standard error can show.
//!
//! Data is written as it is, unless a terminal shows it: there a control character would act on the terminal, so it is
//! spelled out. Styles are left out where they mean nothing; they are never taken out afterwards, because data may
//! look like them.

use std::borrow::Cow;
use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;

/// One of the streams that a command writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

#[derive(Clone, Copy)]
struct Abilities {
    terminal: bool,
    colored: bool,
}

impl Stream {
    /// Asked once: standard output may lead elsewhere later on.
    fn abilities(self) -> Abilities {
        static OUT: OnceLock<Abilities> = OnceLock::new();
        static ERR: OnceLock<Abilities> = OnceLock::new();
        *match self {
            Stream::Out => OUT.get_or_init(|| Abilities {
                terminal: io::stdout().is_terminal(),
                colored: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            }),
            Stream::Err => ERR.get_or_init(|| Abilities {
                terminal: io::stderr().is_terminal(),
                colored: AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            }),
        }
    }

    pub(super) fn is_terminal(self) -> bool {
        self.abilities().terminal
    }

    /// Whether it takes colours: a terminal does, unless `NO_COLOR` is set.
    pub(super) fn is_colored(self) -> bool {
        self.abilities().colored
    }

    /// The style, or none where styles aren't shown.
    pub(super) fn style(self, style: Style) -> Style {
        if self.is_colored() { style } else { Style::new() }
    }

    /// Data as it is, or safe for a terminal.
    pub(super) fn shown(self, text: &str) -> Cow<'_, str> {
        if self.is_terminal() { visible(text) } else { Cow::Borrowed(text) }
    }
}

/// Text with `\u001b` for what a terminal would obey instead of showing it. That is how JSON writes it, so JSON stays
/// the same JSON. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_obeyed) else { return Cow::Borrowed(text) };
    let mut safe = String::with_capacity(text.len() + 16);
    safe.push_str(&text[..first]);
    for c in text[first..].chars() {
        match is_obeyed(c) {
            true => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and those that turn the direction of writing.
fn is_obeyed(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control() && c != '\n' && c != '\t'
}

/// Text in one line.
pub(super) fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_spelled_out() {
        assert_eq!(visible("a\nb\tü"), "a\nb\tü");
        let data = "\x1b[31m\x07\r\x7f\u{9b}\u{202e}\x1b]0;title";
        let safe = r"\u001b[31m\u0007\u000d\u007f\u009b\u202e\u001b]0;title";
        assert_eq!(visible(data), safe);
        let json = serde_json::json!({"a\x7fb": "\u{9b}"});
        let read: serde_json::Value = serde_json::from_str(&visible(&json.to_string())).unwrap();
        assert_eq!(read, json);
    }
}
