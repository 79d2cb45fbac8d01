//! What is written is read back, and is written as prost would write it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte_types::idl::core::Literal;
use flyte_types::msgpack::Packer;
use flyte_types::{Field, FlyteType, Value, interface, wire};
use proptest::collection::{btree_map, hash_map, vec};
use proptest::prelude::*;
use prost::Message;

use crate::models::{
    Color, Flags, IntFloatOrStr, Keyed, Point, PointOrFlags, Scalars, Shape, Times,
};

/// Through a literal, and as the item of a list, behind an `Option` and inside a struct.
fn goes_round<T: FlyteType + Clone + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let bytes = interface::encode_one(value).expect("encoded");
    let parsed = Literal::decode(bytes.as_ref()).expect("a literal");
    prop_assert_eq!(&parsed.encode_to_vec(), &bytes.to_vec());
    prop_assert_eq!(&interface::decode_one::<T>(&bytes).expect("decoded"), value);

    let many = vec![value.clone(); 3];
    let bytes = interface::encode_one(&many).expect("encoded");
    let parsed = Literal::decode(bytes.as_ref()).expect("a list");
    prop_assert_eq!(&parsed.encode_to_vec(), &bytes.to_vec());
    prop_assert_eq!(&interface::decode_one::<Vec<T>>(&bytes).expect("decoded"), &many);
    let items = wire::list_items(&bytes).expect("items");
    prop_assert_eq!(&interface::decode_one::<T>(&items[1]).expect("decoded"), value);
    prop_assert_eq!(wire::list_of(items.iter().map(AsRef::as_ref)), bytes);

    let bytes = interface::encode_one(&Some(value.clone())).expect("encoded");
    let parsed = Literal::decode(bytes.as_ref()).expect("a union");
    prop_assert_eq!(&parsed.encode_to_vec(), &bytes.to_vec());
    let read = interface::decode_one::<Option<T>>(&bytes).expect("decoded");
    prop_assert_eq!(read.as_ref(), Some(value));
    packs(value)
}

/// Through msgpack alone.
fn packs<T: Field + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let mut packer = Packer::new();
    value.pack(&mut packer).expect("packed");
    let bytes = packer.into_bytes();
    let mut input = flyte_types::msgpack::Unpacker::new(&bytes);
    prop_assert_eq!(&T::unpack(&mut input).expect("unpacked"), value);
    input.finish().expect("nothing after it");
    // Reading over it reads as far.
    let mut input = flyte_types::msgpack::Unpacker::new(&bytes);
    input.skip().expect("skipped");
    input.finish().expect("nothing after it");
    Ok(())
}

/// Any float but NaN, which is never equal to itself.
fn float() -> impl Strategy<Value = f64> {
    any::<u64>().prop_map(f64::from_bits).prop_filter("nan", |value| !value.is_nan())
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800_i64..253_402_300_800, 0..1_000_000_000_u32)
        .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos).expect("a time"))
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (1..3_652_060_i32).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).expect("a date"))
}

/// Spans that Python has too: microseconds, over some centuries.
fn span() -> impl Strategy<Value = TimeDelta> {
    (-8_000_000_000_000_000_i64..8_000_000_000_000_000).prop_map(TimeDelta::microseconds)
}

fn point() -> impl Strategy<Value = Point> {
    (any::<i64>(), float()).prop_map(|(x, y)| Point { x, y })
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![Just(Color::Red), Just(Color::Green), Just(Color::Blue)]
}

