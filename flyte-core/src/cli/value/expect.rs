//! The words of errors: what was found instead.

use std::borrow::Cow;
use std::fmt;

use flyte_types::Error;

use super::json::Json;

/// How much of a wrong value an error repeats.
const REPEATED: usize = 60;

/// `expected {wanted}, found {value}`.
#[cold]
pub(super) fn expected(wanted: &str, value: &Json) -> Error {
    Error::expected(wanted, found(value))
}

/// The error for an integer that is too long, where some would do.
#[cold]
pub(super) fn out_of_range(least: i64, most: impl fmt::Display, value: &Json) -> Error {
    expected(&format!("an integer from {least} to {most}"), value)
}

/// A value as an error names it.
pub(super) fn found(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Integer(value) => value.to_string(),
        Json::LongInteger(digits) => cut(digits).into_owned(),
        Json::Float { value, .. } => serde_json::Value::from(*value).to_string(),
        Json::Text(text) => quoted(text),
        Json::List(items) if items.is_empty() => "an empty list".to_owned(),
        Json::List(_) => "a list".to_owned(),
        Json::Object(fields) if fields.is_empty() => "an empty object".to_owned(),
        Json::Object(_) => "an object".to_owned(),
    }
}

/// Text in quotes, its end cut off where it is long.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", cut(text))
}

fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// `a`, or `one of a, b, c`.
pub(super) fn one_of(words: &[String]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        several => format!("one of {}", several.join(", ")),
    }
}
