//! The words of errors: what was found instead.

use flyte_types::Error;
use serde_json::Value;

/// How much of a wrong value an error repeats.
const REPEATED: usize = 60;

/// `expected {wanted}, found {value}`.
#[cold]
pub(super) fn expected(wanted: &str, value: &Value) -> Error {
    Error::expected(wanted, found(value))
}

/// A value as an error names it.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(fields) if fields.is_empty() => "an empty object".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Text in quotes, its end cut off where it is long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
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
