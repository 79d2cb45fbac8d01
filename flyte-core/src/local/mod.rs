//! The local engine: runs a graph in this process.
//!
//! [`Local`] is the way in, or `.await` on a promise. Inside, `scheduler` decides what runs when, `bindings`
//! and `condition` read values, `attempt` and `pool` carry calls out, `check` looks at what they give,
//! `cache` and `run_folder` keep what the user asked to keep. `blocked` notices asynchronous tasks that block,
//! `left_behind` counts the threads of attempts that nobody waits for, and `supervised` keeps to the clock on a runtime
//! of our own.
//!
//! Where the platform has a rule, it holds here: retries count user failures, the system's have a budget of their own
//! (three retries); a timeout is one attempt's; a map fails with `[0-1]: text`.

mod attempt;
mod awaiting;
mod bindings;
mod blocked;
mod cache;
mod check;
mod condition;
mod left_behind;
mod pool;
mod retry;
mod run_folder;
mod scheduler;
mod settings;
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only the command line has a runtime of its own")
)]
mod supervised;

pub use cache::Cache;
#[cfg(feature = "cli")]
pub(crate) use run_folder::{leave, mark_aborted};
pub use settings::{Failed, Finished, Local};
#[cfg(feature = "cli")]
pub(crate) use supervised::Supervision;
