//! Maps. With text as keys they are Flyte's own maps of literals. Flyte has no maps with other
//! keys: those travel as flytekit's untyped dicts, which are msgpack.
//!
//! Keys are written sorted, so equal maps are equal bytes, which cache keys rely on.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::handover::references_of;
use super::variant;
use super::{Field, FlyteType, from_binary, from_generic};
use crate::contents::Levels;
use crate::error::{Error, Result, Step};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Dialect, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// A type that may be the key of a map: `String`, any integer up to 64 bits, `bool`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the key of a Flyte map",
    label = "keys are `String`, integers or `bool`"
)]
pub trait MapKey: Sized + Ord + Send + Sync + 'static + sealed::Sealed {
    /// Whether keys are text, so that the map is a map of literals.
    #[doc(hidden)]
    const TEXT: bool;
    /// The JSON schema of a key.
    #[doc(hidden)]
    fn schema() -> prost_types::Struct;
    /// Appends the msgpack of a key.
    #[doc(hidden)]
    fn pack(&self, out: &mut Packer);
    /// Reads a key; keys that aren't text may be written as text.
    #[doc(hidden)]
    fn unpack(input: &mut Unpacker<'_>) -> Result<Self>;
    /// The key that a text stands for.
    #[doc(hidden)]
    fn from_text(text: &str) -> Result<Self>;
    /// The key as text.
    #[doc(hidden)]
    fn to_text(&self) -> std::borrow::Cow<'_, str>;
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for String {}

#[diagnostic::do_not_recommend]
impl MapKey for String {
    const TEXT: bool = true;

    fn schema() -> prost_types::Struct {
        json::schema("string")
    }

    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        input.text().map(str::to_owned)
    }

    fn from_text(text: &str) -> Result<Self> {
        Ok(text.to_owned())
    }

    fn to_text(&self) -> std::borrow::Cow<'_, str> {
        self.into()
    }
}

macro_rules! other_key {
    ($($key:ident)+) => {$(
        impl sealed::Sealed for $key {}

        #[diagnostic::do_not_recommend]
        impl MapKey for $key {
            const TEXT: bool = false;

            fn schema() -> prost_types::Struct {
                <$key as Field>::schema()
            }

            fn pack(&self, out: &mut Packer) {
                // These write themselves without a condition.
                let _ = Field::pack(self, out);
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                match input.peek()? {
                    msgpack::Kind::Text => Self::from_text(input.text()?),
                    _ => Field::unpack(input),
                }
            }

            fn from_text(text: &str) -> Result<Self> {
                text.parse().map_err(|_| {
                    let wanted = concat!("a key of type ", stringify!($key));
                    Error::expected(wanted, format_args!("{text:?}"))
                })
            }

            fn to_text(&self) -> std::borrow::Cow<'_, str> {
                self.to_string().into()
            }
        }
    )+};
}

other_key!(i8 i16 i32 i64 u8 u16 u32 u64 bool);

/// Packs entries that are sorted.
fn pack<'a, K: MapKey, V: Field>(
    entries: impl ExactSizeIterator<Item = (&'a K, &'a V)>,
    out: &mut Packer,
) -> Result<()> {
    out.map_header(entries.len());
    for (key, value) in entries {
        match out.dialect() {
            Dialect::Dataclass => key.pack(out),
            Dialect::Pydantic => out.text(&key.to_text()),
        }
        value.pack(out).map_err(|error| at(key, error))?;
    }
    Ok(())
}

fn unpack<K: MapKey, V: Field>(
    input: &mut Unpacker<'_>,
    mut insert: impl FnMut(K, V),
) -> Result<()> {
    for _ in 0..input.map_header("a map")? {
        let key = K::unpack(input)?;
        let value = V::unpack(input).map_err(|error| at(&key, error))?;
        insert(key, value);
    }
    Ok(())
}

fn encode<'a, K: MapKey, V: FlyteType>(
    entries: impl ExactSizeIterator<Item = (&'a K, &'a V)>,
    out: &mut Vec<u8>,
) -> Result<()> {
    if K::TEXT {
        let entries = entries.map(|(key, value)| (key.to_text(), value));
        wire::put_map(out, entries, |out, value| value.encode(out))
    } else {
        wire::put_binary(out, |packer| pack(entries, packer))
    }
}

