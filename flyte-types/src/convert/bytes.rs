//! Raw bytes: msgpack's own inside a struct, and nothing outside of one.

use bytes::Bytes;

use super::Field;
use crate::error::Result;
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};

impl Field for Bytes {
    fn field_type() -> LiteralType {
        schema::pickle("<class 'bytes'>")
    }

    fn schema() -> prost_types::Struct {
        json::formatted("string", "base64")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.bytes(self);
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        input.bytes().map(Bytes::copy_from_slice)
    }

    fn packs_as(kind: msgpack::Kind) -> bool {
        kind == msgpack::Kind::Bytes
    }
}
