//! References that lie, files that are broken, stores that refuse: an error that names task, input and uri.

use std::sync::Arc;

use bytes::Bytes;
use flyte::graph::Entity;
use flyte::prelude::*;
use flyte::types::interface::encode_one;
use flyte::types::wire::{self, Offloaded};
use flyte_tests::s3::{Fault, Rule};

use flyte_tests::place::Place;

use crate::{all, platform};

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[task]
async fn sum_later(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[task]
async fn double(x: i64) -> i64 {
    2 * x
}

#[workflow]
fn mapped(xs: Vec<i64>) -> Vec<i64> {
    xs.map(double)
}

#[workflow]
fn first(xs: Vec<i64>) -> i64 {
    double(xs[0])
}

#[workflow]
fn only_a_part(xs: Vec<Vec<i64>>) -> i64 {
    xs[1][0]
}

#[workflow]
fn decided(xs: Vec<i64>) -> i64 {
    if xs[0] > 1 { double(1) } else { double(2) }
}

fn stored(uri: &str, size_bytes: u64) -> Bytes {
    Offloaded { uri, size_bytes, inferred_type: &[] }.literal("h")
}

fn readers() -> [Entity; 6] {
    [
        Entity::Task(sum::definition()),
        Entity::Task(sum_later::definition()),
        Entity::Workflow(mapped::definition()),
        Entity::Workflow(first::definition()),
        Entity::Workflow(only_a_part::definition()),
        Entity::Workflow(decided::definition()),
    ]
}

/// What all readers say.
async fn errors(place: &Place, literal: &Bytes) -> Vec<String> {
    let mut said = Vec::new();
    for reader in readers() {
        let ended = platform(place).run_entity(reader, vec![literal.clone()]).await;
        said.push(ended.unwrap_err().error.to_string());
    }
    said
}

async fn refused(place: &Place, literal: &Bytes, words: &[&str]) {
    for (said, reader) in errors(place, literal).await.iter().zip(readers()) {
        for words in words {
            assert!(said.contains(words), "{}: {said}", reader.name());
        }
    }
}

async fn suite(place: &Place) {
    let good = encode_one(&vec![1_i64, 2, 3]).unwrap();
    let uri = place.put("good", good.clone()).await;
    let task = Entity::Task(sum::definition());
    for size in [good.len() as u64, 0] {
        let ended = platform(place).run_entity(task, vec![stored(&uri, size)]).await.unwrap();
        assert_eq!(ended.outputs, [encode_one(&6_i64).unwrap()]);
    }

    let missing = place.base.join("missing").unwrap().to_string();
    refused(place, &stored(&missing, 7), &[&missing, "doesn't exist"]).await;
    let larger = good.len() as u64 + 1;
    refused(place, &stored(&uri, larger), &[&uri, "has 26 bytes, not 27"]).await;
    let cut = place.put("cut", good.slice(..good.len() - 1)).await;
    refused(place, &stored(&cut, 0), &[&cut, "no literal", "cut off"]).await;
    let noise = place.put("noise", vec![0xff; 30]).await;
    refused(place, &stored(&noise, 0), &[&noise, "no literal"]).await;
    refused(place, &stored("", 0), &["empty"]).await;
    refused(place, &stored("nonsense://x/y", 0), &["nonsense"]).await;

    let other = place.put("other", encode_one(&"text".to_owned()).unwrap()).await;
    let said = errors(place, &stored(&other, 0)).await;
    assert!(said[0].contains("input `xs`") && said[0].contains(&other), "{}", said[0]);
    assert!(said[0].contains("expected a list, found a string"), "{}", said[0]);
    assert_eq!(said[0].replace("hostile.sum", "hostile.sum_later"), said[1]);
    assert!(said[2].contains("expected a list, found a string"), "{}", said[2]);
    assert!(said[3].contains("a string has no element 0"), "{}", said[3]);
    let empty = place.put("empty", Bytes::new()).await;
    for said in errors(place, &stored(&empty, 0)).await {
        let told = said.contains("a literal without a value") || said.contains("is missing");
        assert!(told, "{said}");
    }
}

/// The hash of a reference is held against what is fetched, if it is one of the file.
async fn another_content(place: &Place) {
    let good = encode_one(&vec![1_i64, 2, 3]).unwrap();
    let mut writer =
        place.stores.writer(&place.at("hashed"), flyte::storage::Transfer::new().hash()).unwrap();
    writer.write(&good).await.unwrap();
    let hash = writer.finish().await.unwrap().hash.unwrap();
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let reference = |uri: &str, hash: &str| {
        Offloaded { uri, size_bytes: good.len() as u64, inferred_type: &[] }.literal(hash)
    };
    let task = Entity::Task(sum::definition());
    let uri = place.put("good", good.clone()).await;
    // the file's, another engine's, and one that the value brings along
    let own = wire::with_hash(good.clone(), &"e".repeat(64));
    let own_uri = place.put("own", own.clone()).await;
    let whole = Offloaded { uri: &own_uri, size_bytes: 0, inferred_type: &[] };
    for literal in [
        reference(&uri, &hash),
        reference(&uri, "1B2M2Y8AsgTpgAmY7PhCfg"),
        whole.literal(&"e".repeat(64)),
    ] {
        let ended = platform(place).run_entity(task, vec![literal]).await.unwrap();
        assert_eq!(ended.outputs, [encode_one(&6_i64).unwrap()]);
    }
    for index in [0, good.len() / 2, good.len() - 1] {
        let mut bytes = good.to_vec();
        bytes[index] ^= 1;
        let uri = place.put(&format!("flipped-{index}"), bytes).await;
        refused(place, &reference(&uri, &hash), &[&uri, "is not what was stored there"]).await;
    }
    refused(place, &whole.literal(&hash), &[&own_uri, "is not what was stored there"]).await;
}

flyte_tests::everywhere!(another_content);

#[tokio::test(flavor = "multi_thread")]
async fn in_local_files() {
    suite(&Place::file()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_s3() {
    suite(&Place::s3()).await;
}

#[tokio::test]
async fn loops_and_chains() {
    let place = Place::memory();
    // a file that stands for itself, and two that stand for each other
    let itself = place.base.join("itself").unwrap().to_string();
    place.put("itself", stored(&itself, 0)).await;
    let said = errors(&place, &stored(&itself, 0)).await;
    assert!(said[0].contains("holds itself") && said[1].contains("holds itself"), "{said:?}");
    assert!(said[2].contains("stored elsewhere"), "{said:?}");
    assert!(said[3].contains("over and over"), "{said:?}");

    let (one, other) = (place.base.join("one").unwrap(), place.base.join("other").unwrap());
    place.put("one", wire::list_of([&*stored(other.as_str(), 0)].into_iter())).await;
    place.put("other", wire::list_of([&*stored(one.as_str(), 0)].into_iter())).await;
    let said = errors(&place, &stored(one.as_str(), 0)).await;
    assert!(said[0].contains("holds itself") && said[1].contains("holds itself"), "{said:?}");

    // a chain that is longer than anybody needs
    let mut last = place.put("link-0", encode_one(&vec![1_i64]).unwrap()).await;
    for n in 1..40 {
        last = place.put(&format!("link-{n}"), stored(&last, 0)).await;
    }
    let said = errors(&place, &stored(&last, 0)).await;
    assert!(said[0].contains("more than 16 deep"), "{said:?}");
    assert!(said[3].contains("over and over"), "{said:?}");
}

#[tokio::test]
async fn a_chain_that_is_short_is_followed() {
    let place = Place::memory();
    let mut last = place.put("link-0", encode_one(&vec![1_i64, 2]).unwrap()).await;
    for n in 1..4 {
        last = place.put(&format!("link-{n}"), stored(&last, 0)).await;
    }
    let inputs = vec![stored(&last, 0)];
    for (reader, wanted) in readers().iter().zip([3, 3, 0, 2]).filter(|(_, wanted)| *wanted > 0) {
        let ended = platform(&place).run_entity(*reader, inputs.clone()).await.unwrap();
        assert_eq!(ended.outputs, [encode_one(&wanted).unwrap()]);
    }
    let ended = platform(&place).run_entity(readers()[2], inputs).await.unwrap();
    assert_eq!(ended.outputs, [encode_one(&vec![2_i64, 4]).unwrap()]);
}

#[tokio::test]
async fn small_files_that_stand_for_very_much() {
    let place = Place::memory();
    let mut last = place.put("level-0", encode_one(&vec![1_i64; 100]).unwrap()).await;
    for n in 1..10 {
        let item = stored(&last, 0);
        let list = wire::list_of((0..100).map(|_| &*item).collect::<Vec<_>>().into_iter());
        last = place.put(&format!("level-{n}"), list).await;
    }
    let task = Entity::Task(sum::definition());
    let ended = platform(&place).run_entity(task, vec![stored(&last, 0)]).await;
    let said = ended.unwrap_err().error.to_string();
    assert!(said.contains("no literal is that long"), "{said}");
}

#[task]
fn many(n: i64) -> Vec<i64> {
    (0..n).collect()
}

#[task(retries = 1)]
async fn many_later(n: i64) -> Vec<i64> {
    (0..n).collect()
}

#[workflow]
fn read_back(n: i64) -> (i64, i64) {
    (sum(many_later(n)), sum_later(many(n)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_refuses() {
    let place = Place::s3();
    place.server().misbehave(Rule::always(Fault::Status(403)).method("PUT"));
    let said = all(&place).run(many(3)).await.unwrap_err().to_string();
    for words in ["task `offload.hostile.many`", "output `o0`", "can't be offloaded", "denied"] {
        assert!(said.contains(words), "{said}");
    }
    place.server().behave();
    place.server().misbehave(Rule::always(Fault::Status(403)).method("GET"));
    let said = all(&place).run(read_back(3)).await.unwrap_err().to_string();
    for words in ["input `xs`", "o0_offloaded_metadata.pb", "denied"] {
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_a_few_times() {
    let place = Place::s3();
    place.server().misbehave(Rule::times(3, Fault::Status(503)));
    let n = 2000;
    let sum = n * (n - 1) / 2;
    assert_eq!(all(&place).run(read_back(n)).await.unwrap(), (sum, sum));
    assert!(place.server().behave() >= 3);
}

#[tokio::test]
async fn a_setting_that_is_no_number_is_told() {
    // The environment belongs to the process, so this is asked of a program.
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_carrier"))
        .args(["text", "10"])
        .env("_F_L_MIN_SIZE_MB", "ten")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&said.stderr);
    assert!(!said.status.success());
    assert!(text.contains("_F_L_MIN_SIZE_MB: expected a whole number of MiB"), "{text}");
}

#[tokio::test]
async fn whoever_waits_gets_the_same_error() {
    let place = Place::memory();
    let local = Arc::new(platform(&place));
    let missing = stored(place.base.join("missing").unwrap().as_str(), 7);
    let list = wire::list_of([&*missing, &*missing].into_iter());
    let task = Entity::Task(sum_later::definition());
    let said = local.run_entity(task, vec![list]).await.unwrap_err().error;
    assert!(said.to_string().contains("doesn't exist"), "{said}");
    assert_eq!(said.input_name(), Some("xs"));
}

#[tokio::test]
async fn what_says_that_it_is_of_another_type_is_not_fetched() {
    let place = Place::memory();
    let missing = place.at("missing").to_string();
    let of = |ty: flyte::types::idl::core::LiteralType| {
        let ty = prost::Message::encode_to_vec(&ty);
        Offloaded { uri: &missing, size_bytes: 7, inferred_type: &ty }.literal("h")
    };
    let (text, list) = (of(String::literal_type()), of(<Vec<i64>>::literal_type()));
    for reader in &readers()[..4] {
        let ended = platform(&place).run_entity(*reader, vec![text.clone()]).await;
        let said = ended.unwrap_err().error;
        assert_eq!(said.input_name(), Some("xs"), "{said}");
        let said = said.to_string();
        assert!(said.contains("expected list[int], found str, offloaded to "), "{said}");
        let ended = platform(&place).run_entity(*reader, vec![list.clone()]).await;
        let said = ended.unwrap_err().error.to_string();
        assert!(said.contains("doesn't exist"), "{said}");
    }
    // inside of a list, which only its reader looks into
    for reader in &readers()[..2] {
        let items = wire::list_of([&*of(i64::literal_type()), &*text].into_iter());
        let ended = platform(&place).run_entity(*reader, vec![items]).await;
        let said = ended.unwrap_err().error.to_string();
        assert!(said.contains("input `xs`"), "{said}");
        assert!(said.contains("expected int, found str, offloaded to "), "{said}");
    }
    let noise = Offloaded { uri: &missing, size_bytes: 7, inferred_type: &[0xff; 5] }.literal("h");
    refused(&place, &noise, &["has no type"]).await;
}