/// Reads a map; `M` is what reads the msgpack forms.
fn decode<K: MapKey, V: FlyteType, M: Field>(
    literal: &wire::Literal<'_>,
    mut insert: impl FnMut(K, V),
) -> Result<Option<M>> {
    match literal.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let (text, value) = entry?;
                let key = K::from_text(text)?;
                let value = wire::Literal::parse(value).and_then(V::decode);
                let value = value.map_err(|error| at(&key, error))?;
                insert(key, value);
            }
            Ok(None)
        }
        Kind::Binary { tag, value } => from_binary(tag, value).map(Some),
        Kind::Generic(value) => from_generic(literal, value).map(Some),
        _ => Err(literal.unexpected("a map")),
    }
}

#[cold]
fn at(key: &impl MapKey, error: Error) -> Error {
    error.at(Step::Key(key.to_text().into_owned()))
}

fn literal_type<K: MapKey>(value: impl FnOnce() -> LiteralType) -> LiteralType {
    if K::TEXT { schema::map_of(value()) } else { schema::dict() }
}

fn sorted<K: MapKey, V>(map: &HashMap<K, V>) -> Vec<(&K, &V)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}

macro_rules! map {
    ($map:ident, ($($bound:tt)*), |$self:ident| $entries:expr) => {
        impl<K: MapKey $($bound)*, V: Field> Field for $map<K, V> {
            type Inside<L: Levels> = V::Inside<L>;

            references_of!(V, values);

            fn field_type() -> LiteralType {
                literal_type::<K>(V::field_type)
            }

            fn schema() -> prost_types::Struct {
                json::dict_of(K::schema(), V::schema())
            }

            fn pydantic_schema(definitions: &mut prost_types::Struct) -> prost_types::Struct {
                schema::pydantic::map_of(V::pydantic_schema(definitions))
            }

            fn pack(&$self, out: &mut Packer) -> Result<()> {
                pack($entries, out)
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                let mut found = $map::new();
                unpack(input, |key, value| drop(found.insert(key, value)))?;
                Ok(found)
            }

            fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
                kind == msgpack::Kind::Map
            }
        }

        impl<K: MapKey $($bound)*, V: FlyteType> FlyteType for $map<K, V> {
            type Shape = <V::Shape as crate::interface::shape::Inside>::Around;

            fn literal_type() -> LiteralType {
                literal_type::<K>(V::literal_type)
            }

            const UNION_TAG: &'static str = variant::DICT;

            fn encode(&$self, out: &mut Vec<u8>) -> Result<()> {
                encode($entries, out)
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                let mut found = $map::new();
                let whole = decode::<K, V, Self>(&literal, |key, value| {
                    drop(found.insert(key, value));
                })?;
                Ok(whole.unwrap_or(found))
            }
        }
    };
}

map!(BTreeMap, (), |self| self.iter());
map!(HashMap, (+ Eq + Hash), |self| sorted(self).into_iter());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn keys_are_sorted() {
        let map: HashMap<String, i64> = ["c", "a", "b"].map(|key| (key.to_owned(), 1)).into();
        let sorted: BTreeMap<_, _> = map.clone().into_iter().collect();
        assert_eq!(encode_one(&map).unwrap(), encode_one(&sorted).unwrap());
    }

    #[test]
    fn other_keys_are_msgpack_and_may_be_text() {
        let map = BTreeMap::from([(-1_i64, true)]);
        let bytes = encode_one(&map).unwrap();
        match wire::Literal::parse(&bytes).unwrap().kind {
            Kind::Binary { value: [0x81, 0xff, 0xc3], .. } => {}
            other => panic!("{other:?}"),
        }
        let text = encode_one(&BTreeMap::from([("-1".to_owned(), true)])).unwrap();
        assert_eq!(decode_one::<BTreeMap<i64, bool>>(&text).unwrap(), map);
        assert_eq!(
            decode_one::<BTreeMap<u8, bool>>(&text).unwrap_err().to_string(),
            "expected a key of type u8, found \"-1\""
        );
    }

    #[test]
    fn errors_name_the_key() {
        let map = encode_one(&BTreeMap::from([("k".to_owned(), vec![1_i64])])).unwrap();
        let error = decode_one::<HashMap<String, Vec<String>>>(&map).unwrap_err();
        assert_eq!(error.to_string(), "`[\"k\"][0]`: expected a string, found an integer");
    }
}
