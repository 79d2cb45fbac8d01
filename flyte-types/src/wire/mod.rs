//! Literals as protobuf bytes, read and written without a tree of messages.
//!
//! [`Literal::parse`] looks at one literal, the `put_*` functions append one. The other functions
//! work on literals that stay encoded, as an engine passes them around: taking lists apart and
//! putting them together, following paths into values, maps of inputs and outputs. Parts that are
//! taken out share the memory of the whole.

mod blob;
mod dataset;
mod encoded;
mod generic;
mod links;
mod literal;
mod offloaded;
mod parts;
mod path;
mod primitive;
mod reader;
mod write;

pub use self::blob::{Blob, put_blob, put_hash, put_metadata};
pub use self::dataset::{Dataset, put_dataset};
pub use self::encoded::{
    hash_of, list_items, list_of, literal_map_len, map_of, none, read_literal_map, with_hash,
    write_literal_map,
};
pub use self::generic::{pack_struct, struct_to_msgpack};
pub use self::links::{Link, References, offloaded, references};
pub(crate) use self::literal::msgpack_only;
pub use self::literal::{Kind, Literal, type_tag};
pub use self::offloaded::{Offloaded, splice};
pub use self::parts::{Entries, Items};
pub use self::path::{Reached, Step, resolve, resolve_through};
pub use self::primitive::{Primitive, primitive};
pub(crate) use self::write::put_integers;
pub use self::write::{
    put_binary, put_boolean, put_collection, put_datetime, put_duration, put_float, put_integer,
    put_map, put_none, put_packed, put_text, put_union,
};
