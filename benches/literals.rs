//! Literals: ours against plain prost, rmp-serde and hand-written loops.

mod row;

use std::collections::HashMap;
use std::hint::black_box;
use std::rc::Rc;

use flyte_benches::{Case, Suite, info, list, map, scalars, structs};
use flyte_types::{FlyteType, wire};

use row::Row;

const INTEGER: i64 = 1_234_567;
const TEXT: &str = "green_tripdata_2024-01.parquet";

fn encode<T: FlyteType>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out).expect("a value that can be written");
    out
}

fn decode<T: FlyteType>(bytes: &[u8]) -> T {
    wire::Literal::parse(bytes).and_then(T::decode).expect("a literal that can be read")
}

/// The two benchmarks of one value: written and read. Before anything is measured, ours and the
/// floor must agree to the byte.
fn both<T: FlyteType + PartialEq>(
    name: &str,
    limit: f64,
    value: T,
    write: impl Fn(&T) -> Vec<u8> + 'static,
    read: impl Fn(&[u8]) -> Option<T> + 'static,
) -> [Case; 2] {
    let bytes: Rc<[u8]> = encode(&value).into();
    assert!(write(&value) == *bytes, "{name}: the floor writes other bytes");
    assert!(read(&bytes).as_ref() == Some(&value), "{name}: the floor reads another value");
    assert!(decode::<T>(&bytes) == value, "{name}: what was read is not what was written");
    let value = Rc::new(value);
    let (again, same) = (Rc::clone(&value), Rc::clone(&bytes));
    [
        Case::new(
            format!("literals/{name}_encode"),
            limit,
            move || encode(black_box(&*value)),
            move || write(black_box(&*again)),
        ),
        Case::new(
            format!("literals/{name}_decode"),
            limit,
            move || decode::<T>(black_box(&bytes)),
            move || read(black_box(&same)),
        ),
    ]
}

/// Integers of all the sizes that counts, ids and amounts have.
fn integers() -> Vec<i64> {
    (0..100_000).map(|index| index * 7_919 % 1_000_003).collect()
}

fn entries() -> HashMap<String, i64> {
    (0..10_000).map(|index| (format!("station_{index:05}"), index * 7_919 % 1_000_003)).collect()
}

/// How much cheaper the floor of lists is than the tree of messages that prost makes of them: if it
/// were not, it would be no floor.
fn against_tree(suite: &Suite) {
    if !suite.measures() || !suite.wants("literals/list100k") {
        return;
    }
    let values: Rc<[i64]> = integers().into();
    let bytes: Rc<[u8]> = scalars::encode_integers(&values).into();
    let (again, same) = (Rc::clone(&values), Rc::clone(&bytes));
    let tree = Case::new(
        "",
        0.0,
        move || scalars::encode_integers(black_box(&values)),
        move || list::encode(black_box(&again)),
    );
    let times = tree.rounds(5).measure();
    info(format_args!("literals/list100k_encode: prost's tree costs {times:.1} floors"));
    let tree = Case::new(
        "",
        0.0,
        move || scalars::decode_integers(black_box(&bytes)),
        move || list::decode(black_box(&same)),
    );
    let times = tree.rounds(5).measure();
    info(format_args!("literals/list100k_decode: prost's tree costs {times:.1} floors"));
}

fn main() {
    let suite = Suite::from_args();
    against_tree(&suite);
    let write_integer = |value: &i64| scalars::encode_integer(*value);
    let write_text = |value: &String| scalars::encode_text(value);
    let write_rows = |rows: &Vec<Row>| structs::encode(rows).expect("rows that serde can write");
    let list = |values: &Vec<i64>| list::encode(values);
    suite.run(
        [
            both("int", 1.5, INTEGER, write_integer, scalars::decode_integer),
            both("str", 1.5, TEXT.to_owned(), write_text, scalars::decode_text),
            both("list100k", 2.0, integers(), list, list::decode),
            both("map10k", 2.0, entries(), map::encode, map::decode),
            both("struct1k", 1.2, row::rows(), write_rows, structs::decode),
        ]
        .into_iter()
        .flatten(),
    );
}
