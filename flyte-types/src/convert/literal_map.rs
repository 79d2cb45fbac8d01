//! `flyte::LiteralMap`: values of different types by name.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

use super::{Field, FlyteType, Value, from_binary, variant};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result, Step};
use crate::idl::core::{LiteralType, SimpleType};
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// Values of different types by name, when the names are known only at run time.
///
/// On the wire a map whose values are a union of what needs no further description: integers,
/// floats, text, booleans, times, spans, none and untyped dicts. Structs and maps are written as
/// dicts and can be read back as what they were. Lists have no place in that union: put them in a
/// struct, or in a [`Value`].
#[derive(Clone, Default)]
pub struct LiteralMap {
    /// Each value's literal, outside of the union.
    values: BTreeMap<String, Bytes>,
}

/// The variants: simple types with their tags.
const SIMPLE: [(SimpleType, &str); 7] = [
    (SimpleType::Integer, "int"),
    (SimpleType::Float, "float"),
    (SimpleType::String, "str"),
    (SimpleType::Boolean, "bool"),
    (SimpleType::Datetime, "datetime"),
    (SimpleType::Duration, "timedelta"),
    (SimpleType::None, "none"),
];

impl LiteralMap {
    /// A map without values.
    pub fn new() -> Self {
        LiteralMap::default()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether there is a value of that name.
    pub fn contains_key(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// The names, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// The names and values, sorted by name, each value as untyped data.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Result<Value>)> {
        self.keys().map(|key| (key, self.get(key)))
    }

    /// The value of that name. If it isn't there, only an `Option` can be read.
    pub fn get<T: FlyteType>(&self, key: &str) -> Result<T> {
        let Some(bytes) = self.values.get(key) else {
            return T::absent().ok_or_else(|| {
                let wanted = wanted::<T>();
                Error::expected(&wanted, "no value").at(Step::Key(key.to_owned()))
            });
        };
        let read = wire::Literal::parse(bytes).and_then(T::decode);
        read.map_err(|error| error.at(Step::Key(key.to_owned())))
    }

    /// Sets the value of that name. Lists and references are refused.
    pub fn insert<T: FlyteType>(&mut self, key: impl Into<String>, value: T) -> Result<()> {
        let key = key.into();
        let encoded = crate::interface::encode_one(&value).and_then(|bytes| canonical(&bytes));
        let encoded = encoded.map_err(|error| error.at(Step::Key(key.clone())))?;
        self.values.insert(key, encoded);
        Ok(())
    }

    /// Takes a value out; whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        self.values.remove(key).is_some()
    }

    fn variants() -> Vec<LiteralType> {
        let simple = SIMPLE.iter().map(|(ty, tag)| schema::tagged(schema::simple(*ty), tag));
        simple.chain(Value::union_variants()).collect()
    }
}

/// The type that was asked for, in the words of Flyte.
fn wanted<T: FlyteType>() -> String {
    format!("a value of type `{}`", T::UNION_TAG)
}

/// The literal as it is kept: outside of any union, structs as msgpack.
fn canonical(bytes: &[u8]) -> Result<Bytes> {
    let mut bytes = bytes;
    // A union directly inside a union doesn't occur, but costs nothing to read.
    for _ in 0..msgpack::MAX_DEPTH {
        let literal = wire::Literal::parse(bytes)?;
        match literal.kind {
            Kind::Union { value, .. } => bytes = value,
            Kind::Unset | Kind::EmptyPrimitive => return Ok(wire::none()),
            Kind::Binary { tag, value } => {
                let document = wire::msgpack_only(tag, value)?;
                return match document.first().map(|first| msgpack::Kind::of(*first)) {
                    Some(msgpack::Kind::Map) => Ok(Bytes::copy_from_slice(bytes)),
                    _ => resolved(document),
                };
            }
            Kind::Map(_) | Kind::Generic(_) => {
                let value = Value::decode(literal)?;
                return crate::interface::encode_one(&value);
            }
            Kind::Integer(_)
            | Kind::Float(_)
            | Kind::Text(_)
            | Kind::Boolean(_)
            | Kind::Datetime { .. }
            | Kind::Duration { .. }
            | Kind::None => return Ok(Bytes::copy_from_slice(bytes)),
            _ => {
                return Err(literal.unexpected("a scalar, a struct or a map"));
            }
        }
    }
    Err(Error::new("the union nests too deep"))
}

/// The literal of a scalar that arrived as msgpack.
fn resolved(document: &[u8]) -> Result<Bytes> {
    let mut out = Vec::new();
    match &super::from_msgpack(document)? {
        Value::Nil => wire::put_none(&mut out),
        Value::Bool(value) => wire::put_boolean(&mut out, *value),
        Value::Int(value) => {
            let value = i64::try_from(*value)
                .map_err(|_| Error::new(format!("{value} is out of the range of i64")))?;
            wire::put_integer(&mut out, value);
        }
        Value::Float(value) => wire::put_float(&mut out, *value),
        Value::Text(value) => wire::put_text(&mut out, value),
        other => return Err(Error::expected("a scalar, a struct or a map", other.describe())),
    }
    Ok(out.into())
}

