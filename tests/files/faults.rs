//! Stores that fail, disks that are full, keys that climb: a right result or an error with words, and nothing left over.

use std::path::Path;
use std::time::Duration;

use flyte::files::Context;
use flyte::prelude::*;
use flyte::storage::Reason;
use flyte_tests::s3::{Fault, Rule};
use tokio::io::AsyncReadExt;

use flyte_tests::place::{Place, walk};

const MIB: usize = 1 << 20;

fn data() -> Vec<u8> {
    (0..9 * MIB as u32 + 5).map(|n| (n.wrapping_mul(2_654_435_761) >> 23) as u8).collect()
}

/// A place with little patience.
fn hasty() -> Place {
    Place::s3_within(Duration::from_millis(1500), Duration::from_millis(500))
}

/// The ways to read. Each gives the bytes of `dir/big`.
const READS: [&str; 6] = ["open", "bytes", "bytes_range", "path", "download", "directory path"];

async fn read(place: &Place, how: &str) -> Result<Vec<u8>> {
    // the copy of a uri is made once for each client: a new one each time
    let stores = place.stores.clone();
    let context = Context::of_run(Some(stores), None)?;
    let (file, folder): (FlyteFile, FlyteDirectory) = context.run(|| {
        let folder = FlyteDirectory::from_uri(place.at("dir").to_string())?;
        Ok::<_, Error>((FlyteFile::from_uri(place.at("dir/big").to_string())?, folder))
    })?;
    let to = place.folder.path().join(how);
    let read = |path: std::path::PathBuf| Ok(std::fs::read(path)?);
    match how {
        "open" => {
            let mut bytes = Vec::new();
            file.open().await?.read_to_end(&mut bytes).await?;
            Ok(bytes)
        }
        "bytes" => Ok(file.bytes().await?.to_vec()),
        "bytes_range" => Ok(file.bytes_range(0..data().len() as u64).await?.to_vec()),
        "path" => read(file.path().await?),
        "download" => {
            let downloaded = folder.download(&to).await;
            if downloaded.is_err() {
                assert!(!to.join("big").exists());
            }
            read(downloaded?.remove(0))
        }
        _ => read(folder.path().await?.join("big")),
    }
}

/// The ways to write.
const WRITES: [&str; 4] = ["create", "directory", "hand over", "hand over a directory"];

#[task]
fn give(path: String) -> Result<FlyteFile> {
    FlyteFile::new(path)
}

#[task]
fn give_folder(path: String) -> Result<FlyteDirectory> {
    FlyteDirectory::new(path)
}

async fn write(place: &Place, how: &str) -> Result<FlyteFile> {
    let tree = place.folder.path().join("tree");
    std::fs::create_dir_all(&tree)?;
    std::fs::write(tree.join("big"), data())?;
    let path = |name: &str| place.path(name);
    match how {
        "create" => {
            let mut writer = place.context().run(|| FlyteFile::create("big"))?;
            writer.write(&data()).await?;
            writer.finish().await
        }
        "directory" => {
            let folder = place.context().run(FlyteDirectory::<flyte::files::Any>::create)?;
            let mut writer = folder.file::<flyte::files::Any>("big")?;
            writer.write(&data()).await?;
            writer.finish().await?;
            folder.finish().file("big")
        }
        "hand over" => place.local().run(give(path("tree/big"))).await,
        _ => place.local().run(give_folder(path("tree"))).await?.file("big"),
    }
}

fn loaded() -> Place {
    let place = hasty();
    // past the server, for whose answers this place has little patience
    let folder = place.server().bucket().join("raw/dir");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("big"), data()).unwrap();
    place
}

