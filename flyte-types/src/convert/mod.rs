//! Rust values to literals and back.
//!
//! Two traits: [`Field`] for what may stand inside a struct (a msgpack value there), [`FlyteType`]
//! for what may travel by itself (a literal). Every `FlyteType` is a `Field`; `bytes::Bytes` is
//! only a field, because Flyte has no literal for raw bytes.
//!
//! # What is read
//!
//! A value is written in one form and read in every form in which it may arrive: as its own literal;
//! as msgpack, after a path led to it; as what the cluster makes of a part of a struct (text for
//! times, floats for spans and for numbers out of untyped structs, a list literal of msgpack items);
//! bare where a union is declared, because the engine never wraps; absent where an `Option` is.
//!
//! Nothing is guessed beyond that. Where flytekit coerces, this is the choice:
//!
//! * an integer is read as a float, and a float without a fraction as an integer; a fraction is
//!   never cut off;
//! * text is never read as a number, nor a number as text, and only booleans are booleans;
//! * integer keys may be written as text, as JSON has them;
//! * times are read from ISO 8601 text, spans from seconds or ISO 8601 text; a date is not read from a
//!   text with a time of day;
//! * a missing `Option` field of a struct is `None`, as in serde;
//! * a union literal is not read as a plain type, even if its variant fits.

mod boxed;
mod bytes;
mod floats;
mod handover;
mod integers;
mod iso;
mod list;
mod map;
mod option;
mod path_buf;
mod scalars;
mod set;
mod span;
mod time;
mod unit;
mod variant;

pub mod choice;
pub mod record;

mod literal_map;
mod value;

pub use self::handover::{Handover, references};
pub use self::literal_map::LiteralMap;
pub use self::map::MapKey;
pub use self::value::Value;

use ::bytes::Bytes;

use crate::contents::{All, Contents, Levels};
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::StructSchema;
use crate::wire;

/// A type that may stand inside a `#[derive(FlyteType)]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a field of a Flyte struct",
    label = "not a type that Flyte can carry",
    note = "derive `FlyteType` for it; raw bytes are `bytes::Bytes`, untyped data is `flyte::Value`"
)]
pub trait Field: Sized + Send + Sync + 'static {
    /// What values of this type hold, down to some level.
    #[doc(hidden)]
    type Inside<L: Levels>: Contents;

    /// Whether values of this type may hold files, directories or tables. Known when the program is compiled, so
    /// that nobody looks for them where there are none.
    #[doc(hidden)]
    const HAS_REFERENCES: bool = <Self::Inside<All> as Contents>::SUMMARY.references;

    /// Whether it is untyped data, which takes whatever another type takes.
    #[doc(hidden)]
    const IS_UNTYPED: bool = false;

    /// Appends the references inside this value.
    #[doc(hidden)]
    fn references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
        let _ = found;
    }

    /// The literal type of this field, as it stands in the struct's `dataclass_type`.
    fn field_type() -> LiteralType;

    /// The JSON schema of this field, as flytekit writes it for a field of a dataclass.
    fn schema() -> prost_types::Struct;

    /// The JSON schema of this field, as pydantic writes it for a field of a model. What it describes once for many
    /// fields goes to `definitions`, by name.
    #[doc(hidden)]
    fn pydantic_schema(definitions: &mut prost_types::Struct) -> prost_types::Struct {
        crate::schema::pydantic::of_field(Self::schema(), definitions)
    }

    /// Appends the msgpack of this value.
    fn pack(&self, out: &mut Packer) -> Result<()>;

    /// Reads one msgpack value.
    fn unpack(input: &mut Unpacker<'_>) -> Result<Self>;

    /// This value as a `default` in a JSON schema: scalars, enum values and null. `None`: no
    /// `default` is written, as flytekit does for default factories.
    fn default_json(&self) -> Option<prost_types::Value> {
        None
    }

    /// The variants that this type adds to a union field that contains it. By default the tag is
    /// told from the field's type, which is right for everything but dates.
    #[doc(hidden)]
    fn field_variants() -> Vec<LiteralType> {
        variant::of_field(Self::field_type())
    }

    /// Whether msgpack of this kind is what this type writes in this dialect, so that a union can prefer it to
    /// the types that would merely accept it.
    #[doc(hidden)]
    fn packs_as(kind: msgpack::Kind, dialect: msgpack::Dialect) -> bool {
        let _ = (kind, dialect);
        true
    }

    /// The value of a field that has no default and is missing from the struct.
    #[doc(hidden)]
    fn missing() -> Option<Self> {
        None
    }

    // What the derive does with a field, as functions of the trait: where the type has none of them, each use is the same
    // error, which the compiler tells once.

    /// A struct's schema with its fields.
    #[doc(hidden)]
    fn describe_fields(schema: StructSchema) -> StructSchema {
        schema
    }

    /// A schema with a field of this type.
    #[doc(hidden)]
    fn add_to(schema: StructSchema, name: &str, default: Option<&Self>) -> StructSchema {
        schema.field(name, default)
    }

    /// Reads the value of a field; an error names the field.
    #[doc(hidden)]
    #[inline]
    fn unpack_field(input: &mut Unpacker<'_>, name: &'static str) -> Result<Self> {
        record::field(input, name)
    }

    /// The value of a field that has no default.
    #[doc(hidden)]
    #[inline]
    fn or_missing(read: Option<Self>, struct_name: &str, field: &'static str) -> Result<Self> {
        record::required(read, struct_name, field)
    }
}

