//! The floors: the best hand-written program for each benchmark, and what holds ours against them.
//!
//! A benchmark is a [`Case`]: ours and its floor, which do the same work. [`Suite::run`] measures both
//! in alternating rounds of CPU time, prints the ratio, and lets criterion time both.

mod case;
mod clock;
mod memory;
mod suite;

pub mod files;
pub mod list;
pub mod map;
pub mod nodes;
pub mod scalars;
pub mod spawn;
pub mod structs;
pub mod threads;
mod varint;

pub use case::{Case, median};
pub use clock::{children_cpu, process_cpu};
pub use memory::resident;
pub use suite::{Suite, info, ratio};
