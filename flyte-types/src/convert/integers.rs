//! Integers: INTEGER in Flyte, which is an `i64`. The other widths are checked both ways.
//!
//! A literal holds no `u64` above `i64::MAX`, so that one is refused when it travels by itself; a
//! struct can hold it. A `Vec<u8>` is a list of integers; raw bytes are `bytes::Bytes`.

use bytes::Bytes;

use super::{Field, FlyteType, from_binary, list};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result, Step};
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
        #[diagnostic::do_not_recommend]
        impl Field for $int {
            type Inside<L: Levels> = Nothing;

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

            fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
                kind == msgpack::Kind::Integer
            }
        }

        #[diagnostic::do_not_recommend]
        impl FlyteType for $int {
type Shape = crate::interface::shape::Single;
            fn literal_type() -> LiteralType {
                schema::simple(SimpleType::Integer)
            }

            const UNION_TAG: &'static str = "int";

            #[inline]
            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                #[allow(irrefutable_let_patterns, reason = "only a u64 can fail")]
                let Ok(value) = i64::try_from(*self) else {
                    return Err(out_of_range(self, "a Flyte integer, which is an i64"));
                };
                wire::put_integer(out, value);
                Ok(())
            }

            #[inline]
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

            fn decode_list(mut items: wire::Items<'_>) -> Result<Vec<Self>> {
                let mut found = Vec::with_capacity(items.guess_len());
                loop {
                    while let Some(value) = items.next_integer() {
                        found.push($int::try_from(value).map_err(|_| {
                            out_of_range(value, stringify!($int)).at(Step::Index(found.len()))
                        })?);
                    }
                    match items.next() {
                        Some(item) => found.push(list::decode_item(found.len(), item)?),
                        None => return Ok(found),
                    }
                }
            }

            #[inline]
            fn encode_list($items: &[Self], $out: &mut Vec<u8>) -> Result<()> {
                $list
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn ranges_are_checked_both_ways() {
        let large = encode_one(&300_i64).unwrap();
        assert_eq!(
            decode_one::<u8>(&large).unwrap_err().to_string(),
            "300 is out of the range of u8"
        );
        assert!(decode_one::<u64>(&encode_one(&-1_i64).unwrap()).is_err());
        assert_eq!(
            encode_one(&u64::MAX).unwrap_err().to_string(),
            "18446744073709551615 is out of the range of a Flyte integer, which is an i64"
        );
        assert_eq!(
            decode_one::<Vec<u8>>(&encode_one(&vec![1_i64, 256]).unwrap()).unwrap_err().to_string(),
            "`[1]`: 256 is out of the range of u8"
        );
    }

    #[test]
    fn a_struct_holds_all_of_u64() {
        let mut packer = Packer::new();
        u64::MAX.pack(&mut packer).unwrap();
        let bytes = packer.into_bytes();
        assert_eq!(bytes, [0xcf, 255, 255, 255, 255, 255, 255, 255, 255]);
        assert_eq!(u64::unpack(&mut Unpacker::new(&bytes)).unwrap(), u64::MAX);
        assert!(i64::unpack(&mut Unpacker::new(&bytes)).is_err());
    }

    #[test]
    fn only_whole_floats_are_integers() {
        assert_eq!(decode_one::<i64>(&encode_one(&3.0).unwrap()).unwrap(), 3);
        for float in [3.7, f64::NAN, f64::INFINITY, 9.3e18] {
            assert!(decode_one::<i64>(&encode_one(&float).unwrap()).is_err(), "{float}");
        }
        let text = encode_one(&"3".to_owned()).unwrap();
        assert_eq!(
            decode_one::<i64>(&text).unwrap_err().to_string(),
            "expected an integer, found a string"
        );
    }

    #[test]
    fn integers_among_other_forms() {
        // Items as the cluster makes them of a list inside a struct.
        let mut out = Vec::new();
        wire::put_collection(&mut out, [1_u8, 2, 3].into_iter(), |out, item| {
            match item {
                2 => wire::put_integer(out, -5),
                _ => wire::put_packed(out, &[item]),
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(decode_one::<Vec<i64>>(&out).unwrap(), [1, -5, 3]);
    }
}
