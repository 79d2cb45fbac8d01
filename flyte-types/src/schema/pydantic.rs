//! JSON schemas as pydantic writes them: structs and enums stand once under `$defs` and are referred to, every field has a
//! title of its own, and every default is stated.

use prost_types::value::Kind;
use prost_types::{Struct, Value};

use super::{StructSchema, json};
use crate::convert::{Field, Value as Untyped};
use crate::msgpack::{Dialect, Packer, Unpacker};

pub(super) const DEFINITIONS: &str = "$defs";
const REFERENCE: &str = "$ref";

/// A field whose schema is a reference, or that may be none beside one, is called as what it refers to.
pub(super) fn has_title(schema: &Struct) -> bool {
    if let Some(Kind::ListValue(variants)) = kind(schema, "anyOf")
        && let [only, none] = variants.values.as_slice()
        && *none == json::object(json::schema("null"))
        && let Some(Kind::StructValue(only)) = &only.kind
    {
        return !only.fields.contains_key(REFERENCE);
    }
    !schema.fields.contains_key(REFERENCE)
}

/// The title of a field: its name in words that begin with a capital.
pub(super) fn title(name: &str) -> String {
    let mut title = String::with_capacity(name.len());
    let mut in_word = false;
    for letter in name.chars() {
        match (letter.is_alphabetic(), in_word) {
            (true, false) => title.extend(letter.to_uppercase()),
            (true, true) => title.extend(letter.to_lowercase()),
            (false, _) if letter == '_' => title.push(' '),
            (false, _) => title.push(letter),
        }
        in_word = letter.is_alphabetic();
    }
    title.trim().to_owned()
}

/// A default in JSON, if JSON has it.
pub(super) fn stated<T: Field>(default: &T) -> Option<Value> {
    let mut out = Packer::new().speaking(Dialect::Pydantic);
    default.pack(&mut out).ok()?;
    to_json(&Untyped::unpack(&mut Unpacker::new(&out.into_bytes())).ok()?)
}

fn to_json(value: &Untyped) -> Option<Value> {
    Some(match value {
        Untyped::Nil => json::null(),
        Untyped::Bool(value) => json::boolean(*value),
        Untyped::Int(value) => json::number(*value as f64),
        Untyped::Float(value) => json::number(*value),
        Untyped::Text(value) => json::text(value.as_str()),
        Untyped::Bytes(_) => return None,
        Untyped::List(items) => {
            json::list(items.iter().map(to_json).collect::<Option<Vec<Value>>>()?)
        }
        Untyped::Map(entries) => {
            let mut fields = Struct::default();
            for (key, value) in entries {
                let Untyped::Text(key) = key else { return None };
                fields.fields.insert(key.clone(), to_json(value)?);
            }
            json::object(fields)
        }
    })
}

/// The schema of a map.
pub fn map_of(values: Struct) -> Struct {
    json::fields([("type", json::text("object")), ("additionalProperties", json::object(values))])
}

/// The schema of an enum of texts.
pub fn one_of(title: &str, values: &[&str], definitions: &mut Struct) -> Struct {
    let mut schema = json::one_of(values);
    schema.fields.insert("title".into(), json::text(title));
    schema.fields.insert("type".into(), json::text("string"));
    define(title, schema, definitions)
}

/// The schema of a field that is a struct: it stands under `$defs`, and so does what it describes there itself.
pub fn reference(schema: StructSchema, definitions: &mut Struct) -> Struct {
    let (title, mut schema) = schema.with_title();
    if let Some(Value { kind: Some(Kind::StructValue(inner)) }) = schema.fields.remove(DEFINITIONS)
    {
        definitions.fields.extend(inner.fields);
    }
    define(&title, schema, definitions)
}

/// Puts a schema under `$defs` and refers to it.
fn define(title: &str, schema: Struct, definitions: &mut Struct) -> Struct {
    definitions.fields.insert(title.to_owned(), json::object(schema));
    json::fields([(REFERENCE, json::text(format!("#/{DEFINITIONS}/{title}")))])
}

/// The schema of a field that has one as a field of a dataclass.
pub fn of_field(mut schema: Struct, definitions: &mut Struct) -> Struct {
    if let Some(Kind::StringValue(title)) = kind(&schema, "title") {
        let title = title.clone();
        if let Some(Value { kind: Some(Kind::StructValue(inner)) }) =
            schema.fields.remove(DEFINITIONS)
        {
            definitions.fields.extend(inner.fields);
        }
        if schema.fields.remove("additionalProperties").is_some() {
            schema
                .fields
                .entry("properties".into())
                .or_insert_with(|| json::object(Struct::default()));
            fields_of_dataclass(&mut schema, definitions);
        }
        return define(&title, schema, definitions);
    }
    match (text(&schema, "type"), text(&schema, "format")) {
        (_, Some("time-delta")) => return json::formatted("string", "duration"),
        (_, Some("base64")) => return json::formatted("string", "binary"),
        (Some("object"), _) if schema.fields.len() == 1 => {
            schema.fields.insert("additionalProperties".into(), json::boolean(true));
        }
        _ => {}
    }
    schema.fields.remove("propertyNames");
    for part in ["items", "additionalProperties"] {
        if let Some(Value { kind: Some(Kind::StructValue(inner)) }) = schema.fields.get_mut(part) {
            *inner = of_field(std::mem::take(inner), definitions);
        }
    }
    if let Some(Value { kind: Some(Kind::ListValue(variants)) }) = schema.fields.get_mut("anyOf") {
        for variant in &mut variants.values {
            if let Some(Kind::StructValue(inner)) = &mut variant.kind {
                *inner = of_field(std::mem::take(inner), definitions);
            }
        }
    }
    schema
}

fn fields_of_dataclass(schema: &mut Struct, definitions: &mut Struct) {
    let Some(Value { kind: Some(Kind::StructValue(fields)) }) = schema.fields.get_mut("properties")
    else {
        return;
    };
    for (name, field) in &mut fields.fields {
        let Some(Kind::StructValue(inner)) = &mut field.kind else { continue };
        let default = inner.fields.remove("default");
        let mut converted = of_field(std::mem::take(inner), definitions);
        if has_title(&converted) {
            converted.fields.insert("title".into(), json::text(title(name)));
        }
        if let Some(default) = default {
            converted.fields.insert("default".into(), default);
        }
        *inner = converted;
    }
}

fn kind<'a>(schema: &'a Struct, key: &str) -> Option<&'a Kind> {
    schema.fields.get(key)?.kind.as_ref()
}

fn text<'a>(schema: &'a Struct, key: &str) -> Option<&'a str> {
    match kind(schema, key)? {
        Kind::StringValue(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_as_pydantic_makes_them() {
        for (name, expected) in
            [("a", "A"), ("x_size", "X Size"), ("f32", "F32"), ("modelID", "Modelid"), ("_x", "X")]
        {
            assert_eq!(title(name), expected);
        }
    }
}
