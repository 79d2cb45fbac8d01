//! Booleans and text.

use bytes::Bytes;

use super::{Field, FlyteType, from_binary};
use crate::contents::{Levels, Nothing};
use crate::error::Result;
use crate::idl::core::{LiteralType, SimpleType};
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

#[diagnostic::do_not_recommend]
impl Field for bool {
    type Inside<L: Levels> = Nothing;

    fn field_type() -> LiteralType {
        schema::simple(SimpleType::Boolean)
    }

    fn schema() -> prost_types::Struct {
        json::schema("boolean")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.boolean(*self);
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        input.boolean()
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        Some(json::boolean(*self))
    }

    fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Boolean
    }
}

#[diagnostic::do_not_recommend]
impl FlyteType for bool {
    type Shape = crate::interface::shape::Single;
    fn literal_type() -> LiteralType {
        schema::simple(SimpleType::Boolean)
    }

    const UNION_TAG: &'static str = "bool";

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        wire::put_boolean(out, *self);
        Ok(())
    }

    #[inline]
    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        match literal.kind {
            Kind::Boolean(value) => Ok(value),
            Kind::Binary { tag, value } => from_binary(tag, value),
            _ => Err(literal.unexpected("a boolean")),
        }
    }

    fn variant_type() -> Bytes {
        Bytes::from_static(b"\x08\x04\x5a\x06\x0a\x04bool")
    }
}

#[diagnostic::do_not_recommend]
impl Field for String {
    type Inside<L: Levels> = Nothing;

    fn field_type() -> LiteralType {
        schema::simple(SimpleType::String)
    }

    fn schema() -> prost_types::Struct {
        json::schema("string")
    }

    #[inline]
    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.text(self);
        Ok(())
    }

    #[inline]
    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        input.text().map(str::to_owned)
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        Some(json::text(self.as_str()))
    }

    fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Text
    }
}

#[diagnostic::do_not_recommend]
impl FlyteType for String {
    type Shape = crate::interface::shape::Single;
    fn literal_type() -> LiteralType {
        schema::simple(SimpleType::String)
    }

    const UNION_TAG: &'static str = "str";

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        wire::put_text(out, self);
        Ok(())
    }

    #[inline]
    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        match literal.kind {
            Kind::Text(value) => Ok(value.to_owned()),
            Kind::Binary { tag, value } => from_binary(tag, value),
            _ => Err(literal.unexpected("a string")),
        }
    }

    fn variant_type() -> Bytes {
        Bytes::from_static(b"\x08\x03\x5a\x05\x0a\x03str")
    }
}
