//! JSON to msgpack, by the JSON schema of a struct.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::NaiveDate;
use flyte_types::convert::Field;
use flyte_types::msgpack::Packer;
use flyte_types::{Error, Result, Step};
use prost_types::Struct;

use super::described::{as_struct, as_text, field, forms, is_type, list};
use super::expect::{expected, one_of, out_of_range, quoted};
use super::json::Json;
use super::literal::{boolean, float, is_integer, text};
use super::shape::any_shape;
use super::{base64, files, times};
use crate::registry::closest;

/// Appends the msgpack that a JSON value stands for.
pub(super) fn pack(schema: &Struct, json: &Json, out: &mut Packer) -> Result<()> {
    if let Some(forms) = forms(schema) {
        return any_of(&forms.collect::<Vec<_>>(), json, out);
    }
    if let Some(values) = list(schema, "enum") {
        let values: Vec<String> = values.iter().filter_map(as_text).map(str::to_owned).collect();
        return match json {
            Json::Text(text) if values.contains(text) => {
                out.text(text);
                Ok(())
            }
            _ => Err(expected(&one_of(&values), json)),
        };
    }
    let format = field(schema, "format").and_then(as_text).unwrap_or_default();
    match (field(schema, "type").and_then(as_text).unwrap_or_default(), format) {
        ("integer", _) => integer(json, out),
        ("number", "time-delta") | ("string", "duration") => times::span_from_json(json)?.pack(out),
        ("number", _) => {
            out.float(float(json)?);
            Ok(())
        }
        ("string", "date-time") => {
            let text = text("a time in ISO 8601", json)?;
            let at = times::instant(text)?;
            // A date alone is an instant in one form only; of a time the reader may want the offset too.
            match NaiveDate::from_str(text) {
                Ok(_) => at.pack(out)?,
                Err(_) => out.text(text),
            }
            Ok(())
        }
        ("string", "date") => {
            let text = text("a date", json)?;
            let date: NaiveDate = text
                .parse()
                .map_err(|_| Error::expected("a date such as 2024-05-01", quoted(text)))?;
            out.text(&date.to_string());
            Ok(())
        }
        ("string", "base64") => {
            let text = text("bytes in base64", json)?;
            let bytes = base64::decode(text)
                .ok_or_else(|| Error::expected("bytes in base64", quoted(text)))?;
            out.bytes(&bytes);
            Ok(())
        }
        ("string", _) => {
            out.text(text("a string", json)?);
            Ok(())
        }
        ("boolean", _) => {
            out.boolean(boolean(json)?);
            Ok(())
        }
        ("null", _) => match json {
            Json::Null => {
                out.nil();
                Ok(())
            }
            _ => Err(expected("null", json)),
        },
        ("array", _) => array(schema, json, out),
        ("object", _) => match (field(schema, "title").and_then(as_text), json) {
            (Some(title @ ("FlyteFile" | "FlyteDirectory")), Json::Text(path)) => {
                out.map_header(1);
                out.key("path");
                out.text(&files::uri(path, files::place(title == "FlyteDirectory"))?);
                Ok(())
            }
            (Some("StructuredDataset"), Json::Text(_) | Json::Object(_)) => {
                let (uri, format) = files::table_from_json(json, "")?;
                out.map_header(2);
                out.key("uri");
                out.text(&uri);
                out.key("file_format");
                out.text(&format);
                Ok(())
            }
            _ => object(schema, json, out),
        },
        _ => pack_untyped(json, out),
    }
}

/// Appends the msgpack of a JSON value as it is.
pub(super) fn pack_untyped(json: &Json, out: &mut Packer) -> Result<()> {
    match json {
        Json::Null => out.nil(),
        Json::Bool(value) => out.boolean(*value),
        Json::Integer(_) | Json::LongInteger(_) => integer(json, out)?,
        Json::Float { value, .. } => out.float(*value),
        Json::Text(text) => out.text(text),
        Json::List(items) => {
            out.array_header(items.len());
            for (index, item) in items.iter().enumerate() {
                pack_untyped(item, out).map_err(|error| error.at(Step::Index(index)))?;
            }
        }
        Json::Object(fields) => {
            out.map_header(fields.len());
            for (key, value) in fields {
                out.text(key);
                pack_untyped(value, out).map_err(|error| error.at(Step::Key(key.clone())))?;
            }
        }
    }
    Ok(())
}

/// An integer of 64 bits, with a sign or without.
fn integer(json: &Json, out: &mut Packer) -> Result<()> {
    match json {
        Json::Integer(value) => match u64::try_from(*value) {
            Ok(value) => out.unsigned(value),
            Err(_) => out.integer(super::literal::integer(json)?),
        },
        Json::LongInteger(_) => return Err(out_of_range(i64::MIN, u64::MAX, json)),
        _ => out.integer(super::literal::integer(json)?),
    }
    Ok(())
}

fn array(schema: &Struct, json: &Json, out: &mut Packer) -> Result<()> {
    let Json::List(items) = json else { return Err(expected("a list", json)) };
    out.array_header(items.len());
    // A tuple says what each of its items is.
    let places: Vec<&Struct> = list(schema, "prefixItems")
        .or_else(|| list(schema, "items"))
        .map(|places| places.iter().filter_map(as_struct).collect())
        .unwrap_or_default();
    if !places.is_empty() && places.len() != items.len() {
        let wanted = format!("a list of {}", places.len());
        return Err(Error::expected(&wanted, format_args!("{} items", items.len())));
    }
    let each = field(schema, "items").and_then(as_struct);
    for (index, item) in items.iter().enumerate() {
        match places.get(index).copied().or(each) {
            Some(schema) => pack(schema, item, out),
            None => pack_untyped(item, out),
        }
        .map_err(|error| error.at(Step::Index(index)))?;
    }
    Ok(())
}

