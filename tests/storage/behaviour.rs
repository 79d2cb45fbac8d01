//! What holds on every store.

use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex};

use flyte_core::storage::{Reason, Transfer};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use flyte_tests::everywhere;
use flyte_tests::place::{Place, bytes};

const MIB: usize = 1 << 20;

everywhere! {
    small_objects missing_objects ranges_outside created_once names_of_all_kinds files_of_all_lengths files_keep_their_hash
    written_in_pieces dropped_writers_leave_nothing read_and_jump blocking_calls announced_sizes
}

// Google's client with uploads in parts that the server keeps; what of this is Google's, `s3::google` says
everywhere! { on_google_by_xml: google,
    small_objects missing_objects ranges_outside created_once names_of_all_kinds files_of_all_lengths files_keep_their_hash
    written_in_pieces dropped_writers_leave_nothing read_and_jump blocking_calls announced_sizes
}

async fn small_objects(place: &Place) {
    let at = place.at("a/small");
    place.stores.write(&at, "first").await.unwrap();
    place.stores.write(&at, "second").await.unwrap();
    assert_eq!(place.stores.read(&at).await.unwrap(), "second");
    assert_eq!(place.stores.read_range(&at, 1..4).await.unwrap(), "eco");
    assert_eq!(place.stores.read_range(&at, 2..2).await.unwrap(), "");
    assert_eq!(place.stores.head(&at).await.unwrap().size, 6);
    assert!(place.stores.exists(&at).await.unwrap());
    place.stores.write(&at, "").await.unwrap();
    assert_eq!(place.stores.read(&at).await.unwrap(), "");
    place.stores.delete(&at).await.unwrap();
    place.stores.delete(&at).await.unwrap();
    assert!(!place.stores.exists(&at).await.unwrap());
}

async fn ranges_outside(place: &Place) {
    let at = place.at("short");
    place.stores.write(&at, "0123456789").await.unwrap();
    assert_eq!(place.stores.read_range(&at, 0..10).await.unwrap(), "0123456789");
    #[allow(clippy::reversed_empty_ranges)]
    let ranges = [8..12, 10..11, 11..12, 0..u64::MAX, u64::MAX - 1..u64::MAX, 7..3];
    for range in ranges {
        let error = place.stores.read_range(&at, range.clone()).await.unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Refused), "{range:?}: {error}");
        let text = error.to_string();
        let words = if range.start > range.end { "ends before" } else { "which has 10" };
        assert!(text.contains(at.as_str()) && text.contains(words), "{range:?}: {error}");
    }
}

async fn missing_objects(place: &Place) {
    let at = place.at("not/there");
    let errors = [
        place.stores.head(&at).await.map(drop).unwrap_err(),
        place.stores.read(&at).await.map(drop).unwrap_err(),
        place.stores.read_range(&at, 0..1).await.map(drop).unwrap_err(),
        place.stores.reader(&at).await.map(drop).unwrap_err(),
        place
            .stores
            .download(&at, place.folder.path().join("down"), Transfer::new())
            .await
            .map(drop)
            .unwrap_err(),
        place
            .stores
            .upload(place.folder.path().join("nothing"), &at, Transfer::new())
            .await
            .map(drop)
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(Reason::of(&error), Some(Reason::NotFound), "{error}");
        assert!(!error.is_recoverable(), "{error}");
    }
    assert!(!place.folder.path().join("down").exists());
}

async fn created_once(place: &Place) {
    let at = place.at("claim");
    assert!(place.stores.write_new(&at, "mine").await.unwrap());
    assert!(!place.stores.write_new(&at, "yours").await.unwrap());
    assert_eq!(place.stores.read(&at).await.unwrap(), "mine");
}

async fn names_of_all_kinds(place: &Place) {
    for name in [
        "a b",
        "ünï/日本",
        "100%",
        "a%20b",
        "q?x=1&y",
        "[x]*",
        "~t",
        "a+b",
        "semi;colon",
        "back`tick",
        "x#y",
    ] {
        let at = place.at(name);
        place.stores.write(&at, name.to_owned()).await.unwrap();
        assert_eq!(place.stores.read(&at).await.unwrap(), name, "{name}");
        assert_eq!(at.to_string(), format!("{}/{name}", place.base));
        if let Some(server) = &place.server {
            assert!(
                server.bucket().join("raw").join(name).exists(),
                "{name}: the key is as it was written"
            );
        }
    }
    let mut listed = place.stores.list(&place.base).unwrap().all().await.unwrap();
    listed.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(listed.len(), 11);
    assert!(listed.iter().any(|entry| entry.name == "ünï/日本"));
}

async fn files_of_all_lengths(place: &Place) {
    let lengths = [
        0,
        1,
        4095,
        256 << 10,
        (256 << 10) + 1,
        4 * MIB,
        8 * MIB - 1,
        8 * MIB,
        8 * MIB + 1,
        19 * MIB + 7,
    ];
    for length in lengths {
        let (data, source) = (bytes(length), place.folder.path().join("source"));
        std::fs::write(&source, &data).unwrap();
        let at = place.at(&format!("lengths/{length}"));
        let up = place.stores.upload(&source, &at, Transfer::new()).await.unwrap();
        let target = place.folder.path().join("deep/er").join(length.to_string());
        let down = place.stores.download(&at, &target, Transfer::new().durable()).await.unwrap();
        assert_eq!((up.size, down.size), (length as u64, length as u64));
        assert!(std::fs::read(&target).unwrap() == data, "{length} bytes came back otherwise");
        assert!(place.stores.read(&at).await.unwrap() == data);
    }
    assert_eq!(place.left_over(), Vec::<String>::new());
}

