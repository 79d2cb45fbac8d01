//! JSON as people write it: with or without a byte order mark, and every key of an object only once.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// What editors of some systems put in front of a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The JSON value of a text. Unlike `serde_json::Value` alone it refuses a key that stands twice in an object, of which
/// one value would be lost.
pub(super) fn parse(text: &str) -> serde_json::Result<Value> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    serde_json::from_str::<Strict>(text).map(|strict| strict.0)
}

/// The text of a file: UTF-8, or UTF-16 if a byte order mark says so.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, &'static str> {
    let units = |pair: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes[2..].as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|two| pair(*two)).collect();
        let text = rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten();
        text.ok_or("its byte order mark says UTF-16, but it is none")
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8(bytes).map_err(|_| "it is not UTF-8"),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(AnyValue).map(Strict)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = input.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = input.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} stands twice")));
            }
            let Strict(value) = input.next_value()?;
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marks_are_no_part_of_the_text() {
        assert_eq!(parse("\u{feff}[1]").unwrap(), json!([1]));
        let little: Vec<u8> = "\u{feff}[\"ä\"]".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}[\"ä\"]".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big, "\u{feff}[\"ä\"]".into(), "[\"ä\"]".into()] {
            assert_eq!(parse(&decode(bytes).unwrap()).unwrap(), json!(["ä"]));
        }
        assert!(decode(vec![0xff, 0xfe, b'x']).unwrap_err().contains("UTF-16"));
        assert_eq!(decode(vec![b'x', 0xff]), Err("it is not UTF-8"));
    }

    #[test]
    fn a_key_stands_once() {
        for text in [r#"{"x": 1, "x": 2}"#, r#"[{"a": {"x": 1, "y": 2, "\u0078": 1}}]"#] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with("the key \"x\" stands twice at line 1"), "{error}");
        }
        assert_eq!(parse(r#"[{"x": 1}, {"x": 2}]"#).unwrap(), json!([{"x": 1}, {"x": 2}]));
    }

    #[test]
    fn numbers_are_those_that_are_written() {
        for text in ["1e999", "[-1e400]", r#"{"a": 2e308}"#] {
            assert!(parse(text).unwrap_err().to_string().starts_with("number out of range"));
        }
        let all = json!([1, -1, u64::MAX, i64::MIN, 1.5, 1e308]);
        assert_eq!(parse(&all.to_string()).unwrap(), all);
    }
}
