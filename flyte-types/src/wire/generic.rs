//! `google.protobuf.Struct`, the form of untyped structs before msgpack and of what is typed into
//! the console.

use prost::Message;
use prost_types::{Struct, Value, value::Kind};

use crate::error::{Error, Result};
use crate::msgpack::Packer;

/// The msgpack of an encoded `google.protobuf.Struct`. All numbers are floats, there as here;
/// whoever wants an integer takes a float without a fraction for one.
pub fn struct_to_msgpack(body: &[u8]) -> Result<Vec<u8>> {
    let mut packer = Packer::new();
    pack_struct(&decode_struct(body)?, &mut packer);
    Ok(packer.into_bytes())
}

/// Appends a struct as a msgpack map, its keys sorted.
pub fn pack_struct(value: &Struct, out: &mut Packer) {
    out.map_header(value.fields.len());
    for (key, value) in &value.fields {
        out.text(key);
        pack_value(value, out);
    }
}

fn pack_value(value: &Value, out: &mut Packer) {
    match &value.kind {
        None | Some(Kind::NullValue(_)) => out.nil(),
        Some(Kind::BoolValue(value)) => out.boolean(*value),
        Some(Kind::NumberValue(value)) => out.float(*value),
        Some(Kind::StringValue(value)) => out.text(value),
        Some(Kind::StructValue(value)) => pack_struct(value, out),
        Some(Kind::ListValue(list)) => {
            out.array_header(list.values.len());
            for item in &list.values {
                pack_value(item, out);
            }
        }
    }
}

/// Decoding bounds how deep messages nest, so what comes out can be walked by recursion.
pub(super) fn decode_struct(body: &[u8]) -> Result<Struct> {
    Struct::decode(body).map_err(|error| Error::new(format!("not a struct: {error}")))
}