async fn files_keep_their_hash(place: &Place) {
    let (data, source) = (bytes(10 * MIB + 3), place.folder.path().join("source"));
    std::fs::write(&source, &data).unwrap();
    let (at, seen) = (place.at("hashed.gz"), Arc::new(Mutex::new(0)));
    let count = seen.clone();
    let watch = move |bytes: &[u8]| *count.lock().unwrap() += bytes.len();
    let up = place.stores.upload(&source, &at, Transfer::new().hash().watch(watch)).await.unwrap();
    let down = place
        .stores
        .download(&at, place.folder.path().join("down"), Transfer::new().hash())
        .await
        .unwrap();
    assert!(up.hash.is_some());
    assert_eq!(up, down);
    assert_eq!(*seen.lock().unwrap(), data.len());
    assert!(std::fs::read(place.folder.path().join("down")).unwrap() == data);
}

async fn written_in_pieces(place: &Place) {
    for length in [0, 5, 3 * MIB, 8 * MIB, 21 * MIB + 11] {
        let (data, at) = (bytes(length), place.at(&format!("written/{length}")));
        let mut writer = place.stores.writer(&at, Transfer::new().hash()).unwrap();
        for chunk in data.chunks(1_000_003) {
            writer.write(chunk).await.unwrap();
        }
        assert_eq!(writer.size(), length as u64);
        assert!(!place.stores.exists(&at).await.unwrap(), "it appears whole");
        assert_eq!(writer.finish().await.unwrap().size, length as u64);
        assert!(place.stores.read(&at).await.unwrap() == data);
        // and as `AsyncWrite`
        let mut writer = place.stores.writer(&at, Transfer::new()).unwrap();
        writer.write_all(&data).await.unwrap();
        writer.shutdown().await.unwrap();
        assert!(place.stores.read(&at).await.unwrap() == data);
    }
}

async fn dropped_writers_leave_nothing(place: &Place) {
    let at = place.at("dropped");
    for length in [5, 20 * MIB] {
        let mut writer = place.stores.writer(&at, Transfer::new()).unwrap();
        writer.write(&bytes(length)).await.unwrap();
        drop(writer);
    }
    place.nothing_left_over();
    assert!(!place.stores.exists(&at).await.unwrap());
}

async fn read_and_jump(place: &Place) {
    let (data, at) = (bytes(9 * MIB + 5), place.at("jump"));
    place.stores.write(&at, data.clone()).await.unwrap();
    let mut reader = place.stores.reader(&at).await.unwrap();
    assert_eq!(reader.size(), data.len() as u64);
    let mut buffer = vec![0; 1000];
    for at in [0, 10, 1_000_000, 999_000, 8 * MIB, 9 * MIB - 995, 3] {
        reader.seek(SeekFrom::Start(at as u64)).await.unwrap();
        reader.read_exact(&mut buffer).await.unwrap();
        assert!(buffer == data[at..at + 1000], "at {at}");
        assert_eq!(reader.stream_position().await.unwrap(), at as u64 + 1000);
    }
    reader.seek(SeekFrom::End(-5)).await.unwrap();
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, &data[data.len() - 5..]);
    reader.seek(SeekFrom::End(7)).await.unwrap();
    assert_eq!(reader.read(&mut buffer).await.unwrap(), 0);
    assert!(reader.seek(SeekFrom::Current(-100_000_000)).await.is_err());
    reader.rewind().await.unwrap();
    let mut whole = Vec::new();
    reader.read_to_end(&mut whole).await.unwrap();
    assert!(whole == data);
}

async fn blocking_calls(place: &Place) {
    // here inside a runtime, below on a thread without one
    let (stores, at, data) = (place.stores.clone(), place.at("blocking"), bytes(9 * MIB));
    let work = move || {
        let mut writer = stores.blocking_writer(&at, Transfer::new()).unwrap();
        writer.write_all(&data).unwrap();
        writer.finish().unwrap();
        let mut reader = stores.blocking_reader(&at).unwrap();
        reader.seek(SeekFrom::Start(1 << 20)).unwrap();
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert!(rest == data[1 << 20..]);
    };
    work.clone()();
    std::thread::spawn(work).join().unwrap();
}

async fn announced_sizes(place: &Place) {
    let at = place.at("announced");
    place.stores.write(&at, "12345").await.unwrap();
    let target = place.folder.path().join("down");
    let error = place.stores.download(&at, &target, Transfer::new().size(6)).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Changed));
    assert!(error.to_string().contains("5 bytes, not 6 as announced"), "{error}");
    assert!(!target.exists());
    place.stores.download(&at, &target, Transfer::new().size(5)).await.unwrap();
    let mut writer = place.stores.writer(&at, Transfer::new().size(2)).unwrap();
    writer.write(b"123").await.unwrap();
    assert!(writer.finish().await.unwrap_err().to_string().contains("3 bytes were written, not 2"));
}
