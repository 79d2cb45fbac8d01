//! JSON as people write it: with or without a byte order mark, every key of an object only once, and numbers as they are
//! written.

mod numbers;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use numbers::Numbers;
pub(super) use numbers::{has_digits, is_integer};

/// What editors of some systems put in front of a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A JSON value. Unlike `serde_json::Value` it tells integers that 64 bits don't hold from floats, and keys are sorted,
/// as every map is written: equal maps are equal bytes.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer that an `i64` or a `u64` holds.
    Integer(i128),
    /// Another integer, as it is written.
    LongInteger(String),
    /// A number with a point or an exponent.
    Float {
        /// The nearest double.
        value: f64,
        /// What is written has no fraction, as in `1e3` and `2.0`.
        whole: bool,
    },
    /// A text.
    Text(String),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}`
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// A float that no text was read for.
    pub(super) fn float(value: f64) -> Json {
        Json::Float { value, whole: value.fract() == 0.0 }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Json::Object(_))
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_owned())
    }
}

/// The JSON value of a text. A key that stands twice in an object is refused, because one value would be lost; so is a
/// number that a double holds as infinity or as nothing.
pub(super) fn parse(text: &str) -> serde_json::Result<Json> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut input = serde_json::Deserializer::from_str(text);
    let json = Reader(&mut Numbers::of(text)).deserialize(&mut input)?;
    input.end().map(|()| json)
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

/// Reads one value. It takes from the text what serde_json doesn't tell of numbers.
struct Reader<'a, 'text>(&'a mut Numbers<'text>);

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Json, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Integer(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
        self.0.next_as(value).map_err(E::custom)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = input.next_element_seed(Reader(self.0))? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Json, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(key) = input.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} stands twice")));
            }
            let value = input.next_value_seed(Reader(self.0))?;
            fields.insert(key, value);
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: impl IntoIterator<Item = Json>) -> Json {
        Json::List(items.into_iter().collect())
    }

    #[test]
    fn marks_are_no_part_of_the_text() {
        assert_eq!(parse("\u{feff}[1]").unwrap(), list([Json::Integer(1)]));
        let little: Vec<u8> = "\u{feff}[\"ä\"]".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}[\"ä\"]".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big, "\u{feff}[\"ä\"]".into(), "[\"ä\"]".into()] {
            assert_eq!(parse(&decode(bytes).unwrap()).unwrap(), list(["ä".into()]));
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
        assert!(parse(r#"[{"x": 1}, {"x": 2}]"#).is_ok());
        assert!(parse("[1] 2").is_err());
    }
}
