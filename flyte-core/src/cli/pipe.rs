//! Standard output. That nobody reads it any more (`| head`) is no error.

use std::io::{self, ErrorKind, Write};

use super::errors::Failure;

/// Writes text, styled where it goes to a terminal.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    judged(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Writes one line.
pub(super) fn line(line: &str) -> Result<(), Failure> {
    text(&format!("{line}\n"))
}

/// Writes bytes as they are.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    judged(out.write_all(bytes).and_then(|()| out.flush()))
}

fn judged(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::system(format!("can't write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
