//! `()`: Python's `None`. As what a function gives it is no output at all; anywhere else it is a none.

use super::{Field, FlyteType};
use crate::contents::{Levels, Nothing};
use crate::error::Result;
use crate::idl::core::{LiteralType, SimpleType};
use crate::interface::shape;
use crate::msgpack::{Kind as Packed, Packer, Unpacker};
use crate::wire::{self, Kind};
use crate::{Error, schema};

#[diagnostic::do_not_recommend]
impl Field for () {
    type Inside<L: Levels> = Nothing;

    fn field_type() -> LiteralType {
        <() as FlyteType>::literal_type()
    }

    fn schema() -> prost_types::Struct {
        schema::json::schema("null")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.nil();
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        if input.nil()? { Ok(()) } else { Err(input.unexpected("none")) }
    }

    fn packs_as(kind: Packed, _: crate::msgpack::Dialect) -> bool {
        kind == Packed::Nil
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        Some(schema::json::null())
    }
}

#[diagnostic::do_not_recommend]
impl FlyteType for () {
    type Shape = shape::Nothing;
    const IS_NOTHING: bool = true;
    const UNION_TAG: &'static str = "none";

    fn literal_type() -> LiteralType {
        schema::simple(SimpleType::None)
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        wire::put_none(out);
        Ok(())
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        match literal.kind {
            Kind::None | Kind::Unset => Ok(()),
            Kind::Binary { tag, value } => {
                let mut input = Unpacker::new(wire::msgpack_only(tag, value)?);
                <() as Field>::unpack(&mut input)?;
                input.finish()
            }
            _ => Err(Error::expected("none", literal.describe())),
        }
    }

    fn absent() -> Option<Self> {
        Some(())
    }
}
