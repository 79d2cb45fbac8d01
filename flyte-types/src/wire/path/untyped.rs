//! The rest of a path, in an untyped struct.

use bytes::Bytes;
use prost_types::{Struct, Value, value};

use super::super::generic::decode_struct;
use super::super::write::{close, head, open, put_boolean, put_float, put_text};
use super::{Step, no_key, past_the_end, wrong_step};
use crate::error::Error;

/// The literal of the part that a path leads to; an error comes with the number of steps that led to it.
pub(super) fn in_struct(fields: &[u8], path: &[Step]) -> Result<Bytes, (Error, usize)> {
    let root = decode_struct(fields).map_err(|error| (error, 0))?;
    let mut current = Value { kind: Some(value::Kind::StructValue(root)) };
    for (taken, step) in path.iter().enumerate() {
        let here = |error| (error, taken);
        current = match (current.kind, step) {
            (Some(value::Kind::StructValue(mut fields)), Step::Name(_) | Step::Key(_)) => {
                let key = step.name().unwrap_or_default();
                fields.fields.remove(key).ok_or_else(|| here(no_key(key)))?
            }
            (Some(value::Kind::ListValue(mut list)), Step::Index(index)) => {
                if *index >= list.values.len() {
                    let of = format!(" of {}", list.values.len());
                    return Err(here(past_the_end(*index, &of)));
                }
                list.values.swap_remove(*index)
            }
            (kind, step) => {
                let found = match kind {
                    Some(value::Kind::StructValue(_)) => "a map",
                    Some(value::Kind::ListValue(_)) => "a list",
                    Some(value::Kind::StringValue(_)) => "a string",
                    Some(value::Kind::NumberValue(_)) => "a float",
                    Some(value::Kind::BoolValue(_)) => "a boolean",
                    Some(value::Kind::NullValue(_)) | None => "nil",
                };
                return Err(here(wrong_step(step, found)));
            }
        };
    }
    let mut out = Vec::new();
    put_literal(&mut out, &current);
    Ok(out.into())
}

fn put_literal(out: &mut Vec<u8>, found: &Value) {
    match &found.kind {
        // A null becomes a literal without a value.
        None | Some(value::Kind::NullValue(_)) => {}
        Some(value::Kind::BoolValue(value)) => put_boolean(out, *value),
        Some(value::Kind::NumberValue(value)) => put_float(out, *value),
        Some(value::Kind::StringValue(value)) => put_text(out, value),
        Some(value::Kind::StructValue(value)) => put_generic(out, value),
        Some(value::Kind::ListValue(list)) => {
            let at = open(out, 0x12, 1);
            for item in &list.values {
                let at = open(out, 0x0a, 1);
                put_literal(out, item);
                close(out, at);
            }
            close(out, at);
        }
    }
}

fn put_generic(out: &mut Vec<u8>, value: &Struct) {
    let body = prost::Message::encode_to_vec(value);
    let scalar = open(out, 0x0a, 1);
    head(out, 0x3a, body.len());
    out.extend_from_slice(&body);
    close(out, scalar);
}

#[cfg(test)]
mod tests {
    use super::super::super::encoded::list_of;
    use super::super::resolve;
    use super::*;
    use crate::interface::encode_one;

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    #[test]
    fn untyped_structs_give_floats() {
        use crate::schema::json;
        let mut generic = Vec::new();
        let list = json::list([json::number(1.0), json::null()]);
        put_generic(&mut generic, &json::fields([("i", json::number(1.0)), ("l", list)]));
        let generic = Bytes::from(generic);
        assert_eq!(resolve(&generic, &[key("i")]).unwrap(), encode_one(&1.0).unwrap());
        let one = encode_one(&1.0).unwrap();
        let wanted = list_of([one.as_ref(), &[]].into_iter());
        assert_eq!(resolve(&generic, &[key("l")]).unwrap(), wanted);
        assert!(resolve(&generic, &[key("i"), key("x")]).is_err());
    }
}
