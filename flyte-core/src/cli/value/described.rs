//! Looking into a JSON schema.

use prost_types::value::Kind;
use prost_types::{Struct, Value as Described};

/// Whether the schema's type is this one.
pub(super) fn is_type(schema: &Struct, name: &str) -> bool {
    field(schema, "type").and_then(as_text) == Some(name)
}

pub(super) fn field<'a>(schema: &'a Struct, name: &str) -> Option<&'a Described> {
    schema.fields.get(name)
}

pub(super) fn list<'a>(schema: &'a Struct, name: &str) -> Option<&'a [Described]> {
    match field(schema, name)?.kind.as_ref()? {
        Kind::ListValue(list) => Some(&list.values),
        _ => None,
    }
}

pub(super) fn as_text(value: &Described) -> Option<&str> {
    match value.kind.as_ref()? {
        Kind::StringValue(text) => Some(text),
        _ => None,
    }
}

pub(super) fn as_struct(value: &Described) -> Option<&Struct> {
    match value.kind.as_ref()? {
        Kind::StructValue(value) => Some(value),
        _ => None,
    }
}

/// The forms that a value may have, where the schema knows several.
pub(super) fn forms(schema: &Struct) -> Option<impl Iterator<Item = &Struct>> {
    let forms = list(schema, "anyOf").or_else(|| list(schema, "oneOf"))?;
    Some(forms.iter().filter_map(as_struct))
}
