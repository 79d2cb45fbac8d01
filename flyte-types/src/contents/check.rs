//! What a derive refuses once it has seen what lies inside.

use super::way::{End, Way};
use super::{All, Derived, Row, Summary, Value};

/// So many places are named of the way from a type back to itself.
const NAMED: usize = 4;

/// Refuses a type that contains itself, or a field that can't stand in a struct. Each mistake is told once: a circle at
/// the type in it that is derived first, a field at the struct that has it.
#[track_caller]
pub const fn value_ends<T: Derived<All, Value>>() {
    let all = &<T as Derived<All, Value>>::SUMMARY;
    if let Some(why) = all.unfit_part {
        panic!("{}", why);
    }
    ends(
        all,
        ": a Flyte type has a schema that ends. Hold the key of the other in its place, a `String` or a number, or let \
         the whole travel as JSON text with `#[flyte(via)]`",
    );
}

/// Refuses a row that contains itself.
#[track_caller]
pub const fn row_ends<T: Derived<All, Row>>() {
    ends(
        &<T as Derived<All, Row>>::SUMMARY,
        ": no table has such a column. Hold the key of the other row in its place, a `String` or a number",
    );
}

#[track_caller]
const fn ends(all: &Summary, advice: &str) {
    if !all.endless {
        return;
    }
    let way = &all.way;
    let mut text = Text::new();
    text.push("`");
    text.push(way.owner());
    match way.end() {
        End::Back(steps) => {
            text.push("` contains itself, through ");
            text.push_parts(way, steps);
        }
        End::Elsewhere => return,
        End::Unknown => {
            text.push("` goes on for more than 40 types, through ");
            text.push_parts(way, usize::MAX);
        }
    }
    text.push(advice);
    panic!("{}", text.as_str());
}

/// A text that is put together when the program is compiled.
struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    const fn new() -> Text {
        Text { bytes: [0; 1024], len: 0 }
    }

    /// Appends a text, if there is room for it.
    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.len + text.len() > self.bytes.len() {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.len + at] = text[at];
            at += 1;
        }
        self.len += text.len();
    }

    /// Names the parts on the first steps of a way.
    const fn push_parts(&mut self, way: &Way, steps: usize) {
        let mut at = 0;
        while at < steps
            && at < NAMED
            && let Some(part) = way.part(at)
        {
            if at > 0 {
                self.push(if at + 1 == steps { " and " } else { ", " });
            }
            self.push("`");
            self.push(part);
            self.push("`");
            at += 1;
        }
        if at < steps {
            self.push(" and more");
        }
    }

    const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "a type contains itself",
        }
    }
}
