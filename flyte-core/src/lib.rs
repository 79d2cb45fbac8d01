//! What happens: definitions, graphs, the local engine and the command line of the Flyte SDK.
//!
//! Imports point one way: error ← storage ← frame ← value ← definition ← graph ← registry ← engine ← local ← cli; `picture` draws a graph.

#[cfg(feature = "cli")]
pub mod cli;
pub mod definition;
pub mod engine;
mod error;
#[cfg(feature = "dataframe")]
pub mod frame;
pub mod graph;
pub mod local;
pub mod picture;
pub mod registry;
pub mod storage;
pub mod value;

pub use engine::Cancel;
pub use error::{Error, ErrorKind, Result};
pub use local::Local;

#[doc(hidden)]
pub use inventory;
