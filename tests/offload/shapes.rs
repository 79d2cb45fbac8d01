//! Values at the line in whatever they may stand, and in whatever a workflow may do with them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use flyte::prelude::*;
use flyte::types::interface::encode_one;
use flyte::types::wire;
use flyte::{Offload, Promise};
use flyte_tests::place::Place;
use flyte_tests::s3::{Fault, Rule};

use crate::platform;

const LINE: i64 = 10 << 20;

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Shape {
    Nothing,
    Named(String),
    Drawn { points: Vec<i64>, name: String },
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Page {
    shape: Shape,
    notes: BTreeMap<String, Option<String>>,
}

fn letters(n: i64) -> String {
    let mut text = "abcdefgh".repeat(n as usize / 8 + 1);
    text.truncate(n as usize);
    text
}

fn a_page(n: i64) -> Page {
    let notes = [("long".to_owned(), Some(letters(n))), ("none".to_owned(), None)];
    let shape = Shape::Drawn { points: vec![1, -1], name: "sea".into() };
    Page { shape, notes: notes.into() }
}

#[task]
fn some_text(n: i64) -> Option<String> {
    Some(letters(n))
}

#[task]
async fn named(n: i64) -> Shape {
    Shape::Named(letters(n))
}

#[task]
fn page(n: i64) -> Page {
    a_page(n)
}

#[task]
fn nested(n: i64) -> Vec<BTreeMap<String, Option<String>>> {
    vec![a_page(n).notes, BTreeMap::new()]
}

#[task]
fn is_some(text: Option<String>, n: i64) -> bool {
    text == Some(letters(n))
}

#[task]
fn is_named(shape: Shape, n: i64) -> bool {
    shape == Shape::Named(letters(n))
}

#[task]
async fn is_page(page: Page, n: i64) -> bool {
    page == a_page(n)
}

#[task]
async fn is_nested(nested: Vec<BTreeMap<String, Option<String>>>, n: i64) -> bool {
    nested == nested::call(n)
}

#[workflow]
fn options(n: i64) -> (bool, Option<String>) {
    let made = some_text(n);
    (is_some(made, n), made)
}

#[workflow]
fn unions(n: i64) -> (bool, Shape) {
    let made = named(n);
    (is_named(made, n), made)
}

#[workflow]
fn structs(n: i64) -> (bool, Page) {
    let made = page(n);
    (is_page(made, n), made)
}

#[workflow]
fn nests(n: i64) -> (bool, Vec<BTreeMap<String, Option<String>>>) {
    let made = nested(n);
    (is_nested(made, n), made)
}

/// One byte below, at and above the line.
async fn at_the_line<T, F>(place: &Place, workflow: F, value: impl Fn(i64) -> T)
where
    T: FlyteType + PartialEq + Clone,
    F: Fn(i64) -> Promise<(bool, T)>,
{
    let message = |n: i64| {
        let literal = encode_one(&value(n)).unwrap();
        wire::literal_map_len([("o0".len(), literal.len())]) as i64
    };
    let n = LINE - (message(LINE) - LINE);
    assert_eq!(message(n), LINE);
    for (n, stored) in [(n - 1, 0), (n, 0), (n + 1, 1)] {
        let before = place.stored().await.len();
        let (is, made) = platform(place).run(workflow(n)).await.unwrap();
        assert!(is && made == value(n), "{n}");
        assert_eq!(place.stored().await.len() - before, stored, "{n}");
    }
}

async fn values_of_every_kind(place: &Place) {
    at_the_line(place, options, |n| Some(letters(n))).await;
    at_the_line(place, unions, |n| Shape::Named(letters(n))).await;
    at_the_line(place, structs, a_page).await;
    at_the_line(place, nests, nested::call).await;
}

#[task]
fn text(n: i64) -> String {
    letters(n)
}

#[task]
async fn length(text: String) -> i64 {
    text.len() as i64
}

#[workflow]
fn deeper(text: String) -> (String, i64) {
    (text, length(text))
}

#[workflow]
fn deep(n: i64) -> (String, i64) {
    let made = deeper(text(n));
    deeper(made.0)
}

#[workflow]
fn chosen(n: i64, short: bool) -> String {
    let (long, other) = (text(n), text(3));
    if short { other } else { long }
}

#[workflow]
fn decided(n: i64) -> i64 {
    let made = page(n);
    let text = made.notes["long"];
    if length_of(text) > 100 { length(chosen(n, false)) } else { length(text_of(made)) }
}

#[task]
fn length_of(text: Option<String>) -> i64 {
    text.map_or(-1, |text| text.len() as i64)
}

#[task]
fn text_of(page: Page) -> String {
    page.notes["long"].clone().unwrap_or_default()
}

#[workflow]
fn mapped(n: i64) -> (Vec<String>, Vec<i64>) {
    let all = sizes(n).map(text);
    (all, all.map(length))
}

#[task]
fn sizes(n: i64) -> Vec<i64> {
    vec![n / 2, 0, n / 2, 1]
}

/// What workflows do with values, whatever the line is: none stored, the large ones, and all.
async fn workflows_of_every_kind(place: &Place) {
    let n = 40_000;
    let run = async |limits: Offload| {
        let local = place.local().offload(limits);
        let (text, long) = local.run(deep(n)).await.unwrap();
        assert!(text == letters(n) && long == n);
        assert_eq!(local.run(chosen(n, true)).await.unwrap(), "abc");
        assert_eq!(local.run(chosen(n, false)).await.unwrap(), letters(n));
        assert_eq!(local.run(decided(n)).await.unwrap(), n);
        assert_eq!(local.run(decided(5)).await.unwrap(), 5);
        let (texts, lengths) = local.run(mapped(n)).await.unwrap();
        assert_eq!(lengths, [n / 2, 0, n / 2, 1]);
        assert_eq!(texts.iter().map(|text| text.len() as i64).collect::<Vec<_>>(), lengths);
        place.stored().await.len()
    };
    assert_eq!(run(Offload::new()).await, 0);
    let large = run(Offload::new().above(30_000)).await;
    assert!(large >= 6, "{large}");
    assert!(run(Offload::new().above(0)).await > 2 * large);
}

flyte_tests::everywhere!(workflows_of_every_kind);
flyte_tests::everywhere!(large_on_local_files: file, values_of_every_kind);
flyte_tests::everywhere!(large_on_s3: s3, values_of_every_kind);

#[tokio::test]
async fn what_may_not_be_offloaded_is_refused_before_it_is_sent() {
    let place = Place::memory();
    let local = place.local().offload(Offload::off().above(30_000));
    assert_eq!(local.run(length(text(20_000))).await.unwrap(), 20_000);
    for promise in [local.run(length(text(40_000))).await, local.run(mapped_length(40_000)).await] {
        let error = promise.unwrap_err();
        assert!(!error.is_recoverable());
        let error = error.to_string();
        for words in ["`o0` 39.1 KiB", "more than the limit of 29.3 KiB", "hand over files"] {
            assert!(error.contains(words), "{error}");
        }
    }
    assert_eq!(place.stored().await, [], "nothing is stored");
}

#[workflow]
fn mapped_length(n: i64) -> i64 {
    count(sizes(n).map(text))
}

#[task]
fn count(texts: Vec<String>) -> i64 {
    texts.len() as i64
}

static MADE: AtomicU32 = AtomicU32::new(0);

#[task]
fn stubborn(n: i64) -> Vec<i64> {
    MADE.fetch_add(1, Ordering::SeqCst);
    (0..n).collect()
}

/// To store a value is a part of the attempt: where it fails the task is tried again, if that may help; three times,
/// as after any failure of the system.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_gives_up_is_a_failed_attempt() {
    let place = Place::s3_within(Duration::from_millis(300), Duration::from_secs(30));
    place.server().misbehave(Rule::always(Fault::Status(503)).method("PUT"));
    let error = crate::all(&place).run(stubborn(3)).await.unwrap_err().to_string();
    assert!(error.contains("4 attempts failed, the last: output `o0`"), "{error}");
    assert_eq!(MADE.swap(0, Ordering::SeqCst), 4);
    place.server().behave();
    place.server().misbehave(Rule::always(Fault::Status(403)).method("PUT"));
    let error = crate::all(&place).run(stubborn(3)).await.unwrap_err().to_string();
    assert!(error.contains("output `o0`") && error.contains("denied"), "{error}");
    assert_eq!(MADE.swap(0, Ordering::SeqCst), 1, "no attempt would be allowed to");
    assert_eq!(place.stored().await, []);
    place.server().behave();
    assert_eq!(crate::all(&place).run(stubborn(3)).await.unwrap(), [0, 1, 2]);
}
