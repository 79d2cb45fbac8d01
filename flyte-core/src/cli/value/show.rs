//! Literals as JSON, in the notation that flags are read in.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta};
use flyte_types::convert::Field;
use flyte_types::idl::core::LiteralType;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::msgpack::{self, Unpacker};
use flyte_types::wire::{self, Kind, Literal};
use flyte_types::{Error, Result, Step};
use prost::Message;
use prost_types::Struct;
use serde_json::{Map, Number, Value};

use super::described::{as_struct, as_text, field, forms};
use super::literal::{name_of_variant, tag};
use super::{base64, times};

/// A literal of this type as JSON: instants in ISO 8601, spans as `1h30m`, bytes in base64, a union as the value that
/// it holds, under its name if it has one.
pub(in crate::cli) fn to_json(literal: &[u8], ty: &LiteralType) -> Result<Value> {
    value(literal, ty, 0)
}

/// How deep literals may nest. The decoders of values have bounds of their own.
pub(super) const DEPTH: usize = 200;

pub(super) fn value(literal: &[u8], ty: &LiteralType, depth: usize) -> Result<Value> {
    if depth > DEPTH {
        return Err(Error::new("the value nests too deep"));
    }
    // An input or output that isn't there.
    if literal.is_empty() {
        return Ok(Value::Null);
    }
    let inside = match &ty.r#type {
        Some(Type::CollectionType(inside) | Type::MapValueType(inside)) => inside,
        _ => ty,
    };
    Ok(match Literal::parse(literal)?.kind {
        Kind::Unset | Kind::EmptyPrimitive | Kind::None => Value::Null,
        Kind::Integer(value) => value.into(),
        Kind::Float(value) => float(value),
        Kind::Text(text) => text.into(),
        Kind::Boolean(value) => value.into(),
        Kind::Datetime { seconds, nanos } => times::instant_text(seconds, nanos).into(),
        Kind::Duration { seconds, nanos } => times::span_text(seconds, nanos).into(),
        Kind::Binary { tag: "msgpack", value } => packed(value, ty.metadata.as_ref())?,
        Kind::Generic(body) => packed(&wire::struct_to_msgpack(body)?, ty.metadata.as_ref())?,
        Kind::Blob(body) => wire::Blob::parse(body)?.uri.into(),
        Kind::StructuredDataset(body) => wire::Dataset::parse(body)?.uri.into(),
        Kind::Union { value: inner, ty: variant } => {
            let variant = variant_type(ty, variant)?;
            named(value(inner, &variant, depth + 1)?, &variant)
        }
        Kind::Collection(items) => {
            let mut list = Vec::with_capacity(items.guess_len());
            for (index, item) in items.enumerate() {
                let item = value(item?, inside, depth + 1);
                list.push(item.map_err(|error| error.at(Step::Index(index)))?);
            }
            Value::Array(list)
        }
        Kind::Map(entries) => {
            let mut fields = Map::new();
            for entry in entries {
                let (key, item) = entry?;
                let item = value(item, inside, depth + 1);
                let item = item.map_err(|error| error.at(Step::Key(key.to_owned())))?;
                fields.insert(key.to_owned(), item);
            }
            fields.sort_keys();
            Value::Object(fields)
        }
        other => Value::String(format!("<{}>", other.describe())),
    })
}

/// The variant that a union's value says it is: as the union declares it, or else in the value's own words.
fn variant_type<'a>(union: &'a LiteralType, variant: &[u8]) -> Result<Cow<'a, LiteralType>> {
    if let Some(Type::UnionType(union)) = &union.r#type {
        let name = wire::type_tag(variant)?;
        if let Some(declared) = union.variants.iter().find(|ty| tag(ty) == name) {
            return Ok(Cow::Borrowed(declared));
        }
    }
    let own = LiteralType::decode(variant);
    own.map(Cow::Owned).map_err(|error| Error::new(format!("not a literal type: {error}")))
}

/// The value of a union as flags take it: a variant of the user's own enum says its name.
fn named(value: Value, ty: &LiteralType) -> Value {
    match (name_of_variant(tag(ty)), value) {
        (None, value) => value,
        (Some(name), Value::Null) => name.into(),
        (Some(name), value) => Value::Object([(name.to_owned(), value)].into_iter().collect()),
    }
}

fn packed(bytes: &[u8], schema: Option<&Struct>) -> Result<Value> {
    let mut input = Unpacker::new(bytes);
    let value = unpack(&mut input, schema)?;
    input.finish()?;
    Ok(value)
}

