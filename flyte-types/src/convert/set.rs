//! Sets. By themselves they travel as lists, because Flyte has no sets. Inside a struct they are what flytekit makes of
//! a dataclass's `Set[T]`: a list in the value, whose schema says that its items differ.
//!
//! Equal sets are equal bytes, which cache keys rely on: a `BTreeSet` is written in its order, a `HashSet` in the order of
//! its items' bytes. An item that comes twice is read once.

use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;

use super::handover::references_of;
use super::{Field, FlyteType, from_binary, variant};
use crate::contents::Levels;
use crate::error::{Result, Step};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// What flytekit has for a set among the fields of a struct: no list, although the value is one.
fn field_type<T: Field>() -> LiteralType {
    let tag = match T::field_variants().as_slice() {
        [only] => {
            only.structure.as_ref().map(|structure| structure.tag.clone()).unwrap_or_default()
        }
        _ => String::new(),
    };
    let item = match tag.as_str() {
        "int" | "float" | "str" | "bool" => tag,
        "datetime" | "date" | "timedelta" => format!("datetime.{tag}"),
        _ => schema::describe(&T::field_type()),
    };
    schema::pickle(&format!("typing.Set[{item}]"))
}

fn unique(mut list: prost_types::Struct) -> prost_types::Struct {
    list.fields.insert("uniqueItems".into(), json::boolean(true));
    list
}

/// The items as they are written, each by itself.
trait Ordered<T> {
    /// Appends them in an order that is the same for equal sets.
    fn in_order(
        &self,
        write: impl Fn(&T) -> Result<Vec<u8>>,
        each: impl FnMut(&[u8]),
    ) -> Result<()>;
}

impl<T> Ordered<T> for BTreeSet<T> {
    fn in_order(
        &self,
        write: impl Fn(&T) -> Result<Vec<u8>>,
        mut each: impl FnMut(&[u8]),
    ) -> Result<()> {
        for item in self {
            each(&write(item)?);
        }
        Ok(())
    }
}

impl<T> Ordered<T> for HashSet<T> {
    fn in_order(
        &self,
        write: impl Fn(&T) -> Result<Vec<u8>>,
        each: impl FnMut(&[u8]),
    ) -> Result<()> {
        let mut items = self.iter().map(write).collect::<Result<Vec<_>>>()?;
        items.sort_unstable();
        items.iter().map(Vec::as_slice).for_each(each);
        Ok(())
    }
}

macro_rules! set {
    ($set:ident, $($bound:tt)+) => {
        impl<T: Field + $($bound)+> Field for $set<T> {
            type Inside<L: Levels> = T::Inside<L>;

            references_of!(T, iter);

            fn field_type() -> LiteralType {
                field_type::<T>()
            }

            fn schema() -> prost_types::Struct {
                unique(json::array_of(T::schema()))
            }

            fn pydantic_schema(definitions: &mut prost_types::Struct) -> prost_types::Struct {
                unique(json::array_of(T::pydantic_schema(definitions)))
            }

            fn pack(&self, out: &mut Packer) -> Result<()> {
                out.array_header(self.len());
                let dialect = out.dialect();
                let write = |item: &T| {
                    let mut out = Packer::new().speaking(dialect);
                    item.pack(&mut out)?;
                    Ok(out.into_bytes())
                };
                self.in_order(write, |item| out.raw(item))
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                let len = input.array_header("a list")?;
                let mut items = $set::new();
                for index in 0..len {
                    let item = T::unpack(input).map_err(|error| error.at(Step::Index(index)))?;
                    items.insert(item);
                }
                Ok(items)
            }

            fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
                kind == msgpack::Kind::Array
            }
        }

        impl<T: FlyteType + $($bound)+> FlyteType for $set<T> {
            type Shape = <T::Shape as crate::interface::shape::Inside>::Around;

            fn literal_type() -> LiteralType {
                schema::collection_of(T::literal_type())
            }

            const UNION_TAG: &'static str = variant::LIST;

            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                let write = |item: &T| {
                    let mut out = Vec::new();
                    item.encode(&mut out)?;
                    Ok(out)
                };
                let mut items = Vec::with_capacity(self.len());
                self.in_order(write, |item| items.push(item.to_vec()))?;
                out.extend_from_slice(&wire::list_of(items.iter().map(Vec::as_slice)));
                Ok(())
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                match literal.kind {
                    Kind::Collection(items) => Ok(T::decode_list(items)?.into_iter().collect()),
                    Kind::Binary { tag, value } => from_binary(tag, value),
                    _ => Err(literal.unexpected("a list")),
                }
            }
        }
    };
}

set!(BTreeSet, Ord);
set!(HashSet, Eq + Hash);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn a_list_in_one_order() {
        let list = encode_one(&vec![1_i64, 2, 300]).unwrap();
        let tree: BTreeSet<i64> = [300, 1, 2].into();
        let hashed: HashSet<i64> = [2, 300, 1].into();
        assert_eq!(encode_one(&tree).unwrap(), list);
        assert_eq!(encode_one(&hashed).unwrap(), list);
        assert_eq!(decode_one::<BTreeSet<i64>>(&list).unwrap(), tree);
        let twice = encode_one(&vec![2_i64, 300, 1, 2]).unwrap();
        assert_eq!(decode_one::<HashSet<i64>>(&twice).unwrap(), hashed);
    }

    #[test]
    fn errors_name_the_item() {
        let list = encode_one(&vec!["a".to_owned()]).unwrap();
        let error = decode_one::<BTreeSet<i64>>(&list).unwrap_err();
        assert_eq!(error.to_string(), "`[0]`: expected an integer, found a string");
    }
}
