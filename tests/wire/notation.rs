//! The notation of values in recorded cases.

use std::collections::BTreeMap;

use base64_lite::decode as from_base64;
use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use flyte::files::Format;
use flyte::prelude::{FlyteDirectory, FlyteFile, StructuredDataset};
use flyte::types::columns::Table;
use flyte_types::Value;
use serde_json::Value as Json;

/// A type whose values can be written in the notation. `None` where the notation has a value that
/// the type can't have, which is what Rust's compiler refuses.
pub trait Notation: Sized {
    /// The value.
    fn read(json: &Json) -> Option<Self>;
}

impl Notation for i64 {
    fn read(json: &Json) -> Option<Self> {
        json["$int"].as_str()?.parse().ok()
    }
}

impl Notation for f64 {
    fn read(json: &Json) -> Option<Self> {
        let bits = json["bits"].as_str()?.strip_prefix("0x")?;
        Some(f64::from_bits(u64::from_str_radix(bits, 16).ok()?))
    }
}

impl Notation for bool {
    fn read(json: &Json) -> Option<Self> {
        json.as_bool()
    }
}

impl Notation for String {
    fn read(json: &Json) -> Option<Self> {
        json.as_str().map(str::to_owned)
    }
}

impl Notation for Bytes {
    fn read(json: &Json) -> Option<Self> {
        from_base64(json["$bytes"].as_str()?).map(Bytes::from)
    }
}

impl Notation for DateTime<Utc> {
    fn read(json: &Json) -> Option<Self> {
        let text = json["$datetime"].as_str()?;
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Some(at.to_utc()),
            // Without an offset: UTC.
            Err(_) => Some(text.parse::<NaiveDateTime>().ok()?.and_utc()),
        }
    }
}

impl Notation for NaiveDate {
    fn read(json: &Json) -> Option<Self> {
        json["$date"].as_str()?.parse().ok()
    }
}

impl Notation for TimeDelta {
    fn read(json: &Json) -> Option<Self> {
        Some(TimeDelta::microseconds(json["$timedelta_us"].as_str()?.parse().ok()?))
    }
}

impl<F: Format> Notation for FlyteFile<F> {
    fn read(json: &Json) -> Option<Self> {
        let file = json.get("$file")?;
        let mut read = FlyteFile::from_uri(file["uri"].as_str()?).ok()?;
        for (key, value) in file["metadata"].as_object().into_iter().flatten() {
            read = read.with_metadata(key, value.as_str()?);
        }
        Some(read)
    }
}

impl<F: Format> Notation for FlyteDirectory<F> {
    fn read(json: &Json) -> Option<Self> {
        FlyteDirectory::from_uri(json.get("$directory")?["uri"].as_str()?).ok()
    }
}

impl<Row: Table, F: Format> Notation for StructuredDataset<Row, F> {
    fn read(json: &Json) -> Option<Self> {
        let table = json.get("$structured_dataset")?;
        let read = StructuredDataset::from_uri(table["uri"].as_str()?).ok()?;
        Some(read.with_format(table["file_format"].as_str()?))
    }
}

impl<T: Notation> Notation for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        if json.is_null() { Some(None) } else { T::read(json).map(Some) }
    }
}

impl<T: Notation> Notation for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        json.as_array()?.iter().map(T::read).collect()
    }
}

impl<K: Notation + Ord, V: Notation> Notation for BTreeMap<K, V> {
    fn read(json: &Json) -> Option<Self> {
        let entries = json["$dict"].as_array()?.iter();
        entries.map(|entry| Some((K::read(&entry[0])?, V::read(&entry[1])?))).collect()
    }
}

impl Notation for Value {
    fn read(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Null => Value::Nil,
            Json::Bool(value) => Value::Bool(*value),
            Json::String(value) => Value::Text(value.clone()),
            Json::Array(items) => {
                Value::List(items.iter().map(Value::read).collect::<Option<_>>()?)
            }
            Json::Number(_) => return None,
            Json::Object(object) => match object.keys().next()?.as_str() {
                "$int" => Value::Int(json["$int"].as_str()?.parse().ok()?),
                "$float" => Value::Float(f64::read(json)?),
                "$bytes" => Value::Bytes(Bytes::read(json)?),
                "$dict" => {
                    let entries = json["$dict"].as_array()?.iter();
                    let entries = entries
                        .map(|entry| Some((Value::read(&entry[0])?, Value::read(&entry[1])?)));
                    Value::Map(entries.collect::<Option<_>>()?)
                }
                _ => return None,
            },
        })
    }
}

/// Base64 as far as the cases need it.
mod base64_lite {
    pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let (mut bits, mut held) = (0_u32, 0);
        for byte in text.bytes().take_while(|byte| *byte != b'=') {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
            held += 6;
            if held >= 8 {
                held -= 8;
                out.push((bits >> held) as u8);
                bits &= (1 << held) - 1;
            }
        }
        Some(out)
    }
}
