#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! - [`macro@task`], [`macro@workflow`], [`derive@FlyteType`], [`derive@Outputs`]: what you write.
//! - [`Promise`]: what a call gives; [`With`] changes one call's settings.
//! - [`Error`]: what a task's failure tells Flyte.
//! - [`Local`]: runs a promise here, with a cache and a run folder if asked.
//! - [`main()`]: the command line of your own binary.
//! - [`prelude`]: all that a file with tasks and workflows needs.

// Generated code says `::flyte::…`, also in this crate's own tests.
#[allow(unused_extern_crates)]
extern crate self as flyte;

#[doc(hidden)]
pub mod __private;
pub mod prelude;

#[cfg(feature = "cli")]
pub use flyte_core::cli::main;
pub use flyte_core::graph::{Arg, Promise, With, default, promise};
pub use flyte_core::local::Local;
pub use flyte_core::{Error, ErrorKind, Result};
pub use flyte_macros::{FlyteType, Outputs, task, workflow};
pub use flyte_types::convert::{LiteralMap, Value};
pub use flyte_types::{FlyteType, Outputs};

/// The graph, the engine and the pictures, for programs that look inside.
pub use flyte_core::{definition, engine, graph, local, picture, registry};
/// Literals, types and the messages of Flyte's wire.
pub use flyte_types as types;
