//! Floats: FLOAT in Flyte, which is an `f64`.
//!
//! An `f32` is written as the `f64` that it equals. Reading one rounds to the nearest `f32`, as
//! `as` does; a finite number beyond its range is refused rather than read as infinity.

use bytes::Bytes;

use super::{Field, FlyteType, from_binary};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result};
use crate::idl::core::{LiteralType, SimpleType};
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// The tagged type of a float, encoded.
const TYPE: &[u8] = b"\x08\x02\x5a\x07\x0a\x05float";

trait Narrow: Sized {
    fn narrow(value: f64) -> Result<Self>;
}

impl Narrow for f64 {
    #[inline]
    fn narrow(value: f64) -> Result<f64> {
        Ok(value)
    }
}

impl Narrow for f32 {
    #[inline]
    fn narrow(value: f64) -> Result<f32> {
        let narrow = value as f32;
        if narrow.is_infinite() && value.is_finite() {
            return Err(Error::new(format!("{value} is out of the range of f32")));
        }
        Ok(narrow)
    }
}

macro_rules! float {
    ($($float:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Field for $float {
            type Inside<L: Levels> = Nothing;

            fn field_type() -> LiteralType {
                schema::simple(SimpleType::Float)
            }

            fn schema() -> prost_types::Struct {
                json::schema("number")
            }

            #[inline]
            fn pack(&self, out: &mut Packer) -> Result<()> {
                out.float(f64::from(*self));
                Ok(())
            }

            #[inline]
            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                $float::narrow(input.float()?)
            }

            fn default_json(&self) -> Option<prost_types::Value> {
                Some(json::number(f64::from(*self)))
            }

            fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
                kind == msgpack::Kind::Float
            }
        }

        #[diagnostic::do_not_recommend]
        impl FlyteType for $float {
type Shape = crate::interface::shape::Single;
            fn literal_type() -> LiteralType {
                schema::simple(SimpleType::Float)
            }

            const UNION_TAG: &'static str = "float";

            #[inline]
            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                wire::put_float(out, f64::from(*self));
                Ok(())
            }

            #[inline]
            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                match literal.kind {
                    Kind::Float(value) => $float::narrow(value),
                    Kind::Binary { tag, value } => from_binary(tag, value),
                    Kind::Integer(value) => $float::narrow(value as f64),
                    _ => Err(literal.unexpected("a float")),
                }
            }

            fn variant_type() -> Bytes {
                Bytes::from_static(TYPE)
            }
        }
    )+};
}

float!(f32 f64);
