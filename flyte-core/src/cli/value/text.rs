//! The text of a flag to a literal, by its literal type.

use std::collections::BTreeMap;
use std::io::Read;
use std::{fmt, fs, io};

use bytes::Bytes;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::idl::core::{LiteralType, SimpleType};
use flyte_types::schema::describe;
use flyte_types::{Error, Result};

use super::expect::{expected, one_of, out_of_range, quoted};
use super::files::is_directory;
use super::json::{self, Json, has_digits, is_integer};
use super::literal::{from_json, has_form_of, is_none, name_of_variant, tag};
use super::shape::shape;

/// How a flag's value is read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Integer,
    Float,
    Boolean,
    /// As it stands.
    Text,
    Time,
    Duration,
    Choice,
    /// A path or uri.
    File,
    Directory,
    /// A path or uri, or JSON.
    Table,
    /// JSON if it is JSON, otherwise text.
    Either,
    Json,
}

/// The variants of a union that hold something.
fn variants(ty: &LiteralType) -> Option<Vec<&LiteralType>> {
    match &ty.r#type {
        Some(Type::UnionType(union)) => {
            Some(union.variants.iter().filter(|variant| !is_none(variant)).collect())
        }
        _ => None,
    }
}

fn form(ty: &LiteralType) -> Form {
    if let Some(variants) = variants(ty) {
        return match variants.as_slice() {
            // What has a name of the user's may be called by it.
            [one] if name_of_variant(tag(one)).is_none() => form(one),
            _ => Form::Either,
        };
    }
    let Some(Type::Simple(simple)) = &ty.r#type else {
        return match &ty.r#type {
            Some(Type::EnumType(_)) => Form::Choice,
            Some(Type::Blob(blob)) if is_directory(blob) => Form::Directory,
            Some(Type::Blob(_)) => Form::File,
            Some(Type::StructuredDatasetType(_)) => Form::Table,
            _ => Form::Json,
        };
    };
    match SimpleType::try_from(*simple) {
        Ok(SimpleType::Integer) => Form::Integer,
        Ok(SimpleType::Float) => Form::Float,
        Ok(SimpleType::Boolean) => Form::Boolean,
        Ok(SimpleType::String) => Form::Text,
        Ok(SimpleType::Datetime) => Form::Time,
        Ok(SimpleType::Duration) => Form::Duration,
        _ => Form::Json,
    }
}

/// What stands for the value in a usage line.
pub(in crate::cli) fn value_name(ty: &LiteralType) -> String {
    match form(ty) {
        Form::Integer => "INT".to_owned(),
        Form::Float => "FLOAT".to_owned(),
        Form::Boolean => "true|false".to_owned(),
        Form::Text => "TEXT".to_owned(),
        Form::Time => "TIME".to_owned(),
        Form::Duration => "DURATION".to_owned(),
        Form::Choice => {
            let of = |ty: &LiteralType| match &ty.r#type {
                Some(Type::EnumType(choices)) => Some(choices.values.join("|")),
                _ => None,
            };
            of(ty)
                .or_else(|| variants(ty)?.into_iter().find_map(of))
                .unwrap_or_else(|| "TEXT".to_owned())
        }
        Form::File => "FILE".to_owned(),
        Form::Directory => "FOLDER".to_owned(),
        Form::Table => "TABLE".to_owned(),
        Form::Either => "VALUE".to_owned(),
        Form::Json => "JSON".to_owned(),
    }
}

/// The choices of an enum.
fn choices(ty: &LiteralType) -> Option<&[String]> {
    match &ty.r#type {
        Some(Type::EnumType(choices)) => Some(&choices.values),
        Some(Type::UnionType(union)) => union.variants.iter().find_map(choices),
        _ => None,
    }
}

/// Whether a flag of this type may stand without a value.
pub(in crate::cli) fn is_switch(ty: &LiteralType) -> bool {
    form(ty) == Form::Boolean
}

/// Whether a value of this type may begin with a minus.
pub(in crate::cli) fn may_be_negative(ty: &LiteralType) -> bool {
    matches!(form(ty), Form::Integer | Form::Float | Form::Duration | Form::Either)
}

/// Whether a flag's value is JSON, or `@` and the path of a file with JSON.
pub(in crate::cli) fn needs_json(ty: &LiteralType) -> bool {
    matches!(form(ty), Form::Json | Form::Either)
}