/// Runs a case for each of these, side by side: what they do is wait.
async fn each<T: Send + 'static, F: Future<Output = ()> + Send + 'static>(
    all: impl IntoIterator<Item = T>,
    case: impl Fn(T) -> F,
) {
    let mut running = tokio::task::JoinSet::new();
    for one in all {
        running.spawn(case(one));
        if running.len() == 8 {
            running.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
}

fn pairs<T: Clone>(ways: &[&'static str], all: &[T]) -> Vec<(&'static str, T)> {
    ways.iter().flat_map(|way| all.iter().map(|one| (*way, one.clone()))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_faults_do_no_harm() {
    let faults = [
        Rule::times(3, Fault::Status(500)),
        Rule::times(2, Fault::Status(503)),
        Rule::times(2, Fault::Hangup),
        Rule::times(1, Fault::Silence(Duration::from_secs(1))),
    ];
    let cuts = [Rule::times(2, Fault::CutAfter(300_000)), Rule::times(2, Fault::Short(1000))];
    each(pairs(&READS, &[&faults[..], &cuts].concat()), |(how, rule)| async move {
        // a listing that is cut is no body that can be taken up
        let rule = rule.method("GET").holding("/big");
        let place = loaded();
        place.misbehave(&rule);
        assert!(read(&place, how).await.unwrap() == data(), "{how}, {rule:?}");
        assert!(place.behave() > 0, "{how}, {rule:?}");
    })
    .await;
    let later = faults.clone().map(|rule| rule.after(1));
    each(pairs(&WRITES, &[faults, later].concat()), |(how, rule)| async move {
        let place = hasty();
        place.misbehave(&rule);
        let file = write(&place, how).await.unwrap();
        assert!(place.behave() > 0, "{how}, {rule:?}");
        assert!(file.bytes().await.unwrap() == data(), "{how}, {rule:?}");
        place.nothing_left_over();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lasting_faults_are_errors_with_words() {
    let faults = [
        Fault::Status(500),
        Fault::Status(503),
        Fault::Hangup,
        Fault::Silence(Duration::from_secs(9)),
        Fault::Status(403),
        Fault::CutAfter(0),
    ];
    each(pairs(&READS, &faults), |(how, fault)| async move {
        let place = loaded();
        place.misbehave(&Rule::always(fault).method("GET").holding("/big"));
        told(&read(&place, how).await.unwrap_err(), words(fault), &format!("{how}, {fault:?}"));
        place.nothing_left_over();
    })
    .await;
    each(pairs(&WRITES, &faults[..5]), |(how, fault)| async move {
        let place = hasty();
        place.misbehave(&Rule::always(fault));
        told(&write(&place, how).await.unwrap_err(), words(fault), &format!("{how}, {fault:?}"));
        place.behave();
        let there = place.stores.list(&place.base).unwrap().all().await.unwrap();
        assert_eq!(there, [], "{how}, {fault:?}");
    })
    .await;
}

fn words(fault: Fault) -> &'static [&'static str] {
    match fault {
        Fault::Status(403) => {
            &["access is denied", "check the key in FLYTE_AWS_ACCESS_KEY_ID", "bucket's policy"]
        }
        _ => &["doesn't answer as it should", "is the endpoint up", "FLYTE_AWS_ENDPOINT"],
    }
}

#[track_caller]
fn told(error: &Error, words: &[&str], what: &str) {
    let text = error.to_string();
    for word in words.iter().chain(&["bucket `bucket`", "/big"]) {
        assert!(text.contains(word), "{what}: no `{word}` in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_parts_make_no_file() {
    for how in WRITES {
        for rule in [
            Rule::times(1, Fault::Lost).method("PUT").holding("partNumber=2"),
            // a store may say no when it has said yes already
            Rule::always(Fault::Status(200)).method("POST").holding("uploadId="),
        ] {
            let place = hasty();
            place.misbehave(&rule);
            let error = write(&place, how).await.unwrap_err();
            assert!(place.behave() > 0, "{how}, {rule:?}: {error}");
            assert!(error.to_string().contains("/big"), "{how}, {rule:?}: {error}");
            let there = place.stores.list(&place.base).unwrap().all().await.unwrap();
            assert_eq!(there, [], "{how}, {rule:?}: {error}");
            place.nothing_left_over();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_endpoint() {
    let mut place = hasty();
    drop(place.server.take());
    for error in
        [read(&place, "open").await.unwrap_err(), write(&place, "create").await.unwrap_err()]
    {
        assert_eq!(Reason::of(&error), Some(Reason::Unavailable), "{error}");
        told(&error, &["onnection refused", "is the endpoint up"], "no server");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_keys_are_refused() {
    let table: [(&'static [&'static str], &str); 9] = [
        (&["raw/d/../../etc/x"], ".."),
        (&["raw/d//etc/x"], "empty"),
        (&["raw/d/./x"], "illegal"),
        (&["raw/d/a\0b"], ""),
        (&["raw/d/a\u{1}b"], ""),
        (&["raw/d/a", "raw/d/a/b"], "is a file"),
        (&["raw/d/a/b", "raw/d/a"], "is a folder too"),
        (&["raw/d/a", "raw/d/a"], "twice"),
        (&[LONG], "255 bytes"),
    ];
    for (keys, words) in table {
        let place = hasty();
        let folder: FlyteDirectory =
            place.context().run(|| FlyteDirectory::from_uri(place.at("d").to_string())).unwrap();
        place.misbehave(&Rule::always(Fault::Lists(keys)).method("GET").holding("list-type=2"));
        let to = place.folder.path().join("deep/er/down");
        for error in [folder.download(&to).await.map(drop), folder.path().await.map(drop)]
            .map(Result::unwrap_err)
        {
            let text = error.to_string();
            assert!(text.contains(words), "{keys:?}: {text}");
            let last = keys[keys.len() - 1].trim_start_matches("raw/d/").trim_start_matches('/');
            let named = last.escape_debug().to_string();
            assert!(words.is_empty() || text.contains(&named), "{keys:?}: {text}");
        }
        // nothing was asked of the store but the list, and nothing written
        assert!(!to.exists() || std::fs::read_dir(&to).unwrap().next().is_none(), "{keys:?}");
    }
}

const LONG: &str = concat!(
    "raw/d/",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
);

#[tokio::test(flavor = "multi_thread")]
async fn interrupted_directories_go_on() {
    let place = hasty();
    let server = place.server();
    for name in ["a", "b/c", "b/d", "e"] {
        place.stores.write(&place.at("d").join(name).unwrap(), vec![b'x'; 5000]).await.unwrap();
    }
    let folder: FlyteDirectory =
        place.context().run(|| FlyteDirectory::from_uri(place.at("d").to_string())).unwrap();
    let to = place.folder.path().join("down");
    place.misbehave(&Rule::always(Fault::Status(403)).method("GET").holding("/d/b/d"));
    folder.download(&to).await.unwrap_err();
    place.behave();
    // whatever was running at the failure is over, one way or the other, before the rest is counted
    place.nothing_left_over();
    let mut there = 0;
    walk(Some(&to), &mut |path| there += u64::from(path.is_file()));
    server.passed();
    folder.download(&to).await.unwrap();
    assert_eq!(server.passed().requests, 1 + 4 - there, "a list, and what was missing");
    folder.download(&to).await.unwrap();
    assert_eq!(server.passed().requests, 1, "nothing is missing");
    // one is changed here, and one there; the lengths are the same
    std::fs::write(to.join("a"), vec![b'y'; 5000]).unwrap();
    let key = server.bucket().join("raw/d/b/c");
    std::fs::write(&key, vec![b'z'; 5000]).unwrap();
    let later = std::time::SystemTime::now() + Duration::from_secs(9);
    std::fs::File::options().append(true).open(&key).unwrap().set_modified(later).unwrap();
    folder.download(&to).await.unwrap();
    assert_eq!(server.passed().requests, 3);
    assert_eq!(std::fs::read(to.join("a")).unwrap(), vec![b'x'; 5000]);
    assert_eq!(std::fs::read(to.join("b/c")).unwrap(), vec![b'z'; 5000]);
}

/// A store's seconds may not tell one object from the next, but its tags do.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_replaced_within_a_second_is_fetched_again() {
    let place = hasty();
    let folder: FlyteDirectory =
        place.context().run(|| FlyteDirectory::from_uri(place.at("d").to_string())).unwrap();
    let to = place.folder.path().join("down");
    for (text, tag, requests) in
        [("one", "1", 2), ("one", "1", 1), ("two", "2", 2), ("two", "2", 1)]
    {
        place.stores.write(&place.at("d/a"), text).await.unwrap();
        place.behave();
        let listed = Fault::ListsTagged("raw/d/a", tag);
        place.misbehave(&Rule::always(listed).method("GET").holding("list-type=2"));
        place.server().passed();
        folder.download(&to).await.unwrap();
        assert_eq!(std::fs::read_to_string(to.join("a")).unwrap(), text);
        assert_eq!(place.server().passed().requests, requests, "{text}");
        let seconds = std::fs::metadata(to.join("a")).unwrap().modified().unwrap();
        let seconds = seconds.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(seconds.as_secs(), 1_767_225_600, "2026-01-01, as the store says");
    }
}

/// Runs itself on a small disk of its own. Where that isn't allowed it says so.
#[test]
fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=6m none {0} && exec \"$0\" --ignored --exact faults::on_a_small_disk --nocapture",
        folder.path().display()
    );
    let ran = std::process::Command::new("unshare")
        .args(["-Urm", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("TMPDIR", folder.path())
        .env("FLYTE_TEST_SMALL_DISK", folder.path())
        .output();
    match ran {
        Ok(ran) if String::from_utf8_lossy(&ran.stdout).contains("running 1 test") => {
            println!("full disk: a tmpfs of 6 MiB in a user namespace");
            let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert!(ran.status.success(), "{}{}", said(&ran.stdout), said(&ran.stderr));
        }
        _ => println!("full disk: not run, there is no user namespace with a tmpfs here"),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `a_full_disk` on a small disk"]
async fn on_a_small_disk() {
    let Some(disk) = std::env::var_os("FLYTE_TEST_SMALL_DISK") else { return };
    let place = Place::memory();
    place.stores.write(&place.at("dir/big"), data()).await.unwrap();
    for how in ["path", "download", "directory path"] {
        let error = read(&place, how).await.unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Full), "{how}: {error}");
        let mut left = 0;
        walk(Some(Path::new(&disk)), &mut |path| {
            left += std::fs::metadata(path)
                .map_or(0, |meta| if meta.is_file() { meta.len() } else { 0 });
        });
        assert_eq!(left, 0, "{how}: bytes stay on the disk");
    }
}
