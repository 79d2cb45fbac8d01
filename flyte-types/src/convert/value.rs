//! Untyped data: `flyte::Value`, flytekit's `dict`.

mod deep;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Field, FlyteType, iso, variant};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result, Step};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, MAX_DEPTH, Packer, Unpacker, too_deep};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// Data whose shape is known only when it is there: any tree of msgpack.
///
/// As an input or output of a task it travels as flytekit's `dict`, so only a [`Value::Map`] can be
/// written there; as the field of a struct it may be anything. Whatever a literal holds can be read
/// as a `Value`, except for references to files and tables.
///
/// Lists and maps nest 100 deep on the wire; deeper ones are neither written nor read. Making, copying, comparing and
/// dropping a `Value` has no such limit. A `Value` frees what is in it by itself, so that its parts are not moved out by
/// a pattern: [`Value::into_list`] and [`Value::into_map`] give them away.
#[derive(Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer; msgpack holds those of `i64` and `u64`.
    Int(i128),
    /// A float.
    Float(f64),
    /// Text.
    Text(String),
    /// Raw bytes.
    Bytes(bytes::Bytes),
    /// A list.
    List(Vec<Value>),
    /// A map, its entries in the order in which they were written.
    Map(Vec<(Value, Value)>),
}

impl Value {
    /// What serde sees in a value: structs become maps by the names of their fields.
    pub fn from_serde<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        let mut out = Vec::new();
        let mut serializer =
            rmp_serde::Serializer::new(&mut out).with_struct_map().with_human_readable();
        value.serialize(&mut serializer).map_err(|error| Error::new(error.to_string()))?;
        super::from_msgpack(&out)
    }

    /// Makes a value of any type that serde can read.
    pub fn to_serde<T: DeserializeOwned>(&self) -> Result<T> {
        let mut packer = Packer::new();
        Field::pack(self, &mut packer)?;
        let bytes = packer.into_bytes();
        let mut deserializer = rmp_serde::Deserializer::from_read_ref(&bytes).with_human_readable();
        T::deserialize(&mut deserializer).map_err(|error| Error::new(error.to_string()))
    }

    /// The value of a key that is text, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let Value::Map(entries) = self else { return None };
        entries.iter().find_map(|(name, value)| match name {
            Value::Text(name) if name == key => Some(value),
            _ => None,
        })
    }

    /// The items, if this is a list; otherwise the value itself.
    pub fn into_list(mut self) -> Result<Vec<Value>, Value> {
        match &mut self {
            Value::List(items) => Ok(std::mem::take(items)),
            _ => Err(self),
        }
    }

    /// The entries, if this is a map; otherwise the value itself.
    pub fn into_map(mut self) -> Result<Vec<(Value, Value)>, Value> {
        match &mut self {
            Value::Map(entries) => Ok(std::mem::take(entries)),
            _ => Err(self),
        }
    }

    /// A noun for error messages: `a string`, `a list`.
    pub fn describe(&self) -> &'static str {
        match self {
            Value::Nil => msgpack::Kind::Nil,
            Value::Bool(_) => msgpack::Kind::Boolean,
            Value::Int(_) => msgpack::Kind::Integer,
            Value::Float(_) => msgpack::Kind::Float,
            Value::Text(_) => msgpack::Kind::Text,
            Value::Bytes(_) => msgpack::Kind::Bytes,
            Value::List(_) => msgpack::Kind::Array,
            Value::Map(_) => msgpack::Kind::Map,
        }
        .describe()
    }

    /// What a literal holds.
    pub(super) fn of_literal(literal: &wire::Literal<'_>) -> Result<Self> {
        Self::from_literal(literal, 0)
    }

    /// Appends the msgpack of a value that may nest so many levels deep: what is written can be read.
    fn pack_within(&self, out: &mut Packer, levels: u32) -> Result<()> {
        let within = || levels.checked_sub(1).ok_or_else(too_deep);
        match self {
            Value::Nil => out.nil(),
            Value::Bool(value) => out.boolean(*value),
            Value::Int(value) => match (i64::try_from(*value), u64::try_from(*value)) {
                (Ok(value), _) => out.integer(value),
                (_, Ok(value)) => out.unsigned(value),
                _ => {
                    let message = format!("{value} is out of the range of msgpack's integers");
                    return Err(Error::new(message));
                }
            },
            Value::Float(value) => out.float(*value),
            Value::Text(value) => out.text(value),
            Value::Bytes(value) => out.bytes(value),
            Value::List(items) => {
                let levels = within()?;
                out.array_header(items.len());
                for (index, item) in items.iter().enumerate() {
                    item.pack_within(out, levels).map_err(|error| error.at(Step::Index(index)))?;
                }
            }
            Value::Map(entries) => {
                let levels = within()?;
                out.map_header(entries.len());
                for (key, value) in entries {
                    key.pack_within(out, levels)?;
                    value.pack_within(out, levels)?;
                }
            }
        }
        Ok(())
    }

    fn from_literal(literal: &wire::Literal<'_>, depth: u32) -> Result<Self> {
        if depth == MAX_DEPTH {
            return Err(too_deep());
        }
        let inner = |bytes| Self::from_literal(&wire::Literal::parse(bytes)?, depth + 1);
        Ok(match literal.kind {
            Kind::Unset | Kind::None | Kind::EmptyPrimitive => Value::Nil,
            Kind::Integer(value) => Value::Int(value.into()),
            Kind::Float(value) => Value::Float(value),
            Kind::Text(value) => Value::Text(value.to_owned()),
            Kind::Boolean(value) => Value::Bool(value),
            Kind::Datetime { .. } => {
                let at = <chrono::DateTime<chrono::Utc> as FlyteType>::decode(*literal)?;
                Value::Text(iso::instant(&at, iso::Dialect::Dataclass))
            }
            Kind::Duration { .. } => {
                let span = <chrono::TimeDelta as FlyteType>::decode(*literal)?;
                Value::Float(super::span::exact_seconds(span)?)
            }
            Kind::Binary { tag, value } => super::from_binary(tag, value)?,
            Kind::Generic(value) => super::from_generic(literal, value)?,
            Kind::Union { value, .. } => inner(value)?,
            Kind::Collection(items) => {
                let items = items.enumerate().map(|(index, item)| {
                    item.and_then(inner).map_err(|error| error.at(Step::Index(index)))
                });
                Value::List(items.collect::<Result<_>>()?)
            }
            Kind::Map(entries) => {
                let entries = entries.map(|entry| {
                    let (key, value) = entry?;
                    let value =
                        inner(value).map_err(|error| error.at(Step::Key(key.to_owned())))?;
                    Ok((Value::Text(key.to_owned()), value))
                });
                Value::Map(entries.collect::<Result<_>>()?)
            }
            _ => return Err(literal.unexpected("untyped data")),
        })
    }
}

