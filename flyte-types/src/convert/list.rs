//! `Vec`: a list.

use super::handover::references_of;
use super::variant;
use super::{Field, FlyteType, from_binary};
use crate::contents::Levels;
use crate::error::{Result, Step};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// So many items are reserved at most on the word of a header.
const RESERVED: usize = 1 << 16;

impl<T: Field> Field for Vec<T> {
    type Inside<L: Levels> = T::Inside<L>;

    references_of!(T, iter);

    fn field_type() -> LiteralType {
        schema::collection_of(T::field_type())
    }

    fn schema() -> prost_types::Struct {
        json::array_of(T::schema())
    }

    fn pydantic_schema(definitions: &mut prost_types::Struct) -> prost_types::Struct {
        json::array_of(T::pydantic_schema(definitions))
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.array_header(self.len());
        for (index, item) in self.iter().enumerate() {
            item.pack(out).map_err(|error| error.at(Step::Index(index)))?;
        }
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        let len = input.array_header("a list")?;
        let mut items = Vec::with_capacity(len.min(RESERVED));
        for index in 0..len {
            items.push(T::unpack(input).map_err(|error| error.at(Step::Index(index)))?);
        }
        Ok(items)
    }

    fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Array
    }
}

impl<T: FlyteType> FlyteType for Vec<T> {
    type Shape = <T::Shape as crate::interface::shape::Inside>::Around;

    fn literal_type() -> LiteralType {
        schema::collection_of(T::literal_type())
    }

    const UNION_TAG: &'static str = variant::LIST;

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        T::encode_list(self, out)
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        match literal.kind {
            Kind::Collection(items) => T::decode_list(items),
            Kind::Binary { tag, value } => from_binary(tag, value),
            _ => Err(literal.unexpected("a list")),
        }
    }
}

/// Reads one item of a list literal.
#[inline]
pub(super) fn decode_item<T: FlyteType>(index: usize, item: Result<&[u8]>) -> Result<T> {
    let error = match item {
        Ok(bytes) => match wire::Literal::parse(bytes) {
            Ok(literal) => match T::decode(literal) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            },
            Err(error) => error,
        },
        Err(error) => error,
    };
    Err(error.at(Step::Index(index)))
}
