//! Standard error as a screen: lines that stay, and below them a few that are drawn anew.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// How many live lines stand below the cursor.
static DRAWN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Whether live lines can be drawn.
pub(super) fn is_live() -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb" || term.is_empty());
    !dumb && cfg!(not(windows)) && io::stderr().is_terminal()
}

/// Writes lines that stay, and draws the live ones below them.
pub(super) fn show(lines: &[String], live: &[String]) {
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    if lines.is_empty() && live == drawn.as_slice() {
        return;
    }
    let mut text = String::new();
    if !drawn.is_empty() {
        text.push_str(ERASE);
    }
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    draw(live, &mut text);
    *drawn = live.to_vec();
    // Errors here are dropped: there is nowhere else to report them.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Takes the live lines away, for what is about to be written by others.
pub(in crate::cli) fn make_room() {
    // A panic while drawing must not wait for itself.
    if let Ok(mut drawn) = DRAWN.try_lock()
        && !drawn.is_empty()
    {
        drawn.clear();
        let _ = io::stderr().lock().write_all(ERASE.as_bytes());
    }
}

/// Writes lines of logs above the live lines.
pub(in crate::cli) fn above(lines: &[u8]) {
    let drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut bytes = Vec::with_capacity(lines.len());
    if !drawn.is_empty() {
        bytes.extend_from_slice(ERASE.as_bytes());
    }
    bytes.extend_from_slice(lines);
    let mut below = String::new();
    draw(&drawn, &mut below);
    bytes.extend_from_slice(below.as_bytes());
    let _ = io::stderr().lock().write_all(&bytes);
}

/// Everything below the cursor.
const ERASE: &str = "\r\x1b[J";

/// Draws the live lines below the cursor and leaves the cursor where it was, so that what a task prints takes their
/// place and stays. Lines too long for the terminal are cut off by it.
fn draw(live: &[String], text: &mut String) {
    if live.is_empty() {
        return;
    }
    text.push_str("\x1b[?7l");
    for line in live {
        text.push('\n');
        text.push_str(line);
    }
    text.push_str(&format!("\x1b[?7h\x1b[{}A\r", live.len()));
}
