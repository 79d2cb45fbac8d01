//! All benchmarks of one file.

use std::time::{Duration, Instant};

use criterion::Criterion;

use crate::case::Case;

/// The benchmarks of one file, run as `cargo bench` asks for them.
///
/// `cargo bench -- WORD` runs those whose names contain the word. With `FLYTE_BENCH=ratios` in the
/// environment the ratios are measured and criterion is left out. Without `--bench` among the
/// arguments, as under `cargo test --benches`, everything is done once and nothing measured.
pub struct Suite {
    filter: Option<String>,
    measured: bool,
    timed: bool,
}

impl Suite {
    /// Reads the arguments.
    pub fn from_args() -> Self {
        let mut arguments = std::env::args().skip(1).peekable();
        let mut suite = Suite { filter: None, measured: false, timed: true };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => suite.measured = true,
                // Options of criterion that have a value.
                "--measurement-time" | "--sample-size" | "--warm-up-time" | "--save-baseline"
                | "--baseline" => drop(arguments.next()),
                word if !word.starts_with('-') => suite.filter = Some(word.to_owned()),
                _ => {}
            }
        }
        if std::env::var("FLYTE_BENCH").is_ok_and(|what| what == "ratios") {
            suite.timed = false;
        }
        suite
    }

    /// Whether a benchmark of that name was asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.filter.as_ref().is_none_or(|filter| name.contains(filter))
    }

    /// Whether anything is measured.
    pub fn measures(&self) -> bool {
        self.measured
    }

    /// Runs these benchmarks.
    pub fn run(&self, cases: impl IntoIterator<Item = Case>) {
        let mut cases: Vec<_> = cases.into_iter().filter(|case| self.wants(&case.name)).collect();
        for case in &mut cases {
            if self.measured {
                let measured = case.measure();
                ratio(&case.name, measured, case.limit);
            } else {
                case.once();
            }
        }
        if self.measured && self.timed {
            let mut criterion = Criterion::default()
                .without_plots()
                .sample_size(10)
                .warm_up_time(Duration::from_millis(200))
                .measurement_time(Duration::from_millis(600))
                .configure_from_args();
            for case in &mut cases {
                time(&mut criterion, case);
            }
            criterion.final_summary();
        }
    }
}

fn time(criterion: &mut Criterion, case: &mut Case) {
    let mut group = criterion.benchmark_group(&case.name);
    for (name, work) in [("ours", &mut case.ours), ("floor", &mut case.floor)] {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|often| {
                let start = Instant::now();
                work(often);
                start.elapsed()
            });
        });
    }
    group.finish();
}

/// Prints the line that scripts read.
pub fn ratio(name: &str, ratio: f64, limit: f64) {
    println!("ratio {name} {ratio:.2} limit {limit}");
}

/// Prints a line for people.
pub fn info(words: impl std::fmt::Display) {
    println!("info {words}");
}
