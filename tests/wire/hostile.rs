//! Bytes that nobody meant: every reader gives an error or a value, and nothing worse.

use std::collections::BTreeMap;

use bytes::Bytes;
use flyte_types::convert::LiteralMap;
use flyte_types::wire::{self, Offloaded, Step};
use flyte_types::{FlyteType, Value, interface};

use crate::models::{IntStrOrPoint, Point};
use crate::table::{self, Stand};

/// A generator that needs no seed: the same bytes go wrong in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// Makes something of these bytes wrong: one is another, has a bit changed, comes twice or too many, or the end is lost.
    pub fn change(&mut self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let at = self.below(bytes.len());
        match self.below(5) {
            0 => bytes[at] = self.below(256) as u8,
            1 => bytes[at] ^= 1 << self.below(8),
            2 => bytes.insert(at, self.below(256) as u8),
            3 => bytes.insert(at, bytes[at]),
            _ => bytes.truncate(at),
        }
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

fn recorded() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/golden/literals");
    let folder = std::env::var("FLYTE_GOLDEN").unwrap_or_else(|_| folder.into());
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".literal.pb"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a literal")).collect()
}

type Table = BTreeMap<String, Box<dyn Stand>>;

/// Everything that reads a literal.
fn read_all(table: &Table, bytes: &[u8]) {
    for stand in table.values() {
        let _ = stand.decode(bytes);
    }
    read_encoded(bytes);
}

fn read_encoded(bytes: &[u8]) {
    let _ = interface::decode_one::<LiteralMap>(bytes).map(|map| format!("{map:?}"));
    let bytes = Bytes::copy_from_slice(bytes);
    let _ = wire::list_items(&bytes);
    let _ = wire::read_literal_map(&bytes);
    let _ = wire::primitive(&bytes);
    let _ = wire::hash_of(&bytes);
    let _ = wire::with_hash(bytes.clone(), "h");
    wire::references(&bytes).for_each(drop);
    let _ = wire::splice(&bytes, &mut |_| Some(bytes.clone()));
    for path in
        [&[Step::Key("a".into())][..], &[Step::Index(1)], &[Step::Name("x".into()), Step::Index(0)]]
    {
        let _ = wire::resolve(&bytes, path);
    }
}

#[test]
fn literals_that_are_cut_off() {
    for literal in recorded() {
        for len in 0..literal.len() {
            read_encoded(&literal[..len]);
            let _ = interface::decode_one::<Value>(&literal[..len]);
            let _ = interface::decode_one::<Vec<Option<IntStrOrPoint>>>(&literal[..len]);
        }
    }
}

#[test]
fn literals_with_wrong_bytes() {
    let mut random = Random(7);
    let table = table::table();
    let literals = recorded();
    for literal in literals.iter().filter(|literal| !literal.is_empty()) {
        for _ in 0..12 {
            let mut wrong = literal.clone();
            for _ in 0..=random.below(3) {
                random.change(&mut wrong);
            }
            read_all(&table, &wrong);
        }
    }
}

#[test]
fn noise() {
    let mut random = Random(11);
    for _ in 0..4000 {
        let noise: Vec<u8> = (0..random.below(40)).map(|_| random.below(256) as u8).collect();
        read_encoded(&noise);
        let _ = interface::decode_one::<Value>(&noise);
        let mut packed = Vec::new();
        wire::put_packed(&mut packed, &noise);
        let _ = interface::decode_one::<Value>(&packed);
        let _ = interface::decode_one::<Point>(&packed);
        let _ = interface::decode_one::<Vec<IntStrOrPoint>>(&packed);
        read_encoded(&packed);
    }
}

#[test]
fn what_is_offloaded_is_no_value() {
    // Whoever reads an input tells from the refusal that something has to be fetched.
    let stored = Offloaded { uri: "s3://b/x", size_bytes: 3, inferred_type: &[] }.literal("h");
    let list = wire::list_of([&*stored].into_iter());
    let map = wire::map_of([("a", &*list), ("k", &*stored)]);
    for (name, stand) in table::table() {
        for literal in [&stored, &list, &map] {
            assert!(stand.decode(literal).is_err(), "{name} reads {literal:?}");
        }
    }
    assert!(interface::decode_one::<LiteralMap>(&map).is_err());
    assert!(interface::decode_one::<Value>(&stored).is_err());
}

/// `depth` messages inside one another, each wrapped by `wrap`.
fn nest(depth: usize, inner: &[u8], wrap: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    (0..depth).fold(inner.to_vec(), |inner, _| wrap(inner))
}

