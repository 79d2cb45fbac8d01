//! Sizes around the line, for every kind of value.

use std::collections::BTreeMap;

use bytes::Bytes;
use flyte::prelude::*;
use flyte::types::interface::encode_one;
use flyte::types::wire;

use flyte_tests::place::Place;

use crate::platform;

const MIB: usize = 1 << 20;
const LINE: usize = 10 * MIB;

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Picture {
    name: String,
    pixels: Bytes,
}

fn letters(n: usize) -> String {
    let line: String = ('a'..='z').cycle().take(1 << 12).collect();
    let mut text = line.repeat(n / line.len());
    text.push_str(&line[..n - text.len()]);
    text
}

#[task]
fn text(n: i64) -> String {
    letters(n as usize)
}

#[task]
async fn text_later(n: i64) -> String {
    letters(n as usize)
}

#[task]
fn is_text(text: String, n: i64) -> bool {
    text == letters(n as usize)
}

#[task]
async fn is_text_later(text: String, n: i64) -> bool {
    text == letters(n as usize)
}

#[workflow]
fn texts(n: i64) -> (bool, bool, String) {
    let made = text(n);
    (is_text(made, n), is_text_later(text_later(n), n), made)
}

#[task]
fn picture(n: i64) -> Picture {
    Picture { name: "sea".into(), pixels: letters(n as usize).into() }
}

#[task]
fn is_picture(picture: Picture, n: i64) -> bool {
    picture.name == "sea" && picture.pixels == letters(n as usize)
}

#[workflow]
fn pictures(n: i64) -> (bool, Picture) {
    let made = picture(n);
    (is_picture(made, n), made)
}

/// Pieces of a thousand letters; the last one is shorter.
fn pieces(n: i64) -> Vec<String> {
    letters(n as usize).as_bytes().chunks(1000).map(|c| String::from_utf8_lossy(c).into()).collect()
}

#[task]
fn list(n: i64) -> Vec<String> {
    pieces(n)
}

#[task]
fn is_list(list: Vec<String>, n: i64) -> bool {
    list == pieces(n)
}

#[workflow]
fn lists(n: i64) -> (bool, Vec<String>) {
    let made = list(n);
    (is_list(made, n), made)
}

fn table(n: i64) -> BTreeMap<String, Vec<i64>> {
    (0..n / 8).map(|i| (format!("{:05}", i % 1000), i)).fold(BTreeMap::new(), |mut map, (k, i)| {
        map.entry(k).or_insert_with(Vec::new).push(i);
        map
    })
}

#[task]
fn map(n: i64) -> BTreeMap<String, Vec<i64>> {
    table(n)
}

#[task]
fn is_map(map: BTreeMap<String, Vec<i64>>, n: i64) -> bool {
    map == table(n)
}

#[workflow]
fn maps(n: i64) -> (bool, BTreeMap<String, Vec<i64>>) {
    let made = map(n);
    (is_map(made, n), made)
}

/// How long the message is that hands over this value alone.
fn message(literal: &Bytes) -> usize {
    wire::literal_map_len([("o0".len(), literal.len())])
}

/// The `n` with which `value` makes a message of `length` bytes.
fn fitting(length: usize, value: impl Fn(i64) -> Bytes) -> i64 {
    let mut n = length as i64;
    for _ in 0..20 {
        let off = message(&value(n)) as i64 - length as i64;
        if off == 0 {
            return n;
        }
        n = (n - off).max(0);
    }
    panic!("no value makes a message of {length} bytes");
}

