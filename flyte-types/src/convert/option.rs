//! `Option`: a union with none.

use super::variant;
use super::{Field, FlyteType, Plain};
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

impl<T: Field> Field for Option<T> {
    const DEPTH: u32 = 1 + T::DEPTH;

    fn field_type() -> LiteralType {
        schema::union_of(Self::field_variants())
    }

    fn schema() -> prost_types::Struct {
        json::any_of([T::schema(), json::schema("null")])
    }

    #[inline]
    fn pack(&self, out: &mut Packer) -> Result<()> {
        match self {
            Some(value) => value.pack(out),
            None => {
                out.nil();
                Ok(())
            }
        }
    }

    #[inline]
    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        if input.nil()? { Ok(None) } else { T::unpack(input).map(Some) }
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        match self {
            Some(value) => value.default_json(),
            None => Some(json::null()),
        }
    }

    fn field_variants() -> Vec<LiteralType> {
        let mut variants = T::field_variants();
        variants.push(variant::none());
        variants
    }

    fn packs_as(kind: msgpack::Kind) -> bool {
        kind == msgpack::Kind::Nil || T::packs_as(kind)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: FlyteType> FlyteType for Option<T> {
    const IS_UNION: bool = true;

    fn literal_type() -> LiteralType {
        schema::union_of(Self::union_variants())
    }

    fn union_tag() -> &'static str {
        variant::UNION
    }

    fn union_variants() -> Vec<LiteralType> {
        let mut variants = T::union_variants();
        variants.push(variant::none());
        variants
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        match self {
            Some(value) => value.encode_variant(out),
            None => wire::put_union(
                out,
                |out| {
                    wire::put_none(out);
                    Ok(())
                },
                variant::NONE,
            ),
        }
    }

    fn encode_variant(&self, out: &mut Vec<u8>) -> Result<()> {
        self.encode(out)
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        if literal.is_none() {
            return Ok(None);
        }
        let Kind::Union { value, ty } = literal.kind else {
            return T::decode(literal).map(Some);
        };
        let tag = wire::type_tag(ty)?;
        if tag == "none" {
            return Ok(None);
        }
        // A union inside is flat on the wire: the variants are its own.
        if T::IS_UNION {
            return T::decode(literal).map(Some);
        }
        let value = wire::Literal::parse(value)?;
        // The platform lets a union without a tag pass for any variant.
        if tag == T::union_tag() {
            T::decode(value).map(Some)
        } else if tag.is_empty() {
            if value.is_none() { Ok(None) } else { T::decode(value).map(Some) }
        } else {
            let wanted = format!("a union with the variant `{}`", T::union_tag());
            Err(Error::expected(&wanted, format_args!("the variant `{tag}`")))
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Plain> Plain for Option<T> {}