/// The encoded type of the variant that a literal belongs to.
fn variant_of(literal: &wire::Literal<'_>) -> Bytes {
    match literal.kind {
        Kind::Integer(_) => i64::variant_type(),
        Kind::Float(_) => f64::variant_type(),
        Kind::Text(_) => String::variant_type(),
        Kind::Boolean(_) => bool::variant_type(),
        Kind::Datetime { .. } => chrono::DateTime::<chrono::Utc>::variant_type(),
        Kind::Duration { .. } => chrono::TimeDelta::variant_type(),
        Kind::None => Bytes::from_static(variant::NONE),
        _ => Value::variant_type(),
    }
}

#[diagnostic::do_not_recommend]
impl Field for LiteralMap {
    type Inside<L: Levels> = Nothing;

    fn field_type() -> LiteralType {
        schema::dict()
    }

    fn schema() -> prost_types::Struct {
        json::schema("object")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.map_header(self.len());
        for (key, value) in self.iter() {
            out.text(key);
            value?.pack(out)?;
        }
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        let mut map = LiteralMap::new();
        for _ in 0..input.map_header("a map")? {
            let key = input.text()?.to_owned();
            let mut literal = Vec::new();
            wire::put_packed(&mut literal, input.raw()?);
            let value = canonical(&literal).map_err(|error| error.at(Step::Key(key.clone())))?;
            map.values.insert(key, value);
        }
        Ok(map)
    }

    fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Map
    }
}

#[diagnostic::do_not_recommend]
impl FlyteType for LiteralMap {
    type Shape = crate::interface::shape::Single;
    fn literal_type() -> LiteralType {
        schema::map_of(schema::union_of(Self::variants()))
    }

    const UNION_TAG: &'static str = variant::DICT;

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        wire::put_map(out, self.values.iter(), |out, value| {
            let ty = variant_of(&wire::Literal::parse(value)?);
            let copy = |out: &mut Vec<u8>| {
                out.extend_from_slice(value);
                Ok(())
            };
            wire::put_union(out, copy, &ty)
        })
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        match literal.kind {
            Kind::Map(entries) => {
                let mut map = LiteralMap::new();
                for entry in entries {
                    let (key, value) = entry?;
                    let value =
                        canonical(value).map_err(|error| error.at(Step::Key(key.to_owned())))?;
                    map.values.insert(key.to_owned(), value);
                }
                Ok(map)
            }
            Kind::Binary { tag, value } => from_binary(tag, value),
            Kind::Generic(value) => super::from_msgpack(&wire::struct_to_msgpack(value)?),
            _ => Err(literal.unexpected("a map")),
        }
    }
}

impl PartialEq for LiteralMap {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl fmt::Debug for LiteralMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (key, value) in self.iter() {
            match value {
                Ok(value) => map.entry(&key, &value),
                Err(error) => map.entry(&key, &error),
            };
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn values_come_back_as_they_went() {
        let mut map = LiteralMap::new();
        map.insert("n", 3_i64).unwrap();
        map.insert("s", "text".to_owned()).unwrap();
        map.insert("none", None::<i64>).unwrap();
        map.insert("some", Some(1.5)).unwrap();
        map.insert("dict", HashMap::from([("k".to_owned(), 1_i64)])).unwrap();
        let read: LiteralMap = decode_one(&encode_one(&map).unwrap()).unwrap();
        assert_eq!(read, map);
        assert_eq!(read.get::<i64>("n").unwrap(), 3);
        assert_eq!(read.get::<Option<i64>>("none").unwrap(), None);
        assert_eq!(read.get::<f64>("some").unwrap(), 1.5);
        assert_eq!(read.get::<HashMap<String, i64>>("dict").unwrap()["k"], 1);
        assert_eq!(read.get::<Option<String>>("absent").unwrap(), None);
        assert_eq!(read.keys().collect::<Vec<_>>(), ["dict", "n", "none", "s", "some"]);
    }

    #[test]
    fn errors_name_key_wanted_and_found() {
        let mut map = LiteralMap::new();
        map.insert("s", "text".to_owned()).unwrap();
        let error = map.get::<i64>("s").unwrap_err().to_string();
        assert_eq!(error, "`[\"s\"]`: expected an integer, found a string");
        let error = map.get::<i64>("t").unwrap_err().to_string();
        assert_eq!(error, "`[\"t\"]`: expected a value of type `int`, found no value");
        let error = map.insert("l", vec![1_i64]).unwrap_err().to_string();
        assert_eq!(error, "`[\"l\"]`: expected a scalar, a struct or a map, found a list");
    }

    #[test]
    fn bare_values_and_dicts_are_read() {
        let bare = encode_one(&HashMap::from([("n".to_owned(), 3_i64)])).unwrap();
        assert_eq!(decode_one::<LiteralMap>(&bare).unwrap().get::<i64>("n").unwrap(), 3);
        let dict = Value::Map(vec![(Value::Text("b".into()), Value::Bool(true))]);
        let dict = encode_one(&dict).unwrap();
        assert!(decode_one::<LiteralMap>(&dict).unwrap().get::<bool>("b").unwrap());
    }
}
