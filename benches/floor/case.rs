//! One benchmark: ours against its floor.

use std::hint::black_box;
use std::time::Duration;

use crate::clock::process_cpu;

/// So many times ours and the floor take turns. Odd, so that the median is one of them.
const ROUNDS: usize = 9;
/// A round takes about this long.
const ROUND: Duration = Duration::from_millis(40);

/// Does its work as often as it is told.
pub(crate) type Work = Box<dyn FnMut(u64)>;

/// One benchmark: two programs that do the same work, and how much more ours may cost.
pub struct Case {
    pub(crate) name: String,
    pub(crate) limit: f64,
    pub(crate) ours: Work,
    pub(crate) floor: Work,
    rounds: usize,
    pub(crate) cleanup: Box<dyn FnMut()>,
}

impl Case {
    /// A benchmark of that name.
    pub fn new<A, B>(
        name: impl Into<String>,
        limit: f64,
        ours: impl FnMut() -> A + 'static,
        floor: impl FnMut() -> B + 'static,
    ) -> Self {
        Case {
            name: name.into(),
            limit,
            ours: repeated(ours),
            floor: repeated(floor),
            rounds: ROUNDS,
            cleanup: Box::new(|| {}),
        }
    }

    /// What is done after each turn of either, and not counted.
    #[must_use]
    pub fn cleanup(mut self, cleanup: impl FnMut() + 'static) -> Self {
        self.cleanup = Box::new(cleanup);
        self
    }

    /// Fewer rounds, for work that takes seconds. Never fewer than five.
    #[must_use]
    pub fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds.max(5);
        self
    }

    /// The median over the rounds of what ours costs for each unit that the floor costs.
    pub fn measure(&mut self) -> f64 {
        let often = self.often();
        // Warms up, and isn't counted.
        self.cost(Side::Ours, often);
        let mut ratios: Vec<_> = (0..self.rounds)
            .map(|_| self.cost(Side::Ours, often) / self.cost(Side::Floor, often))
            .collect();
        median(&mut ratios)
    }

    /// Runs both once, and measures nothing.
    pub fn once(&mut self) {
        (self.ours)(1);
        (self.floor)(1);
        (self.cleanup)();
    }

    /// How often the floor fits into a round.
    fn often(&mut self) -> u64 {
        let mut often = 1;
        loop {
            let took = self.cost(Side::Floor, often);
            if took >= ROUND.as_secs_f64() / 2.0 {
                return (often as f64 * ROUND.as_secs_f64() / took).ceil() as u64;
            }
            often *= 4;
        }
    }

    fn cost(&mut self, side: Side, often: u64) -> f64 {
        let work = match side {
            Side::Ours => &mut self.ours,
            Side::Floor => &mut self.floor,
        };
        let before = process_cpu();
        work(often);
        let cost = process_cpu() - before;
        (self.cleanup)();
        cost.as_secs_f64()
    }
}

#[derive(Clone, Copy)]
enum Side {
    Ours,
    Floor,
}

/// The median.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One loop around the work, so that calling it costs nothing in each turn.
fn repeated<T>(mut work: impl FnMut() -> T + 'static) -> Work {
    Box::new(move |often| {
        for _ in 0..often {
            black_box(work());
        }
    })
}