#[diagnostic::do_not_recommend]
impl Field for Value {
    type Inside<L: Levels> = Nothing;

    const IS_UNTYPED: bool = true;

    fn field_type() -> LiteralType {
        schema::dict()
    }

    fn schema() -> prost_types::Struct {
        json::schema("object")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        self.pack_within(out, MAX_DEPTH)
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        Ok(match input.peek()? {
            msgpack::Kind::Nil => input.nil().map(|_| Value::Nil)?,
            msgpack::Kind::Boolean => Value::Bool(input.boolean()?),
            msgpack::Kind::Integer => Value::Int(input.integer()?),
            msgpack::Kind::Float => Value::Float(input.float()?),
            msgpack::Kind::Text => Value::Text(input.text()?.to_owned()),
            msgpack::Kind::Bytes => Value::Bytes(bytes::Bytes::copy_from_slice(input.bytes()?)),
            msgpack::Kind::Array => Value::List(input.nested(Vec::unpack)?),
            msgpack::Kind::Map => Value::Map(input.nested(|input| {
                let len = input.map_header("a map")?;
                (0..len).map(|_| Ok((Self::unpack(input)?, Self::unpack(input)?))).collect()
            })?),
            msgpack::Kind::Other => return Err(input.unexpected("untyped data")),
        })
    }

    /// In a union untyped data is flytekit's `dict`.
    fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Map
    }
}

#[diagnostic::do_not_recommend]
impl FlyteType for Value {
    type Shape = crate::interface::shape::Single;
    fn literal_type() -> LiteralType {
        schema::dict()
    }

    const UNION_TAG: &'static str = variant::DICT;

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        match self {
            Value::Map(_) => wire::put_binary(out, |packer| self.pack(packer)),
            _ => Err(Error::expected("a map, as untyped data travels", self.describe())),
        }
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        Self::of_literal(&literal)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Trip {
        name: String,
        stops: Vec<(f64, f64)>,
        seats: Option<u8>,
    }

    #[test]
    fn through_serde() {
        let trip = Trip { name: "n".into(), stops: vec![(1.0, 2.5)], seats: None };
        let value = Value::from_serde(&trip).unwrap();
        assert_eq!(value.get("name"), Some(&Value::Text("n".into())));
        assert_eq!(value.get("seats"), Some(&Value::Nil));
        assert_eq!(value.to_serde::<Trip>().unwrap(), trip);
        let read: Value = decode_one(&encode_one(&value).unwrap()).unwrap();
        assert_eq!(read, value);
    }

    #[test]
    fn only_a_map_travels_by_itself() {
        assert_eq!(
            encode_one(&Value::List(Vec::new())).unwrap_err().to_string(),
            "expected a map, as untyped data travels, found a list"
        );
    }

    #[test]
    fn any_literal_can_be_read() {
        let list = encode_one(&vec![Some(1_i64), None]).unwrap();
        let read: Value = decode_one(&list).unwrap();
        assert_eq!(read, Value::List(vec![Value::Int(1), Value::Nil]));
    }

    #[test]
    fn integers_of_both_families() {
        for value in [i128::from(i64::MIN), i128::from(u64::MAX)] {
            let map = Value::Map(vec![(Value::Int(1), Value::Int(value))]);
            assert_eq!(decode_one::<Value>(&encode_one(&map).unwrap()).unwrap(), map);
        }
        let map = Value::Map(vec![(Value::Nil, Value::Int(i128::MAX))]);
        assert!(encode_one(&map).is_err());
    }
}
