//! What is fetched when, and how often.

use std::collections::BTreeMap;

use bytes::Bytes;
use flyte::Local;
use flyte::prelude::*;
use flyte::types::interface::encode_one;
use flyte::types::wire::{self, Link};

use flyte_tests::place::Place;

use crate::{all, platform};

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Model {
    accuracy: f64,
    layers: Vec<i64>,
    notes: BTreeMap<String, String>,
}

fn a_model(accuracy: f64) -> Model {
    let notes = BTreeMap::from([("by".to_owned(), "me".to_owned())]);
    Model { accuracy, layers: vec![64, 8, 1], notes }
}

#[task]
fn train(accuracy: f64) -> Model {
    a_model(accuracy)
}

#[task]
async fn train_later(accuracy: f64) -> Model {
    a_model(accuracy)
}

#[task]
fn numbers(n: i64) -> Vec<i64> {
    (0..n).collect()
}

#[task]
async fn double(x: i64) -> i64 {
    2 * x
}

#[task]
fn spread(x: i64) -> Vec<i64> {
    vec![x, x + 1]
}

#[task]
fn total(lists: Vec<Vec<i64>>) -> i64 {
    lists.iter().flatten().sum()
}

#[task]
async fn total_later(xs: Vec<i64>, table: BTreeMap<String, i64>, some: Option<i64>) -> i64 {
    xs.iter().sum::<i64>() + table.values().sum::<i64>() + some.unwrap_or(-1000)
}

#[task]
fn table(n: i64) -> BTreeMap<String, Vec<i64>> {
    BTreeMap::from([("k".to_owned(), vec![n, n + 1]), ("l".to_owned(), vec![])])
}

#[task]
fn say(text: String) -> String {
    text
}

#[workflow]
fn paths(accuracy: f64, n: i64) -> (f64, i64, String, i64, Model, i64) {
    let model = train(accuracy);
    let later = train_later(accuracy);
    let list = numbers(n);
    let map = table(n);
    let entry = map["k"];
    (model.accuracy, double(later.layers[1]), model.notes["by"], double(list[2]), later, entry[1])
}

#[workflow]
fn branches(accuracy: f64, n: i64) -> String {
    let model = train(accuracy);
    let list = numbers(n);
    if model.accuracy > 0.5 && list[1] == 1 { say("good") } else { say("bad") }
}

#[workflow]
fn whole_condition(x: i64) -> String {
    let doubled = double(x);
    if doubled > 10 { say("large") } else { say("small") }
}

#[workflow]
fn fan_out(n: i64) -> (Vec<i64>, i64, i64) {
    let list = numbers(n);
    let doubled = list.map(double);
    let spreads = list.map(spread);
    let third = spreads[2];
    (doubled, total(spreads), third[1])
}

#[workflow]
fn collected(x: i64) -> i64 {
    let one = double(x);
    let table: BTreeMap<String, flyte::Promise<i64>> =
        [("a".to_owned(), double(x)), ("b".to_owned(), one)].into();
    total_later(vec![one, double(1)], table, one)
}

#[workflow]
fn inner(model: Model) -> Model {
    model
}

#[workflow]
fn passing_on(accuracy: f64) -> (Model, Vec<Model>) {
    let model = inner(train(accuracy));
    (model, vec![model, model])
}

/// Each with every output stored, and with none.
async fn both_ways<T, F>(place: &Place, workflow: F) -> T
where
    T: flyte::Outputs + PartialEq + std::fmt::Debug,
    F: Fn() -> flyte::Promise<T>,
{
    let inline = platform(place).run(workflow()).await.unwrap();
    let before = place.stored().await.len();
    let stored = all(place).run(workflow()).await.unwrap();
    assert_eq!(inline, stored);
    assert!(place.stored().await.len() > before, "nothing was stored");
    stored
}

