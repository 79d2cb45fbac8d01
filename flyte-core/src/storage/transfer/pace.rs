//! Whether several ranges at a time are faster than one.
//!
//! From a store far away they are: each connection has its own limit. From one nearby a single long range is as fast,
//! and cheaper: what comes is used while it is warm, and no memory is held. So both are tried, and the better stays.

use std::time::Instant;

const MIB: u64 = 1 << 20;
/// So much is read before the two are compared.
const TRIAL: u64 = 16 * MIB;
/// So much is read in one range at a time before it is tried again with several.
const AGAIN: u64 = 512 * MIB;
/// Ranges on their way at a time, where that helps and the budget has memory for them.
const ABREAST: usize = 8;
/// Their length.
const EACH: u64 = 2 * MIB;
/// Several must be so much faster to be worth their memory.
const WORTH: f64 = 1.5;

pub(super) struct Pace {
    stage: Stage,
    since: Option<Instant>,
    bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// One at a time, to see how fast that is.
    One,
    /// Several, to see whether that is faster than this many bytes a second.
    Several(f64),
    /// One is as good, for a while.
    StayOne,
    /// Several are better.
    StaySeveral,
}

impl Pace {
    pub(super) fn new() -> Pace {
        Pace { stage: Stage::One, since: None, bytes: 0 }
    }

    /// How many ranges are on their way at a time.
    pub(super) fn abreast(&self) -> usize {
        match self.stage {
            Stage::One | Stage::StayOne => 1,
            Stage::Several(_) | Stage::StaySeveral => ABREAST,
        }
    }

    /// The length of the next range.
    pub(super) fn range(&self) -> u64 {
        match self.stage {
            Stage::One => TRIAL,
            Stage::StayOne => 4 * TRIAL,
            Stage::Several(_) | Stage::StaySeveral => EACH,
        }
    }

    /// Counts bytes that were read.
    pub(super) fn passed(&mut self, bytes: u64) {
        let Some(since) = self.since else {
            // the first bytes took the time that it takes to connect
            self.since = Some(Instant::now());
            return;
        };
        self.bytes += bytes;
        let enough = if self.stage == Stage::StayOne { AGAIN } else { TRIAL };
        if self.stage != Stage::StaySeveral && self.bytes >= enough {
            let rate = self.bytes as f64 / since.elapsed().as_secs_f64().max(1e-6);
            self.stage = self.stage.next(rate);
            self.since = None;
            self.bytes = 0;
        }
    }
}

impl Stage {
    fn next(self, rate: f64) -> Stage {
        match self {
            Stage::One => Stage::Several(rate),
            Stage::Several(one) if rate > one * WORTH => Stage::StaySeveral,
            Stage::Several(_) => Stage::StayOne,
            Stage::StayOne => Stage::One,
            Stage::StaySeveral => Stage::StaySeveral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AGAIN, Pace, Stage, TRIAL};

    #[test]
    fn the_better_way_stays() {
        let next = |stage: Stage, rate| stage.next(rate);
        assert_eq!(next(next(Stage::One, 100.0), 110.0), Stage::StayOne);
        assert_eq!(next(next(Stage::One, 100.0), 300.0), Stage::StaySeveral);
    }

    #[test]
    fn trials_end() {
        let mut pace = Pace::new();
        pace.passed(1);
        assert_eq!((pace.abreast(), pace.range()), (1, TRIAL));
        pace.passed(TRIAL);
        assert!(pace.abreast() > 1);
        pace.stage = Stage::StayOne;
        pace.passed(1);
        pace.passed(AGAIN);
        assert_eq!(pace.stage, Stage::One);
    }
}
