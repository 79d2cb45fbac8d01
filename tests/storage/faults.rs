//! A store that fails: a right result or a clear error, in time, and nothing left over.

use std::time::{Duration, Instant};

use flyte_core::storage::{Location, Reason, Settings, Stores, Transfer};
use flyte_tests::s3::{Fault, Rule};

use flyte_tests::place::{Place, bytes};

const MIB: usize = 1 << 20;

/// A place with an object of ten parts or so, and a file to upload.
async fn loaded() -> (Place, Vec<u8>) {
    let place = Place::s3_within(Duration::from_secs(3), Duration::from_millis(1500));
    let data = bytes(18 * MIB + 5);
    std::fs::write(place.folder.path().join("source"), &data).unwrap();
    place.stores.write(&place.at("big"), data.clone()).await.unwrap();
    (place, data)
}

async fn down(place: &Place) -> flyte_core::Result<Vec<u8>> {
    let target = place.folder.path().join("down");
    let result = place.stores.download(&place.at("big"), &target, Transfer::new()).await;
    assert_eq!(result.is_ok(), target.exists());
    assert_eq!(place.left_over(), Vec::<String>::new());
    result?;
    Ok(std::fs::read(&target)?)
}

async fn up(place: &Place) -> flyte_core::Result<Vec<u8>> {
    let at = place.at("up");
    let result =
        place.stores.upload(place.folder.path().join("source"), &at, Transfer::new()).await;
    place.server().behave();
    assert_eq!(result.is_ok(), place.stores.exists(&at).await?);
    assert_eq!(place.left_over(), Vec::<String>::new());
    result?;
    place.stores.read(&at).await.map(|bytes| bytes.to_vec())
}

#[tokio::test]
async fn passing_faults_do_no_harm() {
    let faults = [
        Rule::times(3, Fault::Status(500)),
        Rule::times(3, Fault::Status(503)),
        Rule::times(3, Fault::Hangup),
        Rule::times(1, Fault::Silence(Duration::from_secs(3))),
        Rule::times(4, Fault::Slow(Duration::from_millis(100))),
        Rule::times(3, Fault::Status(500)).after(1),
        Rule::times(2, Fault::Hangup).after(1),
    ];
    for rule in faults {
        let (place, data) = loaded().await;
        place.server().misbehave(rule.clone());
        assert!(down(&place).await.unwrap() == data, "{rule:?}");
        assert!(place.server().behave() > 0);
        place.server().misbehave(rule.clone());
        assert!(up(&place).await.unwrap() == data, "{rule:?}");
    }
}

#[tokio::test]
async fn bodies_that_break_off_are_taken_up() {
    let cuts = [0, 1, 1000, 300 << 10, 4 * MIB as u64 - 1];
    for cut in cuts {
        for fault in [Fault::CutAfter(cut), Fault::Short(cut)] {
            let (place, data) = loaded().await;
            place.server().misbehave(Rule::times(3, fault).method("GET"));
            assert!(down(&place).await.unwrap() == data, "{fault:?}");
            assert_eq!(place.server().behave(), 3);
            // a reader meets the same
            place.server().misbehave(Rule::times(2, fault).method("GET").after(1));
            assert!(place.stores.read(&place.at("big")).await.unwrap() == data, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn lasting_faults_end_in_time_with_words() {
    let table = [
        (Fault::Status(500), Reason::Unavailable, "is the endpoint up"),
        (Fault::Status(503), Reason::Unavailable, "SlowDown"),
        (Fault::Status(403), Reason::Denied, "access is denied"),
        (Fault::Hangup, Reason::Unavailable, "doesn't answer as it should"),
        (
            Fault::Silence(Duration::from_secs(30)),
            Reason::Unavailable,
            "doesn't answer as it should",
        ),
        (Fault::CutAfter(0), Reason::Unavailable, "doesn't answer as it should"),
    ];
    for (fault, reason, words) in table {
        let (place, _) = loaded().await;
        let put = !matches!(fault, Fault::CutAfter(_));
        let began = Instant::now();
        place.server().misbehave(Rule::always(fault));
        let errors = [Some(down(&place).await.unwrap_err()), None];
        place.server().behave();
        let errors = errors.into_iter().chain([if put {
            place.server().misbehave(Rule::always(fault).holding("/up"));
            Some(up(&place).await.unwrap_err())
        } else {
            None
        }]);
        for error in errors.flatten() {
            let text = error.to_string();
            assert_eq!(Reason::of(&error), Some(reason), "{fault:?}: {text}");
            assert!(text.contains(words), "{fault:?}: {text}");
            for part in
                [&place.server().endpoint(), "FLYTE_AWS_ENDPOINT", "bucket `bucket`", "key `raw/"]
            {
                assert!(text.contains(part), "{fault:?}, {part}: {text}");
            }
            assert_eq!(error.is_recoverable(), reason == Reason::Unavailable, "{text}");
        }
        assert!(began.elapsed() < Duration::from_secs(24), "{fault:?}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_part_that_is_never_taken_gives_the_upload_up() {
    let (place, _) = loaded().await;
    place
        .server()
        .misbehave(Rule::always(Fault::Status(500)).method("PUT").holding("partNumber=2"));
    let error = up(&place).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Unavailable), "{error}");
}

#[tokio::test]
async fn nobody_at_the_endpoint() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let settings = Settings::from_variables([
        ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ]);
    let stores = Stores::new(settings.deadline(Duration::from_secs(1)));
    let at = Location::parse("s3://bucket/some/key").unwrap();
    let began = Instant::now();
    for error in [
        stores.read(&at).await.map(drop).unwrap_err(),
        stores.write(&at, "x").await.unwrap_err(),
        stores.list(&at).unwrap().all().await.map(drop).unwrap_err(),
    ] {
        let text = error.to_string();
        assert_eq!(Reason::of(&error), Some(Reason::Unavailable), "{text}");
        for part in [endpoint.as_str(), "onnection refused", "is FLYTE_AWS_ENDPOINT right?"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_object_that_changes_is_not_mixed() {
    let (place, data) = loaded().await;
    let mut reader = place.stores.reader(&place.at("big")).await.unwrap();
    let first = reader.chunk().await.unwrap().unwrap();
    assert!(data.starts_with(&first));
    let mut other = data.clone();
    other.reverse();
    place.stores.write(&place.at("big"), other).await.unwrap();
    let mut read = first.to_vec();
    let error = loop {
        match reader.chunk().await {
            Ok(Some(chunk)) => read.extend_from_slice(&chunk),
            Ok(None) => panic!("the end of an object that has changed"),
            Err(error) => break error,
        }
    };
    assert!(data.starts_with(&read));
    assert_eq!(Reason::of(&error), Some(Reason::Changed), "{error}");
}

#[tokio::test]
async fn called_off_transfers_leave_nothing() {
    let (place, _) = loaded().await;
    place.server().misbehave(Rule::always(Fault::Slow(Duration::from_millis(150))));
    let limit = Duration::from_millis(400);
    let target = place.folder.path().join("down");
    let (big, to) = (place.at("big"), place.at("up"));
    let down = place.stores.download(&big, &target, Transfer::new());
    assert!(tokio::time::timeout(limit, down).await.is_err());
    let up = place.stores.upload(place.folder.path().join("source"), &to, Transfer::new());
    assert!(tokio::time::timeout(limit, up).await.is_err());
    place.server().behave();
    place.nothing_left_over();
    assert!(!target.exists());
}
