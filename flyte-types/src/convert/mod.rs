//! Rust values to literals and back.
//!
//! Two traits: [`Field`] for what may stand inside a struct (a msgpack value there), [`FlyteType`]
//! for what may travel by itself (a literal). Every `FlyteType` is a `Field`; `bytes::Bytes` is
//! only a field, because Flyte has no literal for raw bytes.

use crate::error::Result;
use crate::idl::core::LiteralType;
use crate::msgpack::{Packer, Unpacker};
use crate::wire;

/// A type that may stand inside a `#[derive(FlyteType)]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a field of a Flyte struct",
    label = "not a type that Flyte can carry",
    note = "derive `FlyteType` for it; raw bytes are `bytes::Bytes`, untyped data is `flyte::Value`"
)]
pub trait Field: Sized + Send + Sync + 'static {
    /// How deep values of this type nest, counting itself. The derive computes it from the fields, so
    /// that a struct that contains itself does not compile.
    const DEPTH: u32 = 1;

    /// The literal type of this field, as it stands in the struct's `dataclass_type`.
    fn field_type() -> LiteralType;

    /// The JSON schema of this field (literals.md 6.1).
    fn schema() -> prost_types::Struct;

    /// Appends the msgpack of this value.
    fn pack(&self, out: &mut Packer) -> Result<()>;

    /// Reads one msgpack value.
    fn unpack(input: &mut Unpacker<'_>) -> Result<Self>;

    /// This value as a `default` in a JSON schema: scalars, enum values and null. `None`: no
    /// `default` is written (literals.md 6.1, default factories).
    fn default_json(&self) -> Option<prost_types::Value> {
        None
    }

}

/// A type that may travel between tasks by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't cross a Flyte task boundary",
    label = "not a type that Flyte can carry",
    note = "derive `FlyteType` for your own types; put `bytes::Bytes` in a struct, or use `FlyteFile`; write `String` for `&str`, `i64` for `usize`"
)]
pub trait FlyteType: Field {
    /// The literal type (literals.md 2).
    fn literal_type() -> LiteralType;

    /// Whether the literal type is a union (`Option`, an enum with data).
    const IS_UNION: bool = false;

    /// The tag of this type as a variant of a union (literals.md 2): `int`, `str`, `Typed List`, …
    fn union_tag() -> &'static str;

    /// The variants that this type adds to a union that contains it, flat. One, unless it is a union
    /// itself (`Option`, an enum with data).
    fn union_variants() -> Vec<LiteralType> {
        vec![crate::schema::tagged(Self::literal_type(), Self::union_tag())]
    }

    /// Appends the body of a `flyteidl.core.Literal` message.
    fn encode(&self, out: &mut Vec<u8>) -> Result<()>;

    /// Appends this value as a variant of a union: the body of a `Literal` that holds a `Union` of the
    /// value and its tagged type. Unions write themselves.
    fn encode_variant(&self, out: &mut Vec<u8>) -> Result<()>;

    /// Reads a literal.
    fn decode(literal: wire::Literal<'_>) -> Result<Self>;

    /// The value of an input or output that isn't there at all: `Some(None)` for an `Option`
    /// (literals.md 10, unbound optional inputs), otherwise `None`.
    fn absent() -> Option<Self> {
        None
    }
}

/// A type whose promise may be used wherever its value is wanted. All value types are; tables are
/// not, because a table of one row type may be read as another.
#[diagnostic::do_not_recommend]
pub trait Plain: FlyteType {}