fn flags() -> impl Strategy<Value = Flags> {
    (any::<bool>(), any::<String>(), any::<Option<i64>>()).prop_map(|(on, name, level)| Flags {
        on,
        name,
        level,
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    let tags = btree_map(any::<String>(), any::<String>(), 0..20);
    (any::<String>(), point(), vec(point(), 0..40), tags, color()).prop_map(
        |(name, origin, corners, tags, color)| Shape { name, origin, corners, tags, color },
    )
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|value| Value::Int(value.into())),
        any::<u64>().prop_map(|value| Value::Int(value.into())),
        float().prop_map(Value::Float),
        any::<String>().prop_map(Value::Text),
        vec(any::<u8>(), 0..300).prop_map(|bytes| Value::Bytes(bytes.into())),
    ];
    leaf.prop_recursive(4, 60, 20, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..20).prop_map(Value::List),
            vec((inner.clone(), inner), 0..20).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scalars(int in any::<i64>(), float in float(), text in any::<String>(), truth in any::<bool>()) {
        goes_round(&int)?;
        goes_round(&float)?;
        goes_round(&text)?;
        goes_round(&truth)?;
        packs(&Bytes::from(text.into_bytes()))?;
    }

    #[test]
    fn narrow_numbers(a in any::<i8>(), b in any::<u8>(), c in any::<i32>(), d in any::<u32>(), e in any::<u64>()) {
        goes_round(&a)?;
        goes_round(&b)?;
        goes_round(&c)?;
        goes_round(&d)?;
        goes_round(&(e >> 1))?;
        packs(&e)?;
        prop_assert_eq!(interface::encode_one(&e).is_ok(), i64::try_from(e).is_ok());
    }

    #[test]
    fn times(at in instant(), day in date(), span in span()) {
        goes_round(&at)?;
        goes_round(&day)?;
        goes_round(&span)?;
        goes_round(&std::time::SystemTime::from(at))?;
        goes_round(&span.abs().to_std().expect("not negative"))?;
        goes_round(&Times { at, span, day })?;
    }

    #[test]
    fn lists(ints in vec(any::<i64>(), 0..300), texts in vec(vec(any::<String>(), 0..4), 0..40), bytes in vec(any::<u8>(), 0..300)) {
        goes_round(&ints)?;
        goes_round(&texts)?;
        goes_round(&bytes)?;
        goes_round(&ints.iter().map(|int| (int % 2 == 0).then_some(*int)).collect::<Vec<_>>())?;
    }

    #[test]
    fn maps(ints in btree_map("[a-z]{1,9}", any::<i64>(), 0..40), keyed in btree_map(any::<i64>(), any::<String>(), 0..40)) {
        goes_round(&ints)?;
        goes_round(&keyed)?;
        let hashed: HashMap<_, _> = keyed.clone().into_iter().collect();
        prop_assert_eq!(interface::encode_one(&hashed).unwrap(), interface::encode_one(&keyed).unwrap());
        goes_round(&hashed)?;
        goes_round(&ints.clone().into_iter().collect::<HashMap<_, _>>())?;
        let by_name = ints.into_iter().map(|(key, value)| (key, vec![value])).collect();
        goes_round(&Keyed { by_id: keyed, by_name })?;
    }

    #[test]
    fn literal_maps(entries in hash_map(any::<String>(), any::<String>(), 0..20)) {
        let literals: BTreeMap<_, _> =
            entries.iter().map(|(key, value)| (key.clone(), interface::encode_one(value).unwrap())).collect();
        let written: Bytes = wire::write_literal_map(literals.iter().map(|(key, value)| (key.as_str(), value.as_ref()))).into();
        let read: BTreeMap<_, _> = wire::read_literal_map(&written).unwrap().into_iter().collect();
        prop_assert_eq!(&read, &literals);
        let message = flyte_types::idl::core::LiteralMap::decode(written).unwrap();
        prop_assert_eq!(message.literals.len(), literals.len());
    }

    #[test]
    fn structs(shape in shape(), flags in flags(), point in point()) {
        goes_round(&shape)?;
        goes_round(&PointOrFlags::Flags(flags))?;
        goes_round(&PointOrFlags::Point(point))?;
    }

    #[test]
    fn more_structs(i in any::<i64>(), f in float(), n in any::<Option<String>>(), raw in vec(any::<u8>(), 0..300)) {
        goes_round(&IntFloatOrStr::Int(i))?;
        goes_round(&IntFloatOrStr::Float(f))?;
        goes_round(&Scalars { i, f, s: format!("{i}"), b: i > 0, n, raw: raw.into() })?;
    }

    #[test]
    fn untyped(value in value()) {
        packs(&value)?;
        goes_round(&Value::Map(vec![(Value::Text("value".into()), value)]))?;
    }

    #[test]
    fn hashes(text in any::<String>(), hash in "[a-z]{1,40}") {
        let literal = interface::encode_one(&text).unwrap();
        let hashed = wire::with_hash(wire::with_hash(literal.clone(), "old"), &hash);
        prop_assert_eq!(wire::hash_of(&hashed), Some(hash));
        prop_assert_eq!(interface::decode_one::<String>(&hashed).unwrap(), text);
        prop_assert_eq!(wire::with_hash(hashed, ""), literal);
    }
}
