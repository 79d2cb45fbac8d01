//! What the end of the process would leave lying about: uploads of which a store has parts, files without their names.

use std::sync::{Condvar, Mutex, PoisonError};
#[cfg(feature = "cli")]
use std::time::Duration;

#[cfg(feature = "cli")]
use super::io;

static OPEN: Mutex<usize> = Mutex::new(0);
static CLOSED: Condvar = Condvar::new();

/// Something that is finished or cleared away before this goes.
pub(super) struct Open(());

impl Open {
    pub(super) fn new() -> Open {
        *OPEN.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Open(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        *open -= 1;
        if *open == 0 {
            CLOSED.notify_all();
        }
    }
}

/// Stops all traffic and waits until nothing is open, at most so long. For the end of a process.
#[cfg(feature = "cli")]
pub(crate) fn settle(patience: Duration) {
    io::stop();
    let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let waited = CLOSED.wait_timeout_while(open, patience, |open| *open > 0);
    drop(waited.unwrap_or_else(PoisonError::into_inner));
    io::go_on();
}