fn object(schema: &Struct, json: &Json, out: &mut Packer) -> Result<()> {
    let title = field(schema, "title").and_then(as_text);
    let wanted = || match title {
        Some(title) => Cow::Owned(format!("an object for `{title}`")),
        None => Cow::Borrowed("an object"),
    };
    let Json::Object(given) = json else { return Err(expected(&wanted(), json)) };
    let Some(properties) = field(schema, "properties").and_then(as_struct) else {
        return map(schema, given, out);
    };
    let required: Vec<&str> =
        list(schema, "required").unwrap_or_default().iter().filter_map(as_text).collect();
    if let Some(unknown) = given.keys().find(|key| !properties.fields.contains_key(*key)) {
        return Err(unknown_field(unknown, title, properties));
    }
    // The required fields stand in declaration order; a schema doesn't say where among them the others stand.
    let others =
        properties.fields.keys().map(String::as_str).filter(|name| !required.contains(name));
    let mut written = Vec::with_capacity(given.len());
    for name in required.iter().copied().chain(others) {
        let Some(described) = properties.fields.get(name).and_then(as_struct) else { continue };
        match given.get(name) {
            Some(value) => written.push((name, described, value)),
            // What stands for a field that isn't given only its reader knows: a schema states few defaults, and those
            // as doubles, and that null is allowed doesn't make it the default.
            None if !required.contains(&name) || accepts_null(described) => {}
            None => return Err(missing_field(name, title)),
        }
    }
    out.map_header(written.len());
    for (name, described, value) in written {
        out.text(name);
        pack(described, value, out)
            .map_err(|error| error.at(Step::Field(name.to_owned().into())))?;
    }
    Ok(())
}

#[cold]
fn unknown_field(name: &str, title: Option<&str>, properties: &Struct) -> Error {
    let of = title.map(|title| format!(" in `{title}`")).unwrap_or_default();
    let known = properties.fields.keys().map(String::as_str);
    let hint = match closest(name, known.clone(), |known| known).first() {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("expected {}", one_of(&known.map(str::to_owned).collect::<Vec<_>>())),
    };
    Error::new(format!("unknown field `{name}`{of}; {hint}"))
}

#[cold]
fn missing_field(name: &str, title: Option<&str>) -> Error {
    let of = title.map(|title| format!(" of `{title}`")).unwrap_or_default();
    Error::new(format!("the field `{name}`{of} is missing"))
}

/// A map: any keys, values that are alike.
fn map(schema: &Struct, given: &BTreeMap<String, Json>, out: &mut Packer) -> Result<()> {
    let keys = field(schema, "propertyNames").and_then(as_struct);
    let values = field(schema, "additionalProperties").and_then(as_struct);
    out.map_header(given.len());
    for (name, value) in given {
        match keys.and_then(|keys| field(keys, "type")).and_then(as_text) {
            Some("integer") => match name.parse() {
                Ok(key) => out.integer(key),
                Err(_) => return Err(Error::expected("integer keys", quoted(name))),
            },
            Some("boolean") => match name.parse() {
                Ok(key) => out.boolean(key),
                Err(_) => return Err(Error::expected("the keys true and false", quoted(name))),
            },
            _ => out.text(name),
        }
        match values {
            Some(schema) => pack(schema, value, out),
            None => pack_untyped(value, out),
        }
        .map_err(|error| error.at(Step::Key(name.clone())))?;
    }
    Ok(())
}

/// The first of these that writes what is there, or the first that accepts it at all.
fn any_of(variants: &[&Struct], json: &Json, out: &mut Packer) -> Result<()> {
    // An integer beyond the range of one doesn't become a float.
    let integral = is_integer(json) && variants.iter().any(|schema| is_type(schema, "integer"));
    let (alike, others): (Vec<&Struct>, Vec<&Struct>) = variants
        .iter()
        .filter(|schema| !integral || !is_type(schema, "number"))
        .partition(|schema| is_alike(schema, json));
    let mut first_error = None;
    for schema in alike.iter().chain(&others) {
        let mut packer = Packer::new();
        match pack(schema, json, &mut packer) {
            Ok(()) => {
                out.raw(&packer.into_bytes());
                return Ok(());
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    let others = variants.iter().filter(|schema| !is_type(schema, "null")).count();
    match first_error {
        // What is wrong lies inside the one form that was meant.
        Some(error)
            if others == 1
                || integral
                || !error.path().is_empty()
                || (alike.len() == 1 && json.is_object()) =>
        {
            Err(error)
        }
        _ => Err(expected(&any_shape(variants), json)),
    }
}

fn is_alike(schema: &Struct, json: &Json) -> bool {
    match json {
        Json::Null => is_type(schema, "null"),
        Json::Bool(_) => is_type(schema, "boolean"),
        Json::Integer(_) | Json::LongInteger(_) => is_type(schema, "integer"),
        Json::Float { .. } => is_type(schema, "number"),
        Json::Text(_) => is_type(schema, "string") || schema.fields.contains_key("enum"),
        Json::List(_) => is_type(schema, "array"),
        Json::Object(given) => {
            is_type(schema, "object")
                && field(schema, "properties").and_then(as_struct).is_none_or(|properties| {
                    given.keys().all(|name| properties.fields.contains_key(name))
                })
        }
    }
}

/// Whether null is a value, so that the field may be left out.
pub(super) fn accepts_null(schema: &Struct) -> bool {
    let variants = list(schema, "anyOf").unwrap_or_default();
    variants.iter().filter_map(as_struct).any(|variant| is_type(variant, "null"))
}
