//! What the JSON of a type looks like, for help texts.

use flyte_types::idl::core::literal_type::Type;
use flyte_types::idl::core::{LiteralType, SimpleType};
use prost_types::Struct;

use super::described::{as_struct, as_text, field, forms, list};
use super::files::is_directory;
use super::literal::{is_none, name_of_variant, tag};
use super::schema::accepts_null;

/// How deep objects are spelled out.
const DEPTH: usize = 4;

/// `[{"distance": number, "tip"?: number}, …]`.
pub(in crate::cli) fn shape(ty: &LiteralType) -> String {
    let words = match &ty.r#type {
        Some(Type::Simple(simple)) => match (SimpleType::try_from(*simple), &ty.metadata) {
            (Ok(SimpleType::Struct), Some(schema)) => return of_schema(schema, DEPTH),
            (Ok(SimpleType::Struct), None) => "{\"key\": anything, …}",
            (Ok(SimpleType::Integer), _) => "integer",
            (Ok(SimpleType::Float), _) => "number",
            (Ok(SimpleType::String), _) => "text",
            (Ok(SimpleType::Boolean), _) => "true|false",
            (Ok(SimpleType::Datetime), _) => "time",
            (Ok(SimpleType::Duration), _) => "duration",
            (Ok(SimpleType::None), _) => "null",
            _ => "anything",
        },
        Some(Type::CollectionType(item)) => return format!("[{}, …]", shape(item)),
        Some(Type::MapValueType(value)) => return format!("{{\"key\": {}, …}}", shape(value)),
        Some(Type::EnumType(choices)) => return quoted(choices.values.iter().map(String::as_str)),
        Some(Type::UnionType(union)) => return variants(&union.variants),
        Some(Type::Blob(blob)) if is_directory(blob) => "directory",
        Some(Type::Blob(_)) => "file",
        Some(Type::StructuredDatasetType(_) | Type::Schema(_)) => "table",
        None => "anything",
    };
    words.to_owned()
}

/// The names of the fields of a struct, also of one that may be left out; none of anything else.
pub(in crate::cli) fn fields(ty: &LiteralType) -> Vec<String> {
    if let Some(Type::UnionType(union)) = &ty.r#type {
        let mut held = union.variants.iter().filter(|ty| !is_none(ty));
        return match (held.next(), held.next()) {
            (Some(one), None) => fields(one),
            _ => Vec::new(),
        };
    }
    let properties = ty.metadata.as_ref().and_then(|schema| field(schema, "properties"));
    let properties = properties.and_then(as_struct);
    properties.map(|fields| fields.fields.keys().cloned().collect()).unwrap_or_default()
}

/// What the JSON of a union looks like.
pub(super) fn variants(variants: &[LiteralType]) -> String {
    variants.iter().map(variant).collect::<Vec<_>>().join(" or ")
}

/// What JSON that fits any of these schemas looks like.
pub(super) fn any_shape(schemas: &[&Struct]) -> String {
    schemas.iter().map(|schema| of_schema(schema, 3)).collect::<Vec<_>>().join(" or ")
}

fn variant(ty: &LiteralType) -> String {
    match (name_of_variant(tag(ty)), is_none(ty)) {
        (None, _) => shape(ty),
        (Some(name), true) => format!("{name:?}"),
        (Some(name), false) => format!("{{{name:?}: {}}}", shape(ty)),
    }
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("{word:?}")).collect::<Vec<_>>().join("|")
}

fn of_schema(schema: &Struct, depth: usize) -> String {
    if depth == 0 {
        return "…".to_owned();
    }
    if let Some(forms) = forms(schema) {
        return forms.map(|schema| of_schema(schema, depth)).collect::<Vec<_>>().join(" or ");
    }
    if let Some(values) = list(schema, "enum") {
        return quoted(values.iter().filter_map(as_text));
    }
    let format = field(schema, "format").and_then(as_text).unwrap_or_default();
    match (field(schema, "type").and_then(as_text).unwrap_or_default(), format) {
        ("number", "time-delta") => "duration".to_owned(),
        ("string", "date-time") => "time".to_owned(),
        ("string", "date") => "date".to_owned(),
        ("string", "base64") => "base64".to_owned(),
        ("string", _) => "text".to_owned(),
        ("boolean", _) => "true|false".to_owned(),
        (word @ ("integer" | "number" | "null"), _) => word.to_owned(),
        ("array", _) => match field(schema, "items").and_then(as_struct) {
            Some(items) => format!("[{}, …]", of_schema(items, depth)),
            None => "[…]".to_owned(),
        },
        ("object", _) => match field(schema, "title").and_then(as_text) {
            Some("FlyteFile") => "file".to_owned(),
            Some("FlyteDirectory") => "directory".to_owned(),
            Some("StructuredDataset") => "table".to_owned(),
            _ => of_object(schema, depth),
        },
        _ => "anything".to_owned(),
    }
}

fn of_object(schema: &Struct, depth: usize) -> String {
    let Some(properties) = field(schema, "properties").and_then(as_struct) else {
        return match field(schema, "additionalProperties").and_then(as_struct) {
            Some(values) => format!("{{\"key\": {}, …}}", of_schema(values, depth - 1)),
            None => "{\"key\": anything, …}".to_owned(),
        };
    };
    let required: Vec<&str> =
        list(schema, "required").unwrap_or_default().iter().filter_map(as_text).collect();
    let others =
        properties.fields.keys().map(String::as_str).filter(|name| !required.contains(name));
    let fields: Vec<_> = required
        .iter()
        .copied()
        .chain(others)
        .filter_map(|name| {
            let schema = properties.fields.get(name).and_then(as_struct)?;
            let may_miss = !required.contains(&name) || accepts_null(schema);
            let mark = if may_miss { "?" } else { "" };
            let ty = of_schema(schema, depth - 1);
            let ty = ty.strip_suffix(" or null").unwrap_or(&ty);
            Some(format!("{name:?}{mark}: {ty}"))
        })
        .collect();
    format!("{{{}}}", fields.join(", "))
}
