//! Files inside other values: found by their types, stored before the value is written.

use flyte::prelude::*;
use flyte::types::Field;
use flyte::types::convert::references;

use flyte_tests::place::Place;

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Report {
    title: String,
    pages: Vec<FlyteFile>,
    extra: BTreeMap<String, Option<Box<FlyteFile>>>,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Piece {
    Nothing,
    Page(FlyteFile),
    Pages { report: Report, number: i64 },
}

#[derive(Debug, Clone, PartialEq, Outputs)]
struct Both {
    first: FlyteFile,
    rest: Piece,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Plain {
    x: i64,
    words: Vec<String>,
}

fn file(path: &str) -> FlyteFile {
    FlyteFile::new(path).unwrap()
}

fn report(paths: &[String]) -> Report {
    Report {
        title: "t".into(),
        pages: vec![file(&paths[0]), file(&paths[1])],
        extra: [("a".into(), Some(Box::new(file(&paths[2])))), ("b".into(), None)].into(),
    }
}

#[task]
fn both(paths: Vec<String>) -> Both {
    Both { first: file(&paths[0]), rest: Piece::Pages { report: report(&paths), number: 1 } }
}

#[task]
async fn pair(paths: Vec<String>) -> (Report, FlyteFile) {
    (report(&paths), file(&paths[1]))
}

#[task]
fn titles(report: Report) -> Result<String> {
    let pages = report.pages.iter().chain(report.extra.values().flatten().map(|file| &**file));
    let texts = pages.map(|page| Ok(String::from_utf8(page.blocking_bytes()?.to_vec())?));
    Ok(texts.collect::<Result<Vec<_>>>()?.join(","))
}

#[task]
fn same(file: FlyteFile) -> FlyteFile {
    file
}

#[workflow]
fn read_all(paths: Vec<String>) -> (String, FlyteFile) {
    let (report, _) = pair(paths);
    (titles(report), report.pages[1])
}

#[test]
fn types_know_whether_they_hold_references() {
    const { assert!(Report::HAS_REFERENCES && Piece::HAS_REFERENCES && Both::HOLDS_REFERENCES) };
    const { assert!(<(i64, Vec<FlyteDirectory>)>::HOLDS_REFERENCES) };
    const { assert!(!Plain::HAS_REFERENCES && !<(i64, Option<Plain>)>::HOLDS_REFERENCES) };
    let paths = ["/a".to_owned(), "/b".into(), "/c".into()];
    assert_eq!(references(&report(&paths)).len(), 3);
    assert_eq!(references(&Piece::Nothing).len(), 0);
    assert_eq!(references(&Piece::Page(file("/a"))).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_stored() {
    for place in [Place::memory(), Place::s3()] {
        let paths: Vec<String> =
            ["1", "2", "3"].iter().map(|name| place.write(name, name)).collect();
        let inside = |file: &FlyteFile| file.uri().unwrap().starts_with(place.base.as_str());

        let Both { first, rest } = place.local().run(both(paths.clone())).await.unwrap();
        let Piece::Pages { report, .. } = rest else { panic!("another variant") };
        assert!(inside(&first) && report.pages.iter().all(inside));
        assert!(report.extra["a"].as_deref().is_some_and(inside));

        let (text, page) = place.local().run(read_all(paths)).await.unwrap();
        assert_eq!(text, "1,2,3");
        assert_eq!(&page.bytes().await.unwrap()[..], b"2");
    }
}

/// A field of a struct comes packed as it was in the struct.
#[tokio::test]
async fn a_field_is_an_input() {
    use flyte::types::interface::{decode_one, encode_one};
    use flyte::types::wire;
    use flyte_core::graph::Entity;

    let place = Place::memory();
    let report = report(&["/a".to_owned(), "/b".into(), "/c".into()]);
    let path = [wire::Step::Key("pages".into()), wire::Step::Index(1)];
    let field = wire::resolve(&encode_one(&report).unwrap(), &path).unwrap();
    let ran = place.local().run_entity(Entity::Task(same::definition()), vec![field]).await;
    let passed: FlyteFile = decode_one(&ran.unwrap().outputs[0]).unwrap();
    assert_eq!(passed, report.pages[1]);
}