/// A type that may travel between tasks by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't cross a Flyte task boundary",
    label = "not a type that Flyte can carry",
    note = "derive `FlyteType` for your own types; put `bytes::Bytes` in a struct, or use `FlyteFile`; write `String` for `&str`, `i64` for `usize`"
)]
pub trait FlyteType: Field {
    /// The literal type.
    fn literal_type() -> LiteralType;

    /// How a function that gives this type has outputs, one of [`crate::interface::shape`]: `Single`, but for `()` and tables.
    type Shape: crate::interface::shape::Inside;

    /// Whether the literal type is a union (`Option`, an enum with data).
    const IS_UNION: bool = false;

    /// Whether it carries nothing: `()`, which is no output at all.
    const IS_NOTHING: bool = false;

    /// The tag of this type as a variant of a union, by which Flyte tells variants apart: `int`, `str`, `Typed List`, …
    const UNION_TAG: &'static str;

    /// The variants that this type adds to a union that contains it, flat. One, unless it is a union
    /// itself (`Option`, an enum with data).
    fn union_variants() -> Vec<LiteralType> {
        vec![crate::schema::tagged(Self::literal_type(), Self::UNION_TAG)]
    }

    /// Appends the body of a `flyteidl.core.Literal` message.
    fn encode(&self, out: &mut Vec<u8>) -> Result<()>;

    /// Appends this value as a variant of a union: the body of a `Literal` that holds a `Union` of the
    /// value and its tagged type. Unions write themselves.
    fn encode_variant(&self, out: &mut Vec<u8>) -> Result<()> {
        wire::put_union(out, |out| self.encode(out), &Self::variant_type())
    }

    /// Reads a literal.
    fn decode(literal: wire::Literal<'_>) -> Result<Self>;

    /// The value of an input or output that isn't there at all: `Some(None)` for an `Option`, because
    /// the platform leaves out inputs that nothing is bound to; otherwise `None`.
    fn absent() -> Option<Self> {
        None
    }

    /// The encoded type that [`FlyteType::encode_variant`] writes beside the value.
    #[doc(hidden)]
    fn variant_type() -> Bytes {
        variant::encoded_type::<Self>()
    }

    /// This value's literal as bytes.
    #[doc(hidden)]
    fn to_literal_bytes(&self) -> Result<Bytes> {
        crate::interface::encode_one(self)
    }

    /// Reads one literal from bytes.
    #[doc(hidden)]
    fn from_literal_bytes(bytes: &[u8]) -> Result<Self> {
        crate::interface::decode_one(bytes)
    }

    /// Appends a list literal of these values.
    #[doc(hidden)]
    fn encode_list(items: &[Self], out: &mut Vec<u8>) -> Result<()> {
        wire::put_collection(out, items.iter(), |out, item| item.encode(out))
    }

    /// Reads the items of a list literal.
    #[doc(hidden)]
    fn decode_list(items: wire::Items<'_>) -> Result<Vec<Self>> {
        let mut found = Vec::with_capacity(items.guess_len());
        for (index, item) in items.enumerate() {
            found.push(list::decode_item(index, item)?);
        }
        Ok(found)
    }
}

/// Reads a value from the content of a `Binary`, which is one msgpack document.
pub(crate) fn from_binary<T: Field>(tag: &str, value: &[u8]) -> Result<T> {
    from_msgpack(wire::msgpack_only(tag, value)?)
}

/// Reads a value from an untyped struct, whose numbers are all floats.
pub(crate) fn from_generic<T: Field>(literal: &wire::Literal<'_>, body: &[u8]) -> Result<T> {
    // An older flytekit writes a dict that has no JSON as a file of Python's own.
    if literal.metadata()?.contains(&("format", "pickle")) {
        return Err(Error::expected(
            "an untyped struct",
            "a Python pickle, which only Python reads",
        ));
    }
    from_msgpack(&wire::struct_to_msgpack(body)?)
}

/// Reads a value from one msgpack document.
pub(crate) fn from_msgpack<T: Field>(document: &[u8]) -> Result<T> {
    let mut input = Unpacker::new(document);
    let value = T::unpack(&mut input)?;
    input.finish()?;
    Ok(value)
}
