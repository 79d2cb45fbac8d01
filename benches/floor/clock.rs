//! CPU time, of all threads. Unlike the time on the wall it does not count what other programs of
//! the machine do meanwhile.

use std::time::Duration;

/// The CPU time that all threads of this process have used so far.
#[cfg(unix)]
pub fn process_cpu() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("a clock of the process").into()
}

/// The CPU time of all child processes that have ended and were waited for, in their own code and in
/// the system's: how the sum is split between the two is only sampled, the sum is exact.
#[cfg(unix)]
pub fn children_cpu() -> Duration {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the use of resources");
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    Duration::from_micros((micros(usage.user_time()) + micros(usage.system_time())) as u64)
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
