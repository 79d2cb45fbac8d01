//! What travels between Flyte tasks: messages, literals, types, interfaces and the conversions
//! between them and Rust values. No async runtime, no network, no files.
//!
//! Start at [`FlyteType`] (a Rust type with a literal type) and [`Field`] (a Rust type that may
//! stand inside a struct). [`Outputs`] is what a task or workflow gives back. [`wire`] reads and
//! writes literals as protobuf bytes without a tree of messages in between.

pub mod columns;
#[doc(hidden)]
pub mod contents;
pub mod convert;
mod error;
pub mod idl;
pub mod interface;
pub mod msgpack;
pub mod schema;
mod tuples;
pub mod wire;

pub use columns::Columns;
pub use convert::{Field, FlyteType, Handover, LiteralMap, MapKey, Value};
pub use error::{BoxError, Error, Result, Step};
pub use interface::{Outputs, TaskReturn};
pub use tuples::LONGEST_TUPLE;
