//! JSON to a literal, by its literal type.

use flyte_types::idl::core::literal_type::Type;
use flyte_types::idl::core::{LiteralType, SimpleType, StructuredDatasetType};
use flyte_types::{Error, Result, Step, wire};
use prost::Message;

use super::described::{as_struct, field};
use super::expect::{expected, found, one_of, out_of_range};
use super::json::Json;
use super::{files, schema, shape, times};
use crate::registry::closest;

/// Appends the literal of this type that a JSON value stands for.
pub(in crate::cli) fn from_json(ty: &LiteralType, json: &Json, out: &mut Vec<u8>) -> Result<()> {
    match &ty.r#type {
        Some(Type::Simple(simple)) => scalar(ty, *simple, json, out),
        Some(Type::CollectionType(item)) => {
            let Json::List(items) = json else { return Err(expected("a list", json)) };
            wire::put_collection(out, items.iter(), |out, value| from_json(item, value, out))
        }
        Some(Type::MapValueType(value_type)) => {
            let Json::Object(fields) = json else { return Err(expected("an object", json)) };
            wire::put_map(out, fields.iter(), |out, value| from_json(value_type, value, out))
        }
        Some(Type::EnumType(choices)) => match json {
            Json::Text(text) if choices.values.contains(text) => {
                wire::put_text(out, text);
                Ok(())
            }
            _ => Err(expected(&one_of(&choices.values), json)),
        },
        Some(Type::UnionType(union)) => variant(&union.variants, json, out),
        Some(Type::Blob(blob)) => {
            let directory = files::is_directory(blob);
            let uri = files::from_json(json, files::place(directory))?;
            wire::put_blob(out, wire::Blob { uri: &uri, format: &blob.format, directory });
            Ok(())
        }
        Some(Type::StructuredDatasetType(table)) => {
            let (uri, format) = files::table_from_json(json, &table.format)?;
            let ty = StructuredDatasetType { format, ..table.clone() }.encode_to_vec();
            wire::put_dataset(out, wire::Dataset { uri: &uri, ty: &ty });
            Ok(())
        }
        Some(Type::Schema(_)) => {
            Err(Error::new("a table of the older kind, `FlyteSchema`, can't be written as text"))
        }
        None => Err(Error::new("this input has no type")),
    }
}

fn scalar(ty: &LiteralType, simple: i32, json: &Json, out: &mut Vec<u8>) -> Result<()> {
    match SimpleType::try_from(simple) {
        Ok(SimpleType::Integer) => wire::put_integer(out, integer(json)?),
        Ok(SimpleType::Float) => wire::put_float(out, float(json)?),
        Ok(SimpleType::String) => wire::put_text(out, text("a string", json)?),
        Ok(SimpleType::Boolean) => wire::put_boolean(out, boolean(json)?),
        Ok(SimpleType::Datetime) => {
            let at = times::instant(text("a time in ISO 8601", json)?)?;
            wire::put_datetime(out, at.timestamp(), at.timestamp_subsec_nanos() as i32);
        }
        Ok(SimpleType::Duration) => {
            let span = times::span_from_json(json)?;
            wire::put_duration(out, span.num_seconds(), span.subsec_nanos());
        }
        Ok(SimpleType::None) => match json {
            Json::Null => wire::put_none(out),
            _ => return Err(expected("null", json)),
        },
        Ok(SimpleType::Struct) => {
            return wire::put_binary(out, |packer| match &ty.metadata {
                Some(described) => schema::pack(described, json, packer),
                None => match json {
                    Json::Object(_) => schema::pack_untyped(json, packer),
                    _ => Err(expected("an object", json)),
                },
            });
        }
        Ok(SimpleType::Binary | SimpleType::Error) | Err(_) => {
            return Err(Error::new("a value of this type can't be written as text"));
        }
    }
    Ok(())
}

pub(super) fn integer(json: &Json) -> Result<i64> {
    match json {
        Json::Integer(value) => {
            i64::try_from(*value).map_err(|_| out_of_range(i64::MIN, i64::MAX, json))
        }
        Json::LongInteger(_) => Err(out_of_range(i64::MIN, i64::MAX, json)),
        // As far as doubles count exactly.
        Json::Float { value, whole: true } if value.abs() < 9e15 => Ok(*value as i64),
        _ => Err(expected("an integer", json)),
    }
}

