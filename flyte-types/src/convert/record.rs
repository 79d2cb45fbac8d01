//! Structs: what `#[derive(FlyteType)]` writes itself with.

use super::{Field, from_binary, from_generic};
use crate::error::{Error, Result};
use crate::wire::{self, Kind};

/// The tag of a struct in a union.
pub const TAG: &str = super::variant::STRUCT;
/// The tag of a pydantic model in a union.
pub const PYDANTIC_TAG: &str = super::variant::PYDANTIC;

/// Appends a struct as a literal.
pub fn encode<T: Field>(value: &T, out: &mut Vec<u8>) -> Result<()> {
    wire::put_binary(out, |packer| value.pack(packer))
}

/// Reads a struct: msgpack, or the untyped struct that the console sends, whose numbers are all
/// floats.
pub fn decode<T: Field>(literal: wire::Literal<'_>, name: &str) -> Result<T> {
    match literal.kind {
        Kind::Binary { tag, value } => from_binary(tag, value),
        Kind::Generic(value) => from_generic(&literal, value),
        _ => Err(literal.unexpected(&format!("the struct `{name}`"))),
    }
}

/// The value of a field that has no default: what was read, or what stands for nothing, if its type
/// has such a value.
#[inline]
pub fn required<T: Field>(read: Option<T>, struct_name: &str, field: &'static str) -> Result<T> {
    match read.or_else(T::missing) {
        Some(value) => Ok(value),
        None => Err(missing_field(struct_name, field)),
    }
}

/// The error for a field that has no default and is missing.
#[cold]
pub fn missing_field(struct_name: &str, field: &'static str) -> Error {
    Error::new(format!("the field `{field}` of `{struct_name}` is missing"))
}

/// Reads the value of a field; an error names the field.
#[inline]
pub fn field<T: Field>(input: &mut crate::msgpack::Unpacker<'_>, name: &'static str) -> Result<T> {
    T::unpack(input).map_err(|error| error.in_field(name))
}

/// The error for a field that the struct doesn't have, where it takes no others: `#[serde(deny_unknown_fields)]`.
#[cold]
pub fn unknown_field(struct_name: &str, found: &str, fields: &[&str]) -> Error {
    let known: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
    Error::new(format!(
        "`{struct_name}` has no field `{found}`: its fields are {}",
        known.join(", ")
    ))
}
