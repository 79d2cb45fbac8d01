//! How long the text of an error may be.
//!
//! A task's error is kept in memory, written into the run folder, told to observers and printed: whatever a task wrote
//! into it, it stays a text that people read.

use std::fmt::{self, Write};

/// The longest text of an error, in bytes. What is longer loses its middle.
pub(crate) const LONGEST: usize = 16 * 1024;

/// The text of a value, at most [`LONGEST`] bytes of it and a word on how many were left out. However much the value
/// writes, no more than that is kept.
pub(crate) fn text_of(value: &dyn fmt::Display) -> String {
    let mut text = Text::default();
    // A `Display` that fails has said what it could.
    let _ = write!(text, "{value}");
    text.finish()
}

/// At most `limit` bytes of a text that is there already, its beginning and its end, and a word on how many were left
/// out between them.
#[cfg(feature = "cli")]
pub(crate) fn shortened(text: &str, limit: usize) -> std::borrow::Cow<'_, str> {
    if text.len() <= limit {
        return text.into();
    }
    let mut short = Text::up_to(limit);
    let _ = short.write_str(text);
    short.finish().into()
}

/// A text of which the middle is left out where it is too long.
#[derive(Debug)]
pub(crate) struct Text {
    limit: usize,
    head: String,
    /// Once the head is full: the last bytes, up to twice as many as are kept of them.
    tail: String,
    left_out: usize,
}

impl Default for Text {
    fn default() -> Self {
        Text::up_to(LONGEST)
    }
}

impl Text {
    /// A text that keeps this many bytes.
    pub(crate) fn up_to(limit: usize) -> Self {
        Text { limit, head: String::new(), tail: String::new(), left_out: 0 }
    }

    /// How many bytes are kept of the end, where the cause mostly stands.
    fn kept_of_the_end(&self) -> usize {
        self.limit / 4
    }

    /// Whether anything was left out so far.
    pub(crate) fn is_cut(&self) -> bool {
        self.left_out > 0 || self.head.len() + self.tail.len() > self.limit
    }

    /// The text.
    pub(crate) fn finish(mut self) -> String {
        if self.is_cut() {
            self.shorten_tail();
            let _ = write!(self.head, " … ({} bytes left out) … ", self.left_out);
        }
        self.head.push_str(&self.tail);
        self.head
    }

    /// Leaves out all of the tail but its last bytes.
    fn shorten_tail(&mut self) {
        let excess = self.tail.len().saturating_sub(self.kept_of_the_end());
        let cut = self.tail.ceil_char_boundary(excess);
        self.left_out += cut;
        self.tail.drain(..cut);
    }
}

impl Write for Text {
    fn write_str(&mut self, mut text: &str) -> fmt::Result {
        let end = self.kept_of_the_end();
        if self.tail.is_empty() {
            let room = (self.limit - end).saturating_sub(self.head.len());
            let (head, rest) = text.split_at(text.floor_char_boundary(room));
            self.head.push_str(head);
            text = rest;
        }
        if text.len() > 2 * end {
            let cut = text.ceil_char_boundary(text.len() - end);
            self.left_out += self.tail.len() + cut;
            self.tail.clear();
            text = &text[cut..];
        }
        self.tail.push_str(text);
        if self.tail.len() > 2 * end {
            self.shorten_tail();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAIL: usize = LONGEST / 4;

    #[test]
    fn a_text_that_is_not_too_long_stays_whole() {
        for length in [0, 1, LONGEST - TAIL, LONGEST - 1, LONGEST] {
            let text = "x".repeat(length);
            assert_eq!(text_of(&text), text, "{length}");
        }
    }

    #[test]
    fn of_a_long_text_the_middle_is_left_out() {
        for length in [LONGEST + 1, 2 * LONGEST, 20 << 20] {
            let text: String = ('a'..='z').cycle().take(length).collect();
            let short = text_of(&text);
            assert!(short.len() < LONGEST + 64, "{}", short.len());
            assert!(short.contains(&format!("({} bytes left out)", length - LONGEST)), "{short}");
            assert!(short.starts_with("abc") && short.ends_with(&text[length - TAIL..]));
        }
    }

    #[test]
    fn a_long_text_may_come_in_pieces_and_in_any_language() {
        let mut text = Text::default();
        (0..100_000).for_each(|index| write!(text, "{index} größer; ").unwrap());
        assert!(text.is_cut());
        let text = text.finish();
        assert!(text.starts_with("0 größer; 1") && text.ends_with("99999 größer; "), "{text}");
        assert!(text.len() < LONGEST + 64);
    }

    #[cfg(feature = "cli")]
    #[test]
    fn a_text_that_is_there_is_cut_as_one_that_is_written() {
        assert_eq!(shortened("short", 8), "short");
        let long = format!("begin{}end", "ü".repeat(10_000));
        let short = shortened(&long, 100);
        assert!(short.len() < 140 && short.starts_with("begin") && short.ends_with("end"));
        assert!(short.contains(" bytes left out) "), "{short}");
    }
}
