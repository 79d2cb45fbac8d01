//! Literals as JSON.

use flyte_types::idl::core::LiteralType;
use flyte_types::msgpack::{self, Unpacker};
use flyte_types::wire::{self, Kind, Literal};
use flyte_types::{Result, Step};
use prost::Message;
use serde_json::{Map, Number, Value};

use super::literal::{name_of_variant, tag};
use super::times;

/// A literal as JSON: instants in ISO 8601, spans as `1h30m`, a union as the value that it
/// holds, under its name if it has one.
pub(in crate::cli) fn to_json(literal: &[u8]) -> Result<Value> {
    // An input or output that isn't there.
    if literal.is_empty() {
        return Ok(Value::Null);
    }
    value(literal, 0)
}

/// How deep literals may nest. The decoders of values have bounds of their own.
const DEPTH: usize = 200;

fn value(literal: &[u8], depth: usize) -> Result<Value> {
    if depth > DEPTH {
        return Err(flyte_types::Error::new("the value nests too deep"));
    }
    Ok(match Literal::parse(literal)?.kind {
        Kind::Unset | Kind::EmptyPrimitive | Kind::None => Value::Null,
        Kind::Integer(value) => value.into(),
        Kind::Float(value) => float(value),
        Kind::Text(text) => text.into(),
        Kind::Boolean(value) => value.into(),
        Kind::Datetime { seconds, nanos } => times::instant_text(seconds, nanos).into(),
        Kind::Duration { seconds, nanos } => times::span_text(seconds, nanos).into(),
        Kind::Binary { tag: "msgpack", value } => packed(value)?,
        Kind::Generic(body) => packed(&wire::struct_to_msgpack(body)?)?,
        Kind::Blob(body) => wire::Blob::parse(body)?.uri.into(),
        Kind::StructuredDataset(body) => wire::Dataset::parse(body)?.uri.into(),
        Kind::Union { value: inner, ty } => named(value(inner, depth + 1)?, ty)?,
        Kind::Collection(items) => {
            let mut list = Vec::with_capacity(items.guess_len());
            for (index, item) in items.enumerate() {
                let item = value(item?, depth + 1).map_err(|error| error.at(Step::Index(index)))?;
                list.push(item);
            }
            Value::Array(list)
        }
        Kind::Map(entries) => {
            let mut fields = Map::new();
            for entry in entries {
                let (key, item) = entry?;
                let item =
                    value(item, depth + 1).map_err(|error| error.at(Step::Key(key.to_owned())))?;
                fields.insert(key.to_owned(), item);
            }
            fields.sort_keys();
            Value::Object(fields)
        }
        other => Value::String(format!("<{}>", other.describe())),
    })
}

/// The value of a union as flags take it: a variant of the user's own enum says its name.
fn named(value: Value, ty: &[u8]) -> Result<Value> {
    let ty = LiteralType::decode(ty)
        .map_err(|error| flyte_types::Error::new(format!("not a literal type: {error}")))?;
    Ok(match (name_of_variant(tag(&ty)), value) {
        (None, value) => value,
        (Some(name), Value::Null) => name.into(),
        (Some(name), value) => Value::Object([(name.to_owned(), value)].into_iter().collect()),
    })
}

fn packed(bytes: &[u8]) -> Result<Value> {
    let mut input = Unpacker::new(bytes);
    let value = unpack(&mut input)?;
    input.finish()?;
    Ok(value)
}

fn unpack(input: &mut Unpacker<'_>) -> Result<Value> {
    Ok(match input.peek()? {
        msgpack::Kind::Nil => {
            input.nil()?;
            Value::Null
        }
        msgpack::Kind::Boolean => input.boolean()?.into(),
        msgpack::Kind::Integer => {
            let value = input.integer()?;
            Number::from_i128(value).map_or_else(|| value.to_string().into(), Value::Number)
        }
        msgpack::Kind::Float => float(input.float()?),
        msgpack::Kind::Text => input.text()?.into(),
        msgpack::Kind::Bytes => format!("<{} bytes>", input.bytes()?.len()).into(),
        msgpack::Kind::Array => {
            let len = input.array_header("a list")?;
            let mut list = Vec::new();
            for _ in 0..len {
                list.push(input.nested(unpack)?);
            }
            Value::Array(list)
        }
        msgpack::Kind::Map => {
            let len = input.map_header("a map")?;
            let mut fields = Map::new();
            for _ in 0..len {
                let key = match unpack(input)? {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                let item = input.nested(unpack)?;
                fields.insert(key, item);
            }
            Value::Object(fields)
        }
        msgpack::Kind::Other => return Err(input.unexpected("a value")),
    })
}

fn float(value: f64) -> Value {
    match Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => "NaN".into(),
        None if value > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}
