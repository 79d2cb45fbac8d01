//! `Box`: as what is in it.

use bytes::Bytes;

use super::{Field, FlyteType, Handover};
use crate::contents::Levels;
use crate::error::Result;
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::wire;

impl<T: Field> Field for Box<T> {
    type Inside<L: Levels> = T::Inside<L>;

    fn references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
        (**self).references(found);
    }

    fn field_type() -> LiteralType {
        T::field_type()
    }

    fn schema() -> prost_types::Struct {
        T::schema()
    }

    fn pydantic_schema(definitions: &mut prost_types::Struct) -> prost_types::Struct {
        T::pydantic_schema(definitions)
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        (**self).pack(out)
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        T::unpack(input).map(Box::new)
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        (**self).default_json()
    }

    fn field_variants() -> Vec<LiteralType> {
        T::field_variants()
    }

    fn packs_as(kind: msgpack::Kind, dialect: msgpack::Dialect) -> bool {
        T::packs_as(kind, dialect)
    }

    fn missing() -> Option<Self> {
        T::missing().map(Box::new)
    }
}

impl<T: FlyteType> FlyteType for Box<T> {
    type Shape = crate::interface::shape::Single;
    const IS_UNION: bool = T::IS_UNION;

    fn literal_type() -> LiteralType {
        T::literal_type()
    }

    const UNION_TAG: &'static str = T::UNION_TAG;

    fn union_variants() -> Vec<LiteralType> {
        T::union_variants()
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        (**self).encode(out)
    }

    fn encode_variant(&self, out: &mut Vec<u8>) -> Result<()> {
        (**self).encode_variant(out)
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        T::decode(literal).map(Box::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Box::new)
    }

    fn variant_type() -> Bytes {
        T::variant_type()
    }
}