async fn suite(place: &Place) {
    let read = both_ways(place, || paths(0.75, 5)).await;
    assert_eq!(read, (0.75, 16, "me".to_owned(), 4, a_model(0.75), 6));
    assert_eq!(both_ways(place, || branches(0.75, 5)).await, "good");
    assert_eq!(both_ways(place, || branches(0.25, 5)).await, "bad");
    assert_eq!(both_ways(place, || whole_condition(6)).await, "large");
    assert_eq!(both_ways(place, || fan_out(4)).await, (vec![0, 2, 4, 6], 16, 3));
    assert_eq!(both_ways(place, || collected(3)).await, 26);
    let (one, two) = both_ways(place, || passing_on(0.5)).await;
    assert_eq!((&two[0], &two[1]), (&one, &one));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_local_files() {
    suite(&Place::file()).await;
}

#[tokio::test]
async fn in_memory_on_one_thread() {
    suite(&Place::memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_s3() {
    suite(&Place::s3()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_prefix_in_the_run_folder() {
    let place = Place::file();
    let runs = place.folder.path().join("runs");
    let local = Local::new().run_dir(&runs).offload(flyte::Offload::new().above(0));
    assert_eq!(local.run(fan_out(3)).await.unwrap(), (vec![0, 2, 4], 9, 3));
    let run = std::fs::read_dir(&runs).unwrap().next().unwrap().unwrap().path();
    let files = std::fs::read_dir(run.join("offloaded")).unwrap().count();
    assert!(files > 8, "{files}");
    let outputs = Bytes::from(std::fs::read(run.join("n0-0-n0/data/0/outputs.pb")).unwrap());
    let outputs = wire::read_literal_map(&outputs).unwrap();
    let link = wire::references(&outputs[0].1).next().unwrap().unwrap();
    let Link::Offloaded(what) = link else { panic!("{link:?}") };
    assert!(what.uri.starts_with(run.to_str().unwrap()), "{}", what.uri);
    assert_eq!(std::fs::read(what.uri).unwrap(), encode_one(&vec![0_i64, 1, 2]).unwrap());
}

/// Where the engine puts what goes with a run.
fn in_temporary_folders() -> usize {
    let folders = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    let ours = folders.filter(|it| it.file_name().to_string_lossy().starts_with("flyte-files-"));
    let inside = ours.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten());
    inside.flatten().filter(|it| it.file_name().to_string_lossy().starts_with("offloaded-")).count()
}

#[test]
fn without_a_prefix_and_a_folder_nothing_stays() {
    // in a process of its own: other tests make such folders at the same time
    if std::env::var_os("FLYTE_TEST_ALONE").is_none() {
        let folder = tempfile::tempdir().unwrap();
        let said = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "lazily::without_a_prefix_and_a_folder_nothing_stays"])
            .env("FLYTE_TEST_ALONE", "1")
            .env("TMPDIR", folder.path())
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let local = Local::new().offload(flyte::Offload::new().above(0));
    assert_eq!(runtime.block_on(local.run(fan_out(3))).unwrap(), (vec![0, 2, 4], 9, 3));
    let entity = flyte::graph::Entity::Workflow(passing_on::definition());
    let ran = local.run_entity(entity, vec![encode_one(&0.5).unwrap()]);
    let finished = runtime.block_on(ran).unwrap();
    assert_eq!(finished.outputs[0], encode_one(&a_model(0.5)).unwrap());
    drop(runtime);
    assert!(std::env::temp_dir().read_dir().unwrap().count() > 0, "this is where they were");
    assert_eq!(in_temporary_folders(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_on_moves_nothing() {
    let place = Place::s3();
    let entity = flyte::graph::Entity::Workflow(passing_on::definition());
    let inputs = vec![encode_one(&0.5).unwrap()];
    let finished = all(&place).run_entity(entity, inputs).await.unwrap();
    let passed = place.server().passed();
    assert_eq!(passed.sent, 0, "nothing is read");
    let uris: Vec<String> = finished
        .outputs
        .iter()
        .flat_map(|output| wire::references(output).map(|link| link.unwrap().uri().to_owned()))
        .collect();
    assert_eq!(uris.len(), 3);
    assert!(uris.iter().all(|uri| *uri == uris[0]), "{uris:?}");
}

#[task]
async fn long() -> Vec<String> {
    (0..1000).map(|n| format!("{n:01000}")).collect()
}

#[task]
async fn length(xs: Vec<String>, n: i64) -> i64 {
    xs.len() as i64 + n
}

#[workflow]
fn one_for_many() -> Vec<i64> {
    let list = long();
    vec![promise(0_i64), promise(1), promise(2), promise(3)].map_all(list)
}

trait MapAll {
    fn map_all(self, list: flyte::Promise<Vec<String>>) -> Vec<flyte::Promise<i64>>;
}

impl MapAll for Vec<flyte::Promise<i64>> {
    fn map_all(self, list: flyte::Promise<Vec<String>>) -> Vec<flyte::Promise<i64>> {
        self.into_iter().map(|n| length(list, n)).collect()
    }
}

#[workflow]
fn mapped() -> i64 {
    let lengths = long().map(text_length);
    sum(lengths)
}

#[task]
async fn text_length(text: String) -> i64 {
    text.len() as i64
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn fetched_once_for_all_that_read_at_the_same_time() {
    let place = Place::s3();
    let local = place.local().offload(flyte::Offload::new().above(100_000));
    assert_eq!(local.run(one_for_many()).await.unwrap(), [1000, 1001, 1002, 1003]);
    let passed = place.server().passed();
    let size = place.stored().await[0].1;
    assert!(passed.received >= size);
    assert!(passed.sent < 2 * size, "{} of {size} bytes", passed.sent);

    // a map reads the list once for all its elements
    let _ = place.server().passed();
    assert_eq!(local.run(mapped()).await.unwrap(), 1_000_000);
    let passed = place.server().passed();
    assert!((size..size + 100_000).contains(&passed.sent), "{} of {size} bytes", passed.sent);
}
