//! Integers: INTEGER in Flyte, which is an `i64`. The other widths are checked both ways.
//!
//! A literal holds no `u64` above `i64::MAX`, so that one is refused when it travels by itself; a
//! struct can hold it. A `Vec<u8>` is a list of integers; raw bytes are `bytes::Bytes`.

use bytes::Bytes;

use super::{Field, FlyteType, Plain, from_binary};
use crate::error::{Error, Result};
use crate::idl::core::{LiteralType, SimpleType};
use crate::msgpack::{self, Packer, Unpacker, integral};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// The tagged type of an integer, encoded.
const TYPE: &[u8] = b"\x08\x01\x5a\x05\x0a\x03int";

#[cold]
fn out_of_range(value: impl std::fmt::Display, range: &str) -> Error {
    Error::new(format!("{value} is out of the range of {range}"))
}

macro_rules! integer {
    ($int:ident, $pack:ident, $packed:ty, |$items:ident, $out:ident| $list:expr) => {
        impl Field for $int {
            fn field_type() -> LiteralType {
                schema::simple(SimpleType::Integer)
            }

            fn schema() -> prost_types::Struct {
                json::schema("integer")
            }

            #[inline]
            fn pack(&self, out: &mut Packer) -> Result<()> {
                out.$pack(<$packed>::from(*self));
                Ok(())
            }

            #[inline]
            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                let value = input.integer()?;
                $int::try_from(value).map_err(|_| out_of_range(value, stringify!($int)))
            }

            fn default_json(&self) -> Option<prost_types::Value> {
                Some(json::number(*self as f64))
            }

            fn packs_as(kind: msgpack::Kind) -> bool {
                kind == msgpack::Kind::Integer
            }
        }

        impl FlyteType for $int {
            fn literal_type() -> LiteralType {
                schema::simple(SimpleType::Integer)
            }

            fn union_tag() -> &'static str {
                "int"
            }

            #[inline]
            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                #[allow(irrefutable_let_patterns, reason = "only a u64 can fail")]
                let Ok(value) = i64::try_from(*self) else {
                    return Err(out_of_range(self, "a Flyte integer, which is an i64"));
                };
                wire::put_integer(out, value);
                Ok(())
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                let value = match literal.kind {
                    Kind::Integer(value) => value,
                    Kind::Binary { tag, value } => return from_binary(tag, value),
                    Kind::Float(value) => integral(value).ok_or_else(|| {
                        Error::expected("an integer", format_args!("the float {value}"))
                    })?,
                    _ => return Err(literal.unexpected("an integer")),
                };
                $int::try_from(value).map_err(|_| out_of_range(value, stringify!($int)))
            }

            fn variant_type() -> Bytes {
                Bytes::from_static(TYPE)
            }

            #[inline]
            fn encode_list($items: &[Self], $out: &mut Vec<u8>) -> Result<()> {
                $list
            }
        }

        impl Plain for $int {}
    };
    ($($int:ident)+) => {$(
        integer!($int, integer, i64, |items, out| {
            wire::put_integers(out, items.iter().map(|item| i64::from(*item)));
            Ok(())
        });
    )+};
}

integer!(i8 i16 i32 i64 u8 u16 u32);
integer!(u64, unsigned, u64, |items, out| {
    wire::put_collection(out, items.iter(), |out, item| item.encode(out))
});
