//! The local engine: runs a graph in this process.
//!
//! [`Local`] is the way in. Inside: `scheduler` decides what runs when, `attempt` and `pool` carry calls out,
//! `cache` and `run_folder` keep what the user asked to keep.

mod cache;
mod settings;

pub use cache::Cache;
pub use settings::{Failed, Finished, Local};
