//! Standard output. That nobody reads it any more (`| head`) is no error.

use std::fmt;
use std::io::{self, ErrorKind, Write};

use super::errors::Failure;
use super::terminal::Stream;

/// Writes text. Styles in it are shown by old consoles too.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    judged(write_text(text))
}

fn write_text(text: &str) -> io::Result<()> {
    if Stream::Out.is_terminal() && !apart::is_kept() {
        let mut out = anstream::stdout().lock();
        return out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
    write_bytes(text.as_bytes())
}

/// Writes one line.
pub(super) fn line(line: &str) -> Result<(), Failure> {
    text(&format!("{line}\n"))
}

/// Writes bytes as they are.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    judged(write_bytes(bytes))
}

fn write_bytes(bytes: &[u8]) -> io::Result<()> {
    apart::write(bytes).unwrap_or_else(|| {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    })
}

/// Data on its way to standard output. It goes out in pieces, so that none of it has to be there as a whole.
#[derive(Default)]
pub(super) struct Sheet {
    /// Not written yet.
    rest: Vec<u8>,
    /// Something was written.
    begun: bool,
    /// How standard output failed; from then on nothing is taken any more.
    failed: Option<io::Error>,
}

/// What goes out at once.
const PIECE: usize = 64 * 1024;

impl Sheet {
    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let _ = self.send();
        judged(self.failed.map_or(Ok(()), Err))
    }

    /// Leaves the rest out. What was written already ends its line.
    pub(super) fn abandon(mut self) -> Result<(), Failure> {
        self.rest.clear();
        if self.begun {
            self.rest.push(b'\n');
        }
        self.finish()
    }

    fn put(&mut self, text: &[u8]) -> io::Result<()> {
        self.rest.extend_from_slice(text);
        if self.rest.len() < PIECE { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> io::Result<()> {
        if self.failed.is_none() {
            let text = String::from_utf8_lossy(&self.rest);
            self.failed = write_text(&Stream::Out.shown(&text)).err();
            self.begun |= !self.rest.is_empty();
            self.rest.clear();
        }
        if self.failed.is_some() { Err(ErrorKind::BrokenPipe.into()) } else { Ok(()) }
    }
}

impl fmt::Write for Sheet {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.put(text.as_bytes()).map_err(|_| fmt::Error)
    }
}

/// For serde_json, which writes whole pieces of text.
impl Write for Sheet {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.put(text).map(|()| text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps standard output for what this module writes. Whatever else the program prints there, tasks and the programs
/// that they start included, goes to standard error. Only on Unix; elsewhere nothing changes.
pub(super) fn keep_for_results() -> Result<(), Failure> {
    // Known of the true one.
    Stream::Out.is_terminal();
    apart::keep()
        .map_err(|error| Failure::system(format!("can't set standard output apart: {error}")))
}

fn judged(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::system(format!("can't write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
mod apart {
    use std::fs::File;
    use std::io::{self, Write};
    use std::os::fd::AsFd;
    use std::sync::OnceLock;

    /// The true standard output, once another stands in its place.
    static RESULTS: OnceLock<File> = OnceLock::new();

    pub(super) fn keep() -> io::Result<()> {
        if is_kept() {
            return Ok(());
        }
        io::stdout().flush()?;
        let results = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        rustix::stdio::dup2_stdout(io::stderr().as_fd())?;
        let _ = RESULTS.set(results);
        Ok(())
    }

    pub(super) fn is_kept() -> bool {
        RESULTS.get().is_some()
    }

    pub(super) fn write(bytes: &[u8]) -> Option<io::Result<()>> {
        RESULTS.get().map(|mut results| results.write_all(bytes))
    }
}

#[cfg(not(unix))]
mod apart {
    use std::io;

    pub(super) fn keep() -> io::Result<()> {
        Ok(())
    }

    pub(super) fn is_kept() -> bool {
        false
    }

    pub(super) fn write(_bytes: &[u8]) -> Option<io::Result<()>> {
        None
    }
}
