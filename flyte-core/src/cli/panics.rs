//! What a panic says on standard error.
//!
//! The hook that is there says it: Rust's own, or one that the program has set. A message that people can't read as it is
//! (too long, or with what a terminal would obey) is said here instead, in bounds and as our other messages are. Outside
//! of runs a panic is caught and becomes an error that names its place, so that nothing else is said of it, unless
//! `RUST_BACKTRACE` asks for more.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::thread;

use super::progress;
use super::terminal::Stream;
use crate::error::{redacted, shortened};

/// How much of a panic's message is shown.
const SHOWN: usize = 8 * 1024;

thread_local! {
    /// What panics on this thread becomes an error of the command line.
    static REPORTED: Cell<bool> = const { Cell::new(false) };
}

/// Runs code of which every panic is reported, or (`false`) left to the panic hook.
pub(super) fn reported<T>(reported: bool, code: impl FnOnce() -> T) -> T {
    let before = REPORTED.replace(reported);
    let result = code();
    REPORTED.set(before);
    result
}

/// Installs it before the hook that is there.
pub(super) fn install() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if REPORTED.try_with(Cell::get).unwrap_or(false) && !is_backtrace_wanted() {
            return;
        }
        progress::make_room();
        match info.payload_as_str().and_then(readable) {
            None => usual(info),
            Some(message) => say(info, &message),
        }
    }));
}

/// The message as people can read it, where that is not the message itself.
fn readable(message: &str) -> Option<String> {
    let short = shortened(message, SHOWN);
    let plain = redacted(&short);
    match Stream::Err.shown(&plain) {
        Cow::Borrowed(same) if same == message => None,
        readable => Some(readable.into_owned()),
    }
}

fn say(info: &PanicHookInfo<'_>, message: &str) {
    let thread = thread::current();
    let name = thread.name().unwrap_or("<unnamed>");
    let place = info.location().map(|place| format!(" at {place}")).unwrap_or_default();
    let mut err = io::stderr().lock();
    // Errors here are dropped: there is nowhere else to report them.
    let _ = writeln!(err, "\nthread '{name}' panicked{place}:\n{message}");
    let backtrace = Backtrace::capture();
    if is_captured(&backtrace) {
        let _ = writeln!(err, "stack backtrace:\n{backtrace}");
    }
}

fn is_backtrace_wanted() -> bool {
    is_captured(&Backtrace::capture())
}

fn is_captured(backtrace: &Backtrace) -> bool {
    backtrace.status() == BacktraceStatus::Captured
}