/// The literal that a flag's text stands for.
pub(in crate::cli) fn from_text(ty: &LiteralType, text: &str) -> Result<Bytes> {
    let form = form(ty);
    let optional = matches!(ty.r#type, Some(Type::UnionType(_)));
    let json = match form {
        Form::Text => text.into(),
        _ if optional && text == "null" => Json::Null,
        Form::Integer => integer(text)?,
        Form::Float => float(text)?,
        Form::Boolean => match text {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => return Err(Error::expected("true or false", quoted(text))),
        },
        Form::Time | Form::Duration | Form::File | Form::Directory => text.into(),
        Form::Choice => {
            let choices = choices(ty).unwrap_or_default();
            if !choices.iter().any(|choice| choice == text) {
                return Err(Error::expected(&one_of(choices), quoted(text)));
            }
            text.into()
        }
        Form::Table if !text.starts_with(['{', '@']) => text.into(),
        // Text such as `5`, where no variant is a number.
        Form::Either => match either(text)? {
            json if is_plain(&json) && !has_form_of(ty, &json) => text.into(),
            json => json,
        },
        Form::Table | Form::Json => from_flag(ty, text)?,
    };
    let mut out = Vec::new();
    from_json(ty, &json, &mut out)?;
    Ok(out.into())
}

fn integer(text: &str) -> Result<Json> {
    match text.parse::<i64>() {
        Ok(value) => Ok(Json::Integer(value.into())),
        Err(_) if is_integer(text) => {
            Err(out_of_range(i64::MIN, i64::MAX, &Json::LongInteger(text.to_owned())))
        }
        Err(_) => Err(Error::expected("an integer", quoted(text))),
    }
}

fn float(text: &str) -> Result<Json> {
    let value: f64 = text.parse().map_err(|_| Error::expected("a number", quoted(text)))?;
    let is_written = |c: char| c.is_ascii_digit();
    if value.is_infinite() && text.contains(is_written) {
        let wanted = format!("a number from {:e} to {:e}, or inf", f64::MIN, f64::MAX);
        return Err(Error::expected(&wanted, quoted(text)));
    }
    if value == 0.0 && has_digits(text) {
        return Err(Error::expected(
            "a number that is not too close to 0 for a double",
            quoted(text),
        ));
    }
    Ok(Json::float(value))
}

fn either(text: &str) -> Result<Json> {
    if let Some(path) = text.strip_prefix('@') {
        return read_file(path);
    }
    match json::parse(text) {
        Ok(json) => Ok(json),
        // What begins as JSON was meant to be JSON.
        Err(error) if text.starts_with(['{', '[', '"']) => Err(not_json("JSON", text, &error)),
        Err(_) => Ok(text.into()),
    }
}

/// What may have been meant as text, though it is JSON.
fn is_plain(json: &Json) -> bool {
    !matches!(json, Json::Text(_) | Json::List(_) | Json::Object(_))
}

fn from_flag(ty: &LiteralType, text: &str) -> Result<Json> {
    if let Some(path) = text.strip_prefix('@') {
        return read_file(path);
    }
    json::parse(text).map_err(|error| match fs::exists(text) {
        Ok(true) => {
            let wanted = format!("JSON ({})", describe(ty));
            Error::expected(&wanted, format_args!("the name of a file: write `@{text}`"))
        }
        _ => not_json(&format!("JSON, {}", shape(ty)), text, &error),
    })
}

#[cold]
fn not_json(wanted: &str, text: &str, error: &serde_json::Error) -> Error {
    Error::expected(wanted, format_args!("{}: {error}", quoted(text)))
}

/// The JSON in a file, or in standard input, which is called `-`.
pub(in crate::cli) fn read_file(path: &str) -> Result<Json> {
    let (bytes, name) = match path {
        "-" => (standard_input(), "standard input".to_owned()),
        path => (fs::read(path), format!("the file `{path}`")),
    };
    let unread = |reason: &dyn fmt::Display| Error::new(format!("can't read {name}: {reason}"));
    let text = json::decode(bytes.map_err(|error| unread(&error))?);
    json::parse(&text.map_err(|reason| unread(&reason))?)
        .map_err(|error| Error::new(format!("expected JSON in {name}: {error}")))
}

fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The fields of an object.
pub(in crate::cli) fn object(json: Json) -> Result<BTreeMap<String, Json>> {
    match json {
        Json::Object(fields) => Ok(fields),
        other => Err(expected("an object with the inputs", &other)),
    }
}