pub(super) fn float(json: &Json) -> Result<f64> {
    match json {
        Json::Integer(value) => Some(*value as f64),
        Json::LongInteger(digits) => digits.parse().ok(),
        Json::Float { value, .. } => Some(*value),
        // JSON has no words for these.
        Json::Text(text) => match text.as_str() {
            "NaN" | "nan" => Some(f64::NAN),
            "Infinity" | "inf" => Some(f64::INFINITY),
            "-Infinity" | "-inf" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
    .ok_or_else(|| expected("a number", json))
}

pub(super) fn text<'a>(wanted: &str, json: &'a Json) -> Result<&'a str> {
    match json {
        Json::Text(text) => Ok(text),
        _ => Err(expected(wanted, json)),
    }
}

pub(super) fn boolean(json: &Json) -> Result<bool> {
    match json {
        Json::Bool(value) => Ok(*value),
        _ => Err(expected("true or false", json)),
    }
}

/// The tag of a union's variant.
pub(super) fn tag(variant: &LiteralType) -> &str {
    variant.structure.as_ref().map_or("", |structure| structure.tag.as_str())
}

/// The name that the user's enum gives a variant, if it isn't one of flytekit's own tags.
pub(super) fn name_of_variant(tag: &str) -> Option<&str> {
    const OWN: [&str; 13] = [
        "int",
        "float",
        "str",
        "bool",
        "none",
        "datetime",
        "date",
        "timedelta",
        "DefaultEnumTransformer",
        "Object-Dataclass-Transformer",
        "FlyteFilePath",
        "FlyteDirectory",
        "FlytePickle",
    ];
    Some(tag).filter(|tag| !tag.is_empty() && !tag.contains(' ') && !OWN.contains(tag))
}

pub(super) fn is_none(ty: &LiteralType) -> bool {
    ty.r#type == Some(Type::Simple(SimpleType::None as i32))
}

/// A union's value: `{"Circle": …}` and `"Nothing"` name the variant, anything else must fit one of them.
fn variant(variants: &[LiteralType], json: &Json, out: &mut Vec<u8>) -> Result<()> {
    let named = match json {
        Json::Object(fields) if fields.len() == 1 => {
            fields.iter().next().map(|(name, value)| (name.as_str(), value))
        }
        Json::Text(name) => Some((name.as_str(), &Json::Null)),
        _ => None,
    };
    if let Some((name, value)) = named
        && let Some(ty) = variants.iter().find(|ty| tag(ty) == name)
        && (json.is_object() || is_none(ty))
    {
        match written(ty, value) {
            Ok(bytes) => return put(ty, &bytes, out),
            // It is called by its name, so nothing else was meant.
            Err(error) if name_of_variant(name).is_some() => {
                return Err(error.at(Step::Field(name.to_owned().into())));
            }
            Err(_) => {}
        }
    }
    if let Json::Text(name) = json
        && variants.iter().any(|ty| name_of_variant(tag(ty)) == Some(name))
    {
        return Err(name_or_text(variants, name));
    }
    // An integer beyond the range of one doesn't become a float.
    let integral =
        is_integer(json) && variants.iter().any(|ty| simple(ty) == Some(SimpleType::Integer));
    let mut candidates: Vec<_> = variants
        .iter()
        .filter(|ty| !integral || simple(ty) != Some(SimpleType::Float))
        .filter_map(|ty| likeness(ty, json).map(|likeness| (likeness, ty)))
        .collect();
    candidates.sort_by_key(|(likeness, _)| *likeness);
    let mut first_error = None;
    let mut chosen: Option<(u8, &LiteralType, Vec<u8>)> = None;
    for (likeness, ty) in candidates {
        if let Some((best, _, _)) = &chosen
            && *best < likeness
        {
            break;
        }
        match (written(ty, json), &chosen) {
            (Ok(bytes), None) => chosen = Some((likeness, ty, bytes)),
            (Ok(_), Some((_, other, _))) => {
                return Err(Error::new(format!(
                    "{} may be `{1}` or `{2}`; write {{\"{1}\": …}} or {{\"{2}\": …}}",
                    found(json),
                    tag(other),
                    tag(ty),
                )));
            }
            (Err(error), _) => first_error = first_error.or(Some(error)),
        }
    }
    let others = variants.iter().filter(|ty| !is_none(ty)).count();
    match (chosen, first_error) {
        (Some((_, ty, bytes)), _) => put(ty, &bytes, out),
        // What is wrong lies inside the variant that was meant.
        (None, Some(error))
            if others == 1 || integral || !error.path().is_empty() || json.is_object() =>
        {
            Err(named.and_then(|(name, _)| unknown_variant(variants, name)).unwrap_or(error))
        }
        (None, _) => Err(expected(&shape::variants(variants), json)),
    }
}

