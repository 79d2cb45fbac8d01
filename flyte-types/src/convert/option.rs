//! `Option`: a union with none.

use super::handover::references_of;
use super::variant;
use super::{Field, FlyteType};
use crate::contents::Levels;
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

impl<T: Field> Field for Option<T> {
    type Inside<L: Levels> = T::Inside<L>;

    references_of!(T, iter);

    fn field_type() -> LiteralType {
        schema::union_of(Self::field_variants())
    }

    fn schema() -> prost_types::Struct {
        json::any_of([T::schema(), json::schema("null")])
    }

    fn pydantic_schema(definitions: &mut prost_types::Struct) -> prost_types::Struct {
        json::any_of([T::pydantic_schema(definitions), json::schema("null")])
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

    fn packs_as(kind: msgpack::Kind, dialect: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Nil || T::packs_as(kind, dialect)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: FlyteType> FlyteType for Option<T> {
    type Shape = <T::Shape as crate::interface::shape::Inside>::Around;
    const IS_UNION: bool = true;

    fn literal_type() -> LiteralType {
        schema::union_of(Self::union_variants())
    }

    const UNION_TAG: &'static str = variant::UNION;

    fn union_variants() -> Vec<LiteralType> {
        let mut variants = T::union_variants();
        variants.push(variant::none());
        variants
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        match self {
            Some(value) => value.encode_variant(out),
            // Of `()` the value and its absence are both none: only the value is wrapped in a union.
            None if T::IS_NOTHING => {
                wire::put_none(out);
                Ok(())
            }
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

    #[inline]
    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        if literal.is_none() {
            return Ok(None);
        }
        let Kind::Union { value, ty } = literal.kind else {
            return T::decode(literal).map(Some);
        };
        let tag = wire::type_tag(ty)?;
        if tag == "none" {
            return Ok(if T::IS_NOTHING { T::absent() } else { None });
        }
        // A union inside is flat on the wire: the variants are its own.
        if T::IS_UNION {
            return T::decode(literal).map(Some);
        }
        let value = wire::Literal::parse(value)?;
        // The platform lets a union without a tag pass for any variant.
        if tag == T::UNION_TAG {
            T::decode(value).map(Some)
        } else if tag.is_empty() {
            if value.is_none() { Ok(None) } else { T::decode(value).map(Some) }
        } else {
            let wanted = format!("a union with the variant `{}`", T::UNION_TAG);
            Err(Error::expected(&wanted, format_args!("the variant `{tag}`")))
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn none_in_every_form() {
        let mut nil = Vec::new();
        wire::put_packed(&mut nil, &[0xc0]);
        let unset: &[u8] = &[];
        for literal in [wire::none().as_ref(), &encode_one(&None::<i64>).unwrap(), &nil, unset] {
            assert_eq!(decode_one::<Option<i64>>(literal).unwrap(), None);
            assert_eq!(decode_one::<Option<Vec<String>>>(literal).unwrap(), None);
        }
        assert_eq!(Option::<i64>::absent(), Some(None));
    }

    #[test]
    fn a_union_without_a_tag_fits() {
        let mut out = Vec::new();
        let value = |out: &mut Vec<u8>| FlyteType::encode(&3_i64, out);
        wire::put_union(&mut out, value, b"\x08\x01").unwrap();
        assert_eq!(decode_one::<Option<i64>>(&out).unwrap(), Some(3));
        assert_eq!(
            decode_one::<Option<String>>(&out).unwrap_err().to_string(),
            "expected a string, found an integer"
        );
    }

    #[test]
    fn another_tag_does_not() {
        let text = encode_one(&Some("3".to_owned())).unwrap();
        assert_eq!(
            decode_one::<Option<i64>>(&text).unwrap_err().to_string(),
            "expected a union with the variant `int`, found the variant `str`"
        );
    }

    #[test]
    fn options_of_options_are_flat() {
        assert_eq!(Option::<Option<i64>>::literal_type(), Option::<i64>::literal_type());
        let some = encode_one(&Some(Some(3_i64))).unwrap();
        assert_eq!(some, encode_one(&Some(3_i64)).unwrap());
        assert_eq!(decode_one::<Option<Option<i64>>>(&some).unwrap(), Some(Some(3)));
    }

    #[test]
    fn the_types_written_out_are_those_built() {
        fn check<T: FlyteType>() {
            let built = schema::tagged(T::literal_type(), T::UNION_TAG);
            assert_eq!(T::variant_type(), built.encode_to_vec());
        }
        check::<i64>();
        check::<u8>();
        check::<f64>();
        check::<String>();
        check::<bool>();
        check::<Vec<i64>>();
        assert_eq!(variant::none().encode_to_vec(), variant::NONE);
    }
}