fn field(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let mut len = body.len();
    while len >= 0x80 {
        out.push(len as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
    out.extend_from_slice(body);
    out
}

#[test]
fn literals_that_nest_deep() {
    const DEEP: usize = 20_000;
    let table = table::table();
    let integer = interface::encode_one(&1_i64).expect("an integer");
    let lists = nest(DEEP, &integer, |inner| field(0x12, &field(0x0a, &inner)));
    let maps = nest(DEEP, &integer, |inner| field(0x1a, &field(0x0a, &field(0x12, &inner))));
    let unions = nest(DEEP, &integer, |inner| field(0x0a, &field(0x4a, &field(0x0a, &inner))));
    // struct { "": struct { … } } as a generic scalar
    let value = nest(DEEP, &[], |inner| field(0x2a, &field(0x0a, &field(0x12, &inner))));
    let generic = field(0x0a, &field(0x3a, &field(0x0a, &field(0x12, &value))));
    for deep in [&lists, &maps, &unions, &generic] {
        read_all(&table, deep);
        assert!(interface::decode_one::<Value>(deep).is_err());
    }
    // A union whose type nests, under two variants of the same tag.
    let ty = nest(DEEP, &[], |inner| field(0x1a, &inner));
    let tagged = [ty, field(0x5a, &field(0x0a, b"Object-Dataclass-Transformer"))].concat();
    let union = [field(0x0a, &integer), field(0x12, &tagged)].concat();
    read_all(&table, &field(0x0a, &field(0x4a, &union)));
    let path: Vec<Step> = (0..DEEP + 5).map(|_| Step::Index(0)).collect();
    assert!(wire::resolve(&lists.into(), &path).is_err());
}

#[test]
fn msgpack_that_nests_deep() {
    let table = table::table();
    for (header, tail) in [(&[0x91][..], 0x01), (&[0x81, 0xa0][..], 0x01), (&[0x81][..], 0x01)] {
        let mut document = header.repeat(200_000);
        document.push(tail);
        let mut literal = Vec::new();
        wire::put_packed(&mut literal, &document);
        assert!(interface::decode_one::<Value>(&literal).is_err());
        read_all(&table, &literal);
    }
}

#[test]
fn lengths_that_lie() {
    let table = table::table();
    // Each claims four thousand million of something.
    for header in [0xdb_u8, 0xc6, 0xdd, 0xdf, 0xc9] {
        let mut literal = Vec::new();
        wire::put_packed(&mut literal, &[header, 0xff, 0xff, 0xff, 0xff, 0x01]);
        read_all(&table, &literal);
        assert!(interface::decode_one::<Value>(&literal).is_err());
        assert!(interface::decode_one::<Vec<i64>>(&literal).is_err());
    }
    for literal in
        [&[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0x0a, 0x04, 0x0a, 0x7f, 0x1a, 0x7f]]
    {
        assert!(wire::Literal::parse(literal).is_err(), "{literal:02x?}");
    }
}

#[test]
fn documents_that_nobody_meant() {
    fn read<T: FlyteType>(document: &[u8]) -> Result<T, String> {
        let mut literal = Vec::new();
        wire::put_packed(&mut literal, document);
        interface::decode_one(&literal).map_err(|error| error.to_string())
    }
    let refused = |document: &[u8], words: &str| {
        assert_eq!(read::<Point>(document).unwrap_err(), words, "{document:02x?}");
    };
    // A key that comes twice: the later value counts, as for Python.
    let twice = b"\x83\xa1x\x01\xa1y\x02\xa1x\x03";
    assert_eq!(read::<Point>(twice), Ok(Point { x: 3, y: 2.0 }));
    let keys = read::<BTreeMap<String, i64>>(b"\x82\xa1a\x01\xa1a\x02");
    assert_eq!(keys, Ok(BTreeMap::from([("a".to_owned(), 2)])));
    // Keys of other kinds name no field; what is in an unknown field is nobody's concern.
    let nan = b"\x83\xcb\x7f\xf8\0\0\0\0\0\0\x01\xa1x\x01\xa1y\x02";
    assert_eq!(read::<Point>(nan), Ok(Point { x: 1, y: 2.0 }));
    assert!(read::<BTreeMap<String, i64>>(b"\x81\xcb\x7f\xf8\0\0\0\0\0\0\x01").is_err());
    assert!(read::<BTreeMap<i64, i64>>(b"\x81\xcb\x7f\xf8\0\0\0\0\0\0\x01").is_err());
    let unknown = b"\x84\xa1a\xd4\x01\0\xa1b\xa2\xff\xfe\xa1x\x01\xa1y\x02";
    assert_eq!(read::<Point>(unknown), Ok(Point { x: 1, y: 2.0 }));
    // Extensions, text that is none, and a byte that is no msgpack.
    refused(b"\x82\xa1x\xd4\x01\0\xa1y\x02", "`x`: expected an integer, found a msgpack extension");
    refused(b"\x82\xa1\xff\x01\xa1y\x02", "a string is not valid utf-8");
    refused(b"\x82\xa1z\xc1\xa1y\x02", "the byte 0xc1 is no msgpack");
    refused(
        b"\x82\xa1x\xcf\xff\xff\xff\xff\xff\xff\xff\xff\xa1y\x02",
        "`x`: 18446744073709551615 is out of the range of i64",
    );
    refused(b"", "the msgpack value ends too early");
    assert!(read::<Value>(b"\xd4\x01\0").is_err() && read::<Value>(b"\x91\xa1\xff").is_err());
    // Another tag than msgpack's.
    let json = b"\x0a\x0a\x1a\x08\x0a\x02{}\x12\x02js";
    let error = interface::decode_one::<Point>(json).unwrap_err().to_string();
    assert_eq!(error, "expected binary data tagged `msgpack`, found the tag `js`");
}

#[test]
fn bytes_after_the_end() {
    let mut literal = Vec::new();
    wire::put_packed(&mut literal, &[0x01, 0x02]);
    let error = i64::decode(wire::Literal::parse(&literal).expect("a literal")).unwrap_err();
    assert_eq!(error.to_string(), "1 bytes follow the end of the msgpack value");
}
