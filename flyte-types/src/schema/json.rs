//! JSON values and schemas as `google.protobuf` messages.

use prost_types::{ListValue, value::Kind};
pub use prost_types::{Struct, Value};

/// Text.
pub fn text(value: impl Into<String>) -> Value {
    Value { kind: Some(Kind::StringValue(value.into())) }
}

/// A number; all of them are doubles.
pub fn number(value: f64) -> Value {
    Value { kind: Some(Kind::NumberValue(value)) }
}

/// `true` or `false`.
pub fn boolean(value: bool) -> Value {
    Value { kind: Some(Kind::BoolValue(value)) }
}

/// `null`.
pub fn null() -> Value {
    Value { kind: Some(Kind::NullValue(0)) }
}

/// A list.
pub fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value { kind: Some(Kind::ListValue(ListValue { values: values.into_iter().collect() })) }
}

/// An object.
pub fn object(value: Struct) -> Value {
    Value { kind: Some(Kind::StructValue(value)) }
}

/// A struct of these entries.
pub fn fields<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Struct {
    Struct { fields: entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect() }
}

/// `{"type": name}`.
pub fn schema(name: &str) -> Struct {
    fields([("type", text(name))])
}

/// `{"type": name, "format": format}`.
pub fn formatted(name: &str, format: &str) -> Struct {
    fields([("type", text(name)), ("format", text(format))])
}

/// `{"type": "array", "items": items}`.
pub fn array_of(items: Struct) -> Struct {
    fields([("type", text("array")), ("items", object(items))])
}

/// `{"type": "object", "additionalProperties": values, "propertyNames": keys}`.
pub fn dict_of(keys: Struct, values: Struct) -> Struct {
    fields([
        ("type", text("object")),
        ("additionalProperties", object(values)),
        ("propertyNames", object(keys)),
    ])
}

/// `{"enum": values}`.
pub fn one_of(values: &[&str]) -> Struct {
    fields([("enum", list(values.iter().copied().map(text)))])
}

/// `{"anyOf": variants}`, flat: a variant that is an `anyOf` gives its own variants, and none comes
/// twice.
pub fn any_of(variants: impl IntoIterator<Item = Struct>) -> Struct {
    let mut flat: Vec<Value> = Vec::new();
    for variant in variants {
        let inner = match variant.fields.get("anyOf") {
            Some(Value { kind: Some(Kind::ListValue(inner)) }) => inner.values.clone(),
            _ => vec![object(variant)],
        };
        for schema in inner {
            if !flat.contains(&schema) {
                flat.push(schema);
            }
        }
    }
    fields([("anyOf", list(flat))])
}
/// A file inside a struct.
pub fn file() -> Struct {
    let notes = any_of([dict_of(schema("string"), schema("string")), schema("null")]);
    reference("FlyteFile").property("metadata", notes, false, Some(null())).finish()
}

/// A directory inside a struct.
pub fn directory() -> Struct {
    reference("FlyteDirectory").finish()
}

/// A table inside a struct.
pub fn dataset() -> Struct {
    let optional = || any_of([schema("string"), schema("null")]);
    super::StructSchema::new("StructuredDataset")
        .property("uri", optional(), false, Some(null()))
        .property("file_format", optional(), false, Some(text("")))
        .finish()
}

fn reference(title: &str) -> super::StructSchema {
    let path = any_of([schema("string"), formatted("string", "path")]);
    super::StructSchema::new(title).property("path", path, false, Some(null()))
}
