//! A result that names what is gone is made again.

use flyte_tests::s3::{Fault, Rule};

use super::*;

#[task(cache = "1")]
fn make(words: String) -> (FlyteFile, Packed) {
    called();
    let page = |name: &str| FlyteFile::from_bytes(name, words.clone());
    (page("one"), Packed { title: words.clone(), pages: vec![page("two"), page("three")] })
}

async fn gone(place: &Place) {
    let (local, warnings) = cached(place);
    let (count, (one, packed)) = calls(&local, make("x")).await;
    assert_eq!(count, 1);
    let (count, again) = calls(&local, make("x")).await;
    assert_eq!((count, again.0.uri()), (0, one.uri()), "{}", warnings.take());
    assert_eq!(warnings.take(), "");
    for lost in [one.uri().unwrap(), packed.pages[1].uri().unwrap()] {
        let (_, (one, packed)) = calls(&local, make("x")).await;
        let lost = match lost.ends_with("/one") {
            true => one.uri().unwrap(),
            false => packed.pages[1].uri().unwrap(),
        };
        delete(place, lost).await;
        let (count, (new, _)) = calls(&local, make("x")).await;
        assert_eq!(count, 1, "{lost} is gone");
        assert_eq!(&new.bytes().await.unwrap()[..], b"x");
        let said = warnings.take();
        assert!(said.contains("caching.gone.make` runs again") && said.contains(lost), "{said}");
        assert_eq!(calls(&local, make("x")).await.0, 0, "the entry was replaced");
    }

    let (_, folder) = calls(&local, make_folder("x")).await;
    assert_eq!(calls(&local, make_folder("x")).await.0, 0);
    for entry in folder.entries().unwrap().all().await.unwrap() {
        delete(place, entry.location.as_str()).await;
    }
    if let Some(path) = Location::parse(folder.uri()).unwrap().local_path() {
        std::fs::remove_dir_all(path).unwrap();
    }
    assert_eq!(calls(&local, make_folder("x")).await.0, 1);
    let said = warnings.take();
    assert!(said.contains(folder.uri()), "{said}");
}

#[tokio::test]
async fn what_is_gone_is_made_again_on_local_files() {
    let _turn = TURN.lock().await;
    gone(&Place::file()).await;
}

#[tokio::test]
async fn what_is_gone_is_made_again_in_memory() {
    let _turn = TURN.lock().await;
    gone(&Place::memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_is_made_again_on_s3() {
    let _turn = TURN.lock().await;
    gone(&Place::s3()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_says_no_is_no_reason_to_fail() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, warnings) = cached(&place);
    assert_eq!(calls(&local, make("x")).await.0, 1);
    place.server().misbehave(Rule::always(Fault::Status(403)).method("HEAD"));
    assert_eq!(calls(&local, make("x")).await.0, 1);
    let said = warnings.take();
    assert!(said.contains("can't be looked at") && said.contains("access is denied"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_asks_once_per_reference_and_reads_nothing() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, _) = cached(&place);
    calls(&local, make("x")).await;
    place.server().passed();
    assert_eq!(calls(&local, make("x")).await.0, 0);
    let passed = place.server().passed();
    assert_eq!((passed.requests, passed.sent, passed.received), (3, 0, 0));
}

#[task(cache(version = "1", serialize))]
async fn serialized(words: String) -> FlyteFile {
    called();
    FlyteFile::from_bytes("note", words)
}

#[workflow]
fn many(words: Vec<String>) -> Vec<FlyteFile> {
    words.map(serialized)
}

#[tokio::test]
async fn one_makes_again_what_is_gone_and_the_words_are_few() {
    let _turn = TURN.lock().await;
    let place = Place::memory();
    let (local, warnings) = cached(&place);
    let same: Vec<String> = vec!["x".into(); 8];
    let (count, made) = calls(&local, many(same.clone())).await;
    assert_eq!(count, 1);
    delete(&place, made[0].uri().unwrap()).await;
    assert_eq!(calls(&local, many(same)).await.0, 1, "the others wait for it");
    assert!(warnings.take().contains("/note is gone"));

    let (local, warnings) = cached(&place);
    let other: Vec<String> = (0..50).map(|n| format!("{n}")).collect();
    let (_, made) = calls(&local, many(other.clone())).await;
    for file in &made {
        delete(&place, file.uri().unwrap()).await;
    }
    assert_eq!(calls(&local, many(other)).await.0, 50);
    let said = warnings.take();
    assert_eq!(said.lines().count(), 20, "{said}");
    assert!(said.contains("(more like this aren't told)"), "{said}");
}

#[task(cache = "1")]
fn numbers(from: i64) -> Vec<i64> {
    called();
    (from..from + 1000).collect()
}

#[task(cache = "1")]
fn pages(words: String) -> Vec<FlyteFile> {
    called();
    let page = |n: usize| FlyteFile::from_bytes(format!("{n}.txt"), words.clone());
    (0..20).map(page).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn offloaded_values_are_looked_for_too() {
    let _turn = TURN.lock().await;
    for place in [Place::file(), Place::s3()] {
        let (local, warnings) = cached(&place);
        let local = local.offload(flyte::Offload::new().above(200));
        let stored = async || {
            let all = place.stores.list(&place.base).unwrap().all().await.unwrap();
            let offloaded = all.into_iter().filter(|entry| entry.name.ends_with("_metadata.pb"));
            offloaded.map(|entry| entry.location.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(calls(&local, numbers(1)).await.0, 1);
        assert_eq!(calls(&local, numbers(1)).await.0, 0);
        let [uri] = &stored().await[..] else { panic!("one value is offloaded") };
        delete(&place, uri).await;
        assert_eq!(calls(&local, numbers(1)).await.0, 1);
        let said = warnings.take();
        assert!(said.contains(&format!("{uri} is gone")), "{said}");

        let (_, made) = calls(&local, pages("x")).await;
        assert_eq!(calls(&local, pages("x")).await.0, 0);
        delete(&place, made[7].uri().unwrap()).await;
        assert_eq!(calls(&local, pages("x")).await.0, 1, "a file that an offloaded list names");
        let said = warnings.take();
        assert!(said.contains("/7.txt is gone"), "{said}");
    }
}
