//! Values that are stored apart from the message that hands them over.

use bytes::Bytes;
use flyte::Offload;
use flyte::prelude::*;
use flyte::types::interface::encode_one;
use flyte::types::wire::{self, Kind};
use serde_json::json;

use crate::files::digest;
use crate::inside::Either;
use crate::place::{Place, Values, everywhere, in_both};

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Point {
    x: i64,
    y: f64,
}

type Many =
    (i64, String, Vec<Point>, Point, BTreeMap<String, Vec<f64>>, FlyteFile, Option<i64>, Either);

#[task]
fn write_values(path: String, word: String, times: i64) -> Result<Many> {
    let points = vec![Point { x: 1, y: 2.5 }, Point { x: -3, y: 4.0 }];
    let lists = [("a".to_owned(), vec![1.5]), ("b".into(), vec![])].into();
    let file = || FlyteFile::new(&path);
    let text = word.repeat(times as usize);
    Ok((7, text, points.clone(), points[0].clone(), lists, file()?, None, Either::File(file()?)))
}

#[task]
async fn read_values(
    number: i64,
    text: String,
    points: Vec<Point>,
    point: Point,
    lists: BTreeMap<String, Vec<f64>>,
    file: FlyteFile,
    nothing: Option<i64>,
    either: Either,
) -> Result<String> {
    let points = points.iter().chain([&point]).map(|point| json!({"x": point.x, "y": point.y}));
    let points: Vec<_> = points.collect();
    let Either::File(other) = either else { return Err(Error::fatal("another variant")) };
    let (file, other) = (digest(&file.bytes().await?), digest(&other.bytes().await?));
    Ok(json!([number, digest(text.as_bytes()), points, lists, file, nothing, other]).to_string())
}

/// Which of the values are stored apart.
fn offloaded(values: &Values) -> Vec<usize> {
    let is = |literal: &Bytes| {
        matches!(wire::Literal::parse(literal).expect("a literal").kind, Kind::Offloaded(_))
    };
    let literals = values.literals();
    (0..literals.len()).filter(|index| is(&literals[*index])).collect()
}

async fn cross(place: &Place) {
    let path = place.write("a.txt", "a");
    let expected = |text: &str| {
        let points = [(1, 2.5), (-3, 4.0), (1, 2.5)].map(|(x, y)| json!({"x": x, "y": y}));
        json!([7, digest(text.as_bytes()), points, {"a": [1.5], "b": []}, digest(b"a"), null, digest(b"a")])
    };
    // everything, and what is really large
    for (mib, times, apart) in [(0, 3, (0..8).collect()), (10, 1 << 20, vec![1])] {
        let inputs = place.values((path.clone(), "elf wörter ".to_owned(), times));
        let limits = Offload::new().above(mib << 20);
        let ours = place.ours_above(limits, write_values::definition(), &inputs).await;
        let min = mib.to_string();
        let limits = [("_F_L_MIN_SIZE_MB", min.as_str()), ("_F_L_MAX_SIZE_MB", "1000")];
        let theirs = place.try_theirs("tasks.write_values", &inputs, &limits).await.unwrap();
        let expected = expected(&"elf wörter ".repeat(times as usize));
        for written in [ours, theirs] {
            assert_eq!(offloaded(&written), apart, "on {}", place.name);
            let read = place.theirs("tasks.read_values", &written).await.json();
            assert_eq!(read, expected, "on {}", place.name);
            let read = place.ours(read_values::definition(), &written).await.json();
            assert_eq!(read, expected, "on {}", place.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offloaded_values_cross() {
    everywhere(cross).await;
}

#[task]
fn number(n: i64) -> i64 {
    n
}

#[task]
fn read_numbers(list: Vec<i64>, lists: BTreeMap<String, Vec<i64>>) -> String {
    json!([list, lists]).to_string()
}

/// Items of lists and maps that are stored apart, at any depth, as elements of maps leave them.
async fn inside_others(place: &Place) {
    let mut items = Vec::new();
    for n in 0..3_i64 {
        let limits = Offload::new().above(0);
        let stored = place.ours_above(limits, number::definition(), &place.values(n)).await;
        assert_eq!(offloaded(&stored), [0]);
        items.push(stored.literals().remove(0));
    }
    items.push(encode_one(&3_i64).unwrap());
    let list = wire::list_of(items.iter().map(|item| &item[..]));
    let lists = wire::map_of([("a", &list[..]), ("b", &encode_one(&vec![4_i64]).unwrap()[..])]);
    let values = place.literals(&[list, lists]);
    let expected = json!([[0, 1, 2, 3], {"a": [0, 1, 2, 3], "b": [4]}]);
    assert_eq!(place.ours(read_numbers::definition(), &values).await.json(), expected);
    assert_eq!(place.theirs("tasks.read_numbers", &values).await.json(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn offloaded_items_cross() {
    in_both(inside_others).await;
}
