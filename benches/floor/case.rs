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
        }
    }

    /// Fewer rounds, for work that takes seconds. Never fewer than five.
    #[must_use]
    pub fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds.max(5);
        self
    }

    /// The median over the rounds of what ours costs for each unit that the floor costs.
    pub fn measure(&mut self) -> f64 {
        let often = often(&mut self.floor);
        // Warms up, and isn't counted.
        cost(&mut self.ours, often);
        let mut ratios: Vec<_> = (0..self.rounds)
            .map(|_| cost(&mut self.ours, often) / cost(&mut self.floor, often))
            .collect();
        median(&mut ratios)
    }
}

/// The median.
pub(crate) fn median(values: &mut [f64]) -> f64 {
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

/// How often the work fits into a round.
fn often(work: &mut Work) -> u64 {
    let mut often = 1;
    loop {
        let took = cost(work, often);
        if took >= ROUND.as_secs_f64() / 2.0 {
            return (often as f64 * ROUND.as_secs_f64() / took).ceil() as u64;
        }
        often *= 4;
    }
}

fn cost(work: &mut Work, often: u64) -> f64 {
    let before = process_cpu();
    work(often);
    (process_cpu() - before).as_secs_f64()
}
