//! How much passes, counted by the server.

use std::io::SeekFrom;

use flyte_core::storage::Transfer;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use flyte_tests::place::{Place, bytes};

const MIB: usize = 1 << 20;

#[tokio::test]
async fn nothing_passes_twice() {
    let (place, length) = (Place::s3(), 33 * MIB);
    std::fs::write(place.folder.path().join("source"), bytes(length)).unwrap();
    place.server().passed();
    place
        .stores
        .upload(place.folder.path().join("source"), &place.at("x"), Transfer::new())
        .await
        .unwrap();
    let up = place.server().passed();
    // the last request lists the parts
    assert!((length as u64..length as u64 + 4096).contains(&up.received), "{up:?}");
    assert_eq!(up.requests, 5 + 2, "five parts, opened and closed");
    place
        .stores
        .download(&place.at("x"), place.folder.path().join("down"), Transfer::new())
        .await
        .unwrap();
    let down = place.server().passed();
    assert_eq!(down.sent, length as u64);
    assert_eq!(down.received, 0);
    assert!(down.requests <= 9, "{down:?}");
}

#[tokio::test]
async fn small_ones_are_one_request() {
    let place = Place::s3();
    std::fs::write(place.folder.path().join("source"), bytes(1000)).unwrap();
    place
        .stores
        .upload(place.folder.path().join("source"), &place.at("x"), Transfer::new())
        .await
        .unwrap();
    assert_eq!(place.server().passed().requests, 1);
    place
        .stores
        .download(&place.at("x"), place.folder.path().join("down"), Transfer::new())
        .await
        .unwrap();
    assert_eq!(place.server().passed().requests, 1);
    place.stores.read(&place.at("x")).await.unwrap();
    assert_eq!(place.server().passed().requests, 1);
}

#[tokio::test]
async fn who_jumps_gets_little() {
    let place = Place::s3();
    place.stores.write(&place.at("x"), bytes(40 * MIB)).await.unwrap();
    place.server().passed();
    let mut reader = place.stores.reader(&place.at("x")).await.unwrap();
    let mut few = [0; 64];
    reader.seek(SeekFrom::End(-64)).await.unwrap();
    reader.read_exact(&mut few).await.unwrap();
    reader.seek(SeekFrom::Start(20 << 20)).await.unwrap();
    reader.read_exact(&mut few).await.unwrap();
    drop(reader);
    let passed = place.server().passed();
    assert!(passed.sent < 2 * MIB as u64, "{passed:?}");
    place.stores.read_range(&place.at("x"), 100..164).await.unwrap();
    assert_eq!(place.server().passed().sent, 64);
}

#[tokio::test]
async fn packed_files_are_marked() {
    let place = Place::s3();
    std::fs::write(place.folder.path().join("x.gz"), "not really").unwrap();
    place
        .stores
        .upload(place.folder.path().join("x.gz"), &place.at("x.gz"), Transfer::new())
        .await
        .unwrap();
    let kept = std::fs::read_dir(place.server().root()).unwrap().flatten().filter(|file| {
        file.path().is_file()
            && std::fs::read_to_string(file.path())
                .is_ok_and(|text| text.contains("\"content_encoding\":\"gzip\""))
    });
    assert_eq!(kept.count(), 1);
    assert_eq!(place.stores.read(&place.at("x.gz")).await.unwrap(), "not really");
}

#[tokio::test]
async fn many_readers_and_writers_at_once() {
    // more than the budget holds, and each waits for its turn
    let place = Place::s3();
    let data = bytes(9 * MIB);
    let mut writers = Vec::new();
    for n in 0..12 {
        let mut writer = place.stores.writer(&place.at(&format!("{n}")), Transfer::new()).unwrap();
        writer.write(&data).await.unwrap();
        writers.push(writer);
    }
    for writer in writers {
        writer.finish().await.unwrap();
    }
    let mut readers = Vec::new();
    for n in 0..12 {
        let mut reader = place.stores.reader(&place.at(&format!("{n}"))).await.unwrap();
        reader.read_exact(&mut vec![0; 3 * MIB]).await.unwrap();
        readers.push(reader);
    }
    for mut reader in readers.into_iter().rev() {
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).await.unwrap();
        assert!(rest == data[3 * MIB..]);
    }
}

#[tokio::test]
async fn from_store_to_store() {
    let place = Place::s3();
    let data = bytes(30 * MIB);
    place.stores.write(&place.at("from"), data.clone()).await.unwrap();
    let mut reader = place.stores.reader(&place.at("from")).await.unwrap();
    let mut writer = place.stores.writer(&place.at("to"), Transfer::new()).unwrap();
    tokio::io::copy_buf(&mut tokio::io::BufReader::new(&mut reader), &mut writer).await.unwrap();
    writer.finish().await.unwrap();
    assert!(place.stores.read(&place.at("to")).await.unwrap() == data);
}