fn unpack(input: &mut Unpacker<'_>, schema: Option<&Struct>) -> Result<Value> {
    let kind = input.peek()?;
    let schema = schema.and_then(|schema| form(schema, kind, input));
    let says = |name| schema.and_then(|schema| field(schema, name)).and_then(as_text);
    Ok(match kind {
        msgpack::Kind::Nil => {
            input.nil()?;
            Value::Null
        }
        msgpack::Kind::Boolean => input.boolean()?.into(),
        msgpack::Kind::Integer | msgpack::Kind::Float if says("format") == Some("time-delta") => {
            let before = input.clone();
            match <TimeDelta as Field>::unpack(input) {
                Ok(span) => times::span_text(span.num_seconds(), span.subsec_nanos()).into(),
                Err(_) => {
                    *input = before;
                    float(input.float()?)
                }
            }
        }
        msgpack::Kind::Integer => {
            let value = input.integer()?;
            Number::from_i128(value).map_or_else(|| value.to_string().into(), Value::Number)
        }
        msgpack::Kind::Float => float(input.float()?),
        msgpack::Kind::Text => match (input.text()?, says("format")) {
            (text, Some("date-time")) => in_utc(text).unwrap_or_else(|| text.to_owned()).into(),
            (text, _) => text.into(),
        },
        msgpack::Kind::Bytes => base64::encode(input.bytes()?).into(),
        msgpack::Kind::Array => {
            let len = input.array_header("a list")?;
            let items = schema.and_then(|schema| field(schema, "items"));
            let mut list = Vec::new();
            for _ in 0..len {
                list.push(input.nested(|input| unpack(input, items.and_then(as_struct)))?);
            }
            Value::Array(list)
        }
        msgpack::Kind::Map => {
            let len = input.map_header("a map")?;
            let of = |name| schema.and_then(|schema| field(schema, name)).and_then(as_struct);
            let (properties, values) = (of("properties"), of("additionalProperties"));
            let mut fields = Map::new();
            for _ in 0..len {
                let key = key(unpack(input, None)?, &fields);
                let described = properties.and_then(|all| field(all, &key)).and_then(as_struct);
                let item = input.nested(|input| unpack(input, described.or(values)))?;
                fields.insert(key, item);
            }
            Value::Object(fields)
        }
        msgpack::Kind::Other => return Err(input.unexpected("a value")),
    })
}

/// A key as text. `1` beside `"1"` is told apart, so that nothing is lost.
fn key(key: Value, known: &Map<String, Value>) -> String {
    let mut text = match key {
        Value::String(text) => text,
        other => other.to_string(),
    };
    while known.contains_key(&text) {
        text.push('\'');
    }
    text
}

/// What a schema says of a value of this kind: where it has several forms, the only one that such a value can have.
fn form<'a>(schema: &'a Struct, kind: msgpack::Kind, input: &Unpacker<'_>) -> Option<&'a Struct> {
    let Some(forms) = forms(schema) else { return Some(schema) };
    let mut fitting = forms.filter_map(|schema| form(schema, kind, input)).filter(|schema| {
        let says = field(schema, "type").and_then(as_text);
        match kind {
            msgpack::Kind::Integer => matches!(says, Some("integer" | "number")),
            msgpack::Kind::Float => says == Some("number"),
            msgpack::Kind::Text => says == Some("string"),
            msgpack::Kind::Array => says == Some("array"),
            msgpack::Kind::Map => says == Some("object") && has_keys(schema, input.clone()),
            _ => false,
        }
    });
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Whether a map has no keys but those of a schema.
fn has_keys(schema: &Struct, mut map: Unpacker<'_>) -> bool {
    let Some(properties) = field(schema, "properties").and_then(as_struct) else { return true };
    let Ok(len) = map.map_header("a map") else { return false };
    (0..len).all(|_| {
        let known = map.key().is_ok_and(|key| properties.fields.contains_key(key));
        known && map.skip().is_ok()
    })
}

/// An instant in UTC in the words of one outside of structs; nothing for one with another offset, which is a part of it.
fn in_utc(text: &str) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    let in_utc = at.offset().local_minus_utc() == 0;
    in_utc.then(|| times::instant_text(at.timestamp(), at.timestamp_subsec_nanos() as i32))
}

fn float(value: f64) -> Value {
    match Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => "NaN".into(),
        None if value > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}
