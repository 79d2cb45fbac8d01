//! CPU time, of all threads. Unlike the time on the wall it does not count what other programs of
//! the machine do meanwhile.

use std::time::Duration;

/// The CPU time that all threads of this process have used so far.
#[cfg(unix)]
pub fn process_cpu() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("a clock of the process").into()
}

/// The user CPU time of all child processes that have ended and were waited for.
#[cfg(unix)]
pub fn children_cpu() -> Duration {
    use nix::sys::resource::{UsageWho, getrusage};
    let time = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the use of resources").user_time();
    let micros = time.tv_sec() as u64 * 1_000_000 + time.tv_usec() as u64;
    Duration::from_micros(micros)
}

/// The time on the wall: there is no such clock here.
#[cfg(not(unix))]
pub fn process_cpu() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The time on the wall: there is no such clock here.
#[cfg(not(unix))]
pub fn children_cpu() -> Duration {
    process_cpu()
}