/// The error for a text that is the name of a variant with a value, and may be the value of one.
#[cold]
fn name_or_text(variants: &[LiteralType], name: &str) -> Error {
    let mut message = format!("`{name}` is a variant with a value: write {{{name:?}: …}}");
    let string = Some(Type::Simple(SimpleType::String as i32));
    if let Some(text) = variants.iter().find(|ty| ty.r#type == string && !tag(ty).is_empty()) {
        message.push_str(&format!(", or {{{:?}: {name:?}}} for the text `{name}`", tag(text)));
    }
    Error::new(message)
}

/// Whether a JSON value looks like one of any variant of a union.
pub(super) fn has_form_of(ty: &LiteralType, json: &Json) -> bool {
    match &ty.r#type {
        Some(Type::UnionType(union)) => {
            let looks = |ty| likeness(ty, json).is_some_and(|likeness| likeness < LEAST_ALIKE);
            union.variants.iter().any(looks)
        }
        _ => likeness(ty, json).is_some(),
    }
}

/// The words for a name that is neither a variant's nor that of a field of one, where variants have names.
fn unknown_variant(variants: &[LiteralType], name: &str) -> Option<Error> {
    let has_field = |ty: &LiteralType| {
        let properties = ty.metadata.as_ref().and_then(|schema| field(schema, "properties"));
        properties.and_then(as_struct).is_some_and(|fields| fields.fields.contains_key(name))
    };
    let known: Vec<String> =
        variants.iter().filter_map(|ty| name_of_variant(tag(ty))).map(str::to_owned).collect();
    if known.is_empty() || variants.iter().any(|ty| tag(ty) == name || has_field(ty)) {
        return None;
    }
    let hint = match closest(name, known.iter().map(String::as_str), |known| known).first() {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("expected {}", one_of(&known)),
    };
    Some(Error::new(format!("unknown variant `{name}`; {hint}")))
}

fn written(ty: &LiteralType, json: &Json) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from_json(ty, json, &mut bytes)?;
    Ok(bytes)
}

fn put(ty: &LiteralType, value: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let put_value = |out: &mut Vec<u8>| {
        out.extend_from_slice(value);
        Ok(())
    };
    wire::put_union(out, put_value, &ty.encode_to_vec())
}

/// The likeness of what only its schema may take.
const LEAST_ALIKE: u8 = 4;

/// Whether it is an integer, of any length.
pub(super) fn is_integer(json: &Json) -> bool {
    matches!(json, Json::Integer(_) | Json::LongInteger(_))
}

fn simple(ty: &LiteralType) -> Option<SimpleType> {
    match &ty.r#type {
        Some(Type::Simple(simple)) => SimpleType::try_from(*simple).ok(),
        _ => None,
    }
}

/// How much a JSON value looks like one of this type: 0 is most, nothing is not at all.
fn likeness(ty: &LiteralType, json: &Json) -> Option<u8> {
    match (json, simple(ty), &ty.r#type) {
        // A variant that has a name of its own is written by its name.
        (Json::Null, Some(SimpleType::None), _) => name_of_variant(tag(ty)).is_none().then_some(0),
        (Json::Bool(_), Some(SimpleType::Boolean), _) => Some(0),
        (Json::Integer(_) | Json::LongInteger(_), Some(SimpleType::Integer), _) => Some(0),
        (Json::Integer(_) | Json::LongInteger(_), Some(SimpleType::Float), _) => Some(1),
        (Json::Float { .. }, Some(SimpleType::Integer), _) => Some(1),
        (Json::Float { .. }, Some(SimpleType::Float), _) => Some(0),
        (Json::Integer(_) | Json::Float { .. }, Some(SimpleType::Duration), _) => Some(3),
        (Json::Text(_), _, Some(Type::EnumType(_))) => Some(0),
        (Json::Text(_), Some(SimpleType::String), _) => Some(1),
        (Json::Text(_), Some(SimpleType::Datetime | SimpleType::Duration), _) => Some(2),
        (Json::Text(_), Some(SimpleType::Float), _) => Some(3),
        (Json::Text(_), _, Some(Type::Blob(_) | Type::StructuredDatasetType(_))) => Some(2),
        (Json::Object(_), _, Some(Type::StructuredDatasetType(_))) => Some(2),
        (Json::List(_), _, Some(Type::CollectionType(_))) => Some(0),
        (Json::Object(_), Some(SimpleType::Struct), _) => {
            Some(if ty.metadata.is_some() { 0 } else { 2 })
        }
        (Json::Object(_), _, Some(Type::MapValueType(_))) => Some(1),
        // A struct may be no object: a newtype is what it holds.
        (_, Some(SimpleType::Struct), _) if ty.metadata.is_some() => Some(LEAST_ALIKE),
        _ => None,
    }
}
