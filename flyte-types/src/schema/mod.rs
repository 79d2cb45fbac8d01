//! Literal types and JSON schemas, put together as flytekit puts them together.
//!
//! The schema of a struct is what mashumaro writes for a dataclass: everything inlined, no `$ref`,
//! `required` in declaration order and left out when empty. It is a `google.protobuf.Struct`, in
//! which every number is a double.

mod describe;
mod fits;
pub mod json;
pub mod pydantic;
mod record;
mod types;

pub use self::describe::{describe, describe_at};
pub use self::fits::fits;
pub use self::record::StructSchema;
pub use self::types::{
    annotated, blob, collection_of, dataset, dict, enumeration, map_of, pickle, simple, structure,
    tagged, union_of,
};
