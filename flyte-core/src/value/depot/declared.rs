//! Offloaded literals say of what type their values are. That is held against what a reader wants before anything is
//! fetched: the wrong value may be a GiB.

use flyte_types::idl::core::LiteralType;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::schema::{describe, fits};
use flyte_types::wire::{Kind, Literal, Offloaded};
use flyte_types::{Error, Result};
use prost::Message;

/// An error with both types if something that is offloaded in the literal can't be what is `expected` there. What
/// doesn't say its type may be anything.
pub(crate) fn check_types(literal: &[u8], expected: &LiteralType) -> Result<()> {
    let mut kind = Literal::parse(literal)?.kind;
    while let Kind::Union { value, .. } = kind {
        kind = Literal::parse(value)?.kind;
    }
    match (kind, &expected.r#type) {
        (Kind::Offloaded(body), _) => check_type(&Offloaded::parse(body)?, expected),
        (Kind::Collection(mut items), Some(Type::CollectionType(item))) => {
            items.try_for_each(|literal| check_types(literal?, item))
        }
        (Kind::Map(mut entries), Some(Type::MapValueType(value))) => {
            entries.try_for_each(|entry| check_types(entry?.1, value))
        }
        _ => Ok(()),
    }
}

fn check_type(what: &Offloaded<'_>, expected: &LiteralType) -> Result<()> {
    let found = LiteralType::decode(what.inferred_type).map_err(|error| {
        Error::new(format!("the value offloaded to {} has no type: {error}", what.uri))
    })?;
    if fits(&found, expected) {
        return Ok(());
    }
    let (found, expected) = (describe(&found), describe(expected));
    Err(Error::new(format!("expected {expected}, found {found}, offloaded to {}", what.uri)))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use flyte_types::{FlyteType, wire};

    use super::*;

    fn stored<T: FlyteType>() -> Bytes {
        let ty = T::literal_type().encode_to_vec();
        Offloaded { uri: "s3://b/k", size_bytes: 7, inferred_type: &ty }.literal("h")
    }

    fn check<T: FlyteType>(literal: &[u8]) -> Result<(), String> {
        check_types(literal, &T::literal_type()).map_err(|error| error.to_string())
    }

    #[test]
    fn both_types_are_said() {
        assert_eq!(check::<Vec<i64>>(&stored::<Vec<i64>>()), Ok(()));
        assert_eq!(check::<Option<Vec<i64>>>(&stored::<Vec<i64>>()), Ok(()));
        let said = "expected list[int], found str, offloaded to s3://b/k".to_owned();
        assert_eq!(check::<Vec<i64>>(&stored::<String>()), Err(said));
    }

    #[test]
    fn items_and_entries_are_looked_at() {
        let list = wire::list_of([&*stored::<i64>(), &*stored::<String>()].into_iter());
        let said = check::<Vec<i64>>(&list).unwrap_err();
        assert!(said.contains("expected int, found str"), "{said}");
        let map = wire::map_of([("k", &*list)]);
        let said = check::<std::collections::BTreeMap<String, Vec<i64>>>(&map).unwrap_err();
        assert!(said.contains("expected int, found str"), "{said}");
        assert_eq!(
            check::<Vec<String>>(&wire::list_of([&*stored::<String>()].into_iter())),
            Ok(())
        );
    }

    #[test]
    fn what_says_nothing_may_be_anything() {
        let silent = Offloaded { uri: "u", size_bytes: 0, inferred_type: &[] }.literal("h");
        assert_eq!(check::<Vec<i64>>(&silent), Ok(()));
        let noise = Offloaded { uri: "u", size_bytes: 0, inferred_type: &[0xff; 9] }.literal("h");
        assert!(check::<i64>(&noise).unwrap_err().contains("offloaded to u has no type"));
    }
}