async fn texts_of_every_size(place: &Place) {
    let longest = |n: i64| encode_one(&letters(n as usize)).unwrap();
    for (length, stored) in [(LINE - 1, 0), (LINE, 0), (LINE + 1, 2)] {
        let before = place.stored().await.len();
        let n = fitting(length, longest);
        let (one, other, value) = platform(place).run(texts(n)).await.unwrap();
        assert!(one && other, "{length}");
        assert!(value == letters(n as usize), "{length}");
        assert_eq!(place.stored().await.len() - before, stored, "{length}");
    }
    for (n, stored) in [(1, 0), (100, 0), (1 << 10, 0), (MIB, 0), (LINE, 2), (64 * MIB, 2)] {
        let before = place.stored().await.len();
        let (one, other, value) = platform(place).run(texts(n as i64)).await.unwrap();
        assert!(one && other && value == letters(n), "{n}");
        assert_eq!(place.stored().await.len() - before, stored, "{n}");
    }
    for (name, size) in place.stored().await {
        assert!(name.ends_with("/o0_offloaded_metadata.pb"), "{name}");
        assert!(size as usize > LINE - 20, "{name}: {size}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_in_local_files() {
    texts_of_every_size(&Place::file()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_in_memory() {
    texts_of_every_size(&Place::memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_on_s3() {
    let place = Place::s3();
    texts_of_every_size(&place).await;
    assert!(place.server().passed().received > 2 * 74 * MIB as u64);
}

async fn one_kind<T, F>(place: &Place, workflow: F, value: impl Fn(i64) -> T, exact: bool)
where
    T: FlyteType + PartialEq + Clone,
    F: Fn(i64) -> flyte::Promise<(bool, T)>,
{
    let encoded = |n: i64| encode_one(&value(n)).unwrap();
    let mut cases = vec![(1, 0)];
    if exact {
        cases.extend(
            [(LINE - 1, 0), (LINE, 0), (LINE + 1, 1)]
                .map(|(length, stored)| (fitting(length, encoded), stored)),
        );
    }
    cases.push((24 * MIB as i64, 1));
    for (n, stored) in cases {
        let before = place.stored().await.len();
        let (is, made) = platform(place).run(workflow(n)).await.unwrap();
        assert!(is && made == value(n), "{n}");
        assert_eq!(place.stored().await.len() - before, stored, "{n}");
    }
}

async fn other_kinds(place: &Place) {
    let picture = |n: i64| Picture { name: "sea".into(), pixels: letters(n as usize).into() };
    one_kind(place, pictures, picture, true).await;
    one_kind(place, lists, pieces, true).await;
    one_kind(place, maps, table, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_kinds_in_local_files() {
    other_kinds(&Place::file()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_kinds_on_s3() {
    other_kinds(&Place::s3()).await;
}

#[derive(Debug, PartialEq, Outputs)]
struct Parts {
    small: String,
    large: String,
    middle: String,
}

#[task]
fn parts(small: i64, large: i64, middle: i64) -> Parts {
    let [small, large, middle] = [small, large, middle].map(|n| letters(n as usize));
    Parts { small, large, middle }
}

#[tokio::test(flavor = "multi_thread")]
async fn outputs_count_together() {
    let mib = MIB as i64;
    for (sizes, stored) in [
        ([mib, 5 * mib, 3 * mib], vec![]),
        ([mib, 6 * mib, 4 * mib], vec!["large"]),
        ([mib, 16 * mib, 9 * mib], vec!["large", "middle"]),
        ([4 * mib, 4 * mib, 4 * mib], vec!["small"]),
    ] {
        let place = Place::memory();
        let [small, large, middle] = sizes;
        let made = platform(&place).run(parts(small, large, middle)).await.unwrap();
        assert_eq!(made, parts::call(small, large, middle));
        let mut names: Vec<String> = place
            .stored()
            .await
            .iter()
            .map(|(name, _)| name.rsplit('/').next().unwrap().replace("_offloaded_metadata.pb", ""))
            .collect();
        names.sort();
        assert_eq!(names, stored, "{sizes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_an_error() {
    let place = Place::memory();
    let local = place.local().offload(flyte::Offload::new().above(1 << 10).below(1 << 20));
    let error = local.run(parts(5, 2 << 20, 3000)).await.unwrap_err();
    assert!(!error.is_recoverable());
    let error = error.to_string();
    for words in [
        "task `offload.sizes.parts`",
        "`large` 2.0 MiB, `middle` 2.9 KiB, `small` ",
        "smaller than 1.0 MiB",
    ] {
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(place.stored().await, [], "nothing is stored");
}
