//! Whether a failed attempt is followed by another, and when.

use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// How often failures of the system are tried again, whatever the task's own retries: as the platform does.
pub(crate) const SYSTEM_RETRIES: u32 = 3;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// The failures of one node so far. User and system failures have budgets of their own.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Failures {
    user: u32,
    system: u32,
    /// Failures at what a cache gave, which was made again.
    mended: u32,
}

impl Failures {
    /// How often a call may fail at what a cache gave, and be tried again when that was made again.
    pub(crate) const MOST_MENDED: u32 = 4;

    /// Whether it may do so once more.
    pub(crate) fn may_be_mended(self) -> bool {
        self.mended < Failures::MOST_MENDED
    }

    /// All attempts that failed.
    pub(crate) fn count(self) -> u32 {
        self.user + self.system + self.mended
    }

    /// Counts a failure at a damaged value of a cache, which costs no retry.
    pub(crate) fn add_mended(&mut self) {
        self.mended += 1;
    }

    /// Counts a failure. How long to wait for the next attempt, if there is one: 100 ms, doubled each time, at
    /// most 30 s.
    pub(crate) fn add(&mut self, error: &Error, retries: u32) -> Option<Duration> {
        let before = self.count();
        let (used, budget) = match error.kind() {
            ErrorKind::User => (&mut self.user, retries),
            ErrorKind::System => (&mut self.system, SYSTEM_RETRIES),
        };
        *used += 1;
        let again = error.is_recoverable() && *used <= budget;
        again.then(|| FIRST_DELAY.saturating_mul(1 << before.min(16)).min(LONGEST_DELAY))
    }
}
