//! Uploads in parts by Google's client, over HTTP: parts that fail, an end that fails, uploads that are given up.
//!
//! The client, its requests and its reading of answers are those that Google's storage gets. The server is not Google's: it
//! is the one of the S3 tests, behind a bearer token (`flyte_tests::s3`), which keeps parts, puts them together and throws
//! them away as the common dialect wants it. Whether Google itself refuses a request that this one takes is not seen here.

use std::time::{Duration, Instant};

use flyte_core::storage::{Reason, Transfer};
use flyte_tests::place::{Place, bytes};
use flyte_tests::s3::{Fault, Rule};

const MIB: usize = 1 << 20;

fn place(deadline: u64) -> (Place, Vec<u8>) {
    let place = Place::google_within(Duration::from_secs(deadline), Duration::from_secs(3));
    let data = bytes(18 * MIB + 5);
    std::fs::write(place.folder.path().join("source"), &data).unwrap();
    (place, data)
}

/// Uploads the file; what is there afterwards.
async fn up(place: &Place) -> flyte_core::Result<Vec<u8>> {
    let (at, source) = (place.at("up"), place.folder.path().join("source"));
    let result = place.stores.upload(source, &at, Transfer::new()).await;
    place.server().behave();
    assert_eq!(
        result.is_ok(),
        place.stores.exists(&at).await?,
        "it is there as a whole or not at all"
    );
    // a part that was under way when the upload was given up may reach this server later
    let is_open = |path: &String| path.contains(".upload") && !path.contains(".part-");
    let begun = Instant::now();
    while place.left_over().iter().any(is_open) {
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", place.left_over());
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    result?;
    place.stores.read(&at).await.map(|bytes| bytes.to_vec())
}

#[tokio::test]
async fn large_files_go_in_parts() {
    let (place, data) = place(20);
    place.server().passed();
    assert!(up(&place).await.unwrap() == data);
    let passed = place.server().passed();
    assert!((data.len() as u64..data.len() as u64 + 4096).contains(&passed.received), "{passed:?}");
    assert!(
        passed.requests >= 3 + 2 + 2,
        "parts, the upload's begin and end, a look, a read: {passed:?}"
    );
}

#[tokio::test]
async fn faults_that_pass_do_no_harm() {
    let rules = [
        Rule::times(2, Fault::Status(503)).method("PUT").holding("partNumber=2"),
        Rule::times(2, Fault::Hangup).method("PUT").holding("partNumber="),
        Rule::times(1, Fault::Status(500)).method("POST").holding("uploads"),
        Rule::times(1, Fault::Status(503)).method("POST").holding("uploadId"),
        Rule::times(1, Fault::Silence(Duration::from_secs(3)))
            .method("PUT")
            .holding("partNumber=1"),
    ];
    for rule in rules {
        let (place, data) = place(20);
        place.server().misbehave(rule.clone());
        let got = up(&place).await;
        assert!(got.as_ref().is_ok_and(|got| *got == data), "{rule:?}: {:?}", got.err());
    }
}

#[tokio::test]
async fn faults_that_stay_give_the_upload_up() {
    let rules = [
        (
            Rule::always(Fault::Status(500)).method("PUT").holding("partNumber=2"),
            Reason::Unavailable,
        ),
        (Rule::always(Fault::Status(403)).method("PUT").holding("partNumber=1"), Reason::Denied),
        (Rule::always(Fault::Status(503)).method("POST").holding("uploadId"), Reason::Unavailable),
        (Rule::always(Fault::Status(403)).method("POST").holding("uploadId"), Reason::Denied),
        (Rule::always(Fault::Status(403)).method("POST").holding("uploads"), Reason::Denied),
        (Rule::always(Fault::Hangup).method("PUT"), Reason::Unavailable),
    ];
    for (rule, reason) in rules {
        let (place, _) = place(3);
        let began = Instant::now();
        place.server().misbehave(rule.clone());
        let error = up(&place).await.unwrap_err();
        let text = error.to_string();
        assert_eq!(Reason::of(&error), Some(reason), "{rule:?}: {text}");
        for part in ["gs://bucket/raw/up", "bucket `bucket`"] {
            assert!(text.contains(part), "{rule:?}: {text}");
        }
        assert!(!text.contains(flyte_tests::s3::TOKEN), "{text}");
        assert!(began.elapsed() < Duration::from_secs(20), "{rule:?}: {:?}", began.elapsed());
    }
}

/// A part that the server says it took and lost: what is put together isn't what was sent, and the end says so.
#[tokio::test]
async fn a_lost_part_is_noticed() {
    let (place, _) = place(3);
    place.server().misbehave(Rule::times(1, Fault::Lost).method("PUT").holding("partNumber=2"));
    let error = up(&place).await.unwrap_err().to_string();
    assert!(error.contains("gs://bucket/raw/up"), "{error}");
}

#[tokio::test]
async fn a_wrong_token_is_said() {
    let place = Place::google();
    let endpoint = place.server().endpoint();
    let settings = flyte_core::storage::Settings::from_variables([
        ("GOOGLE_BASE_URL", endpoint.as_str()),
        ("GOOGLE_BEARER_TOKEN", "not-the-token"),
    ]);
    let stores = flyte_core::storage::Stores::new(settings.deadline(Duration::from_secs(2)));
    let source = place.write("large", bytes(9 * MIB));
    for error in [
        stores.read(&place.at("x")).await.map(drop).unwrap_err(),
        stores.upload(source, &place.at("x"), Transfer::new()).await.map(drop).unwrap_err(),
    ] {
        assert_eq!(Reason::of(&error), Some(Reason::Denied), "{error}");
        assert!(!error.to_string().contains("not-the-token"), "{error}");
    }
}
