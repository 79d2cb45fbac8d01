//! Local disks that are full or can't be written to, and processes that fetch the same file.

use std::process::Command;

use flyte_core::storage::{Location, Reason, Settings, Stores, Transfer};

use flyte_tests::everywhere;
use flyte_tests::place::{Place, bytes};

const MIB: usize = 1 << 20;

everywhere! { below_a_file fetched_by_several pipes_and_devices }

/// A path below a file can't be written, whoever asks.
async fn below_a_file(place: &Place) {
    place.stores.write(&place.at("x"), bytes(9 * MIB)).await.unwrap();
    let file = place.folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = place
        .stores
        .download(&place.at("x"), file.join("down"), Transfer::new())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("file/down"), "{error}");
    let below = Location::from_path(file.join("up")).unwrap();
    let error = place.stores.write(&below, "x").await.unwrap_err();
    assert!(error.to_string().contains("file/up"), "{error}");
    std::fs::write(place.folder.path().join("source"), bytes(9 * MIB)).unwrap();
    let how = Transfer::new().hash();
    assert!(place.stores.upload(place.folder.path().join("source"), &below, how).await.is_err());
    let mut writer = place.stores.writer(&below, Transfer::new()).unwrap();
    assert!(writer.write(&bytes(20 * MIB)).await.is_err());
    assert_eq!(place.left_over(), Vec::<String>::new());
}

/// Whatever can't be read twice, has no end or doesn't say how long it is would be waited for, or be taken for empty.
#[cfg(unix)]
async fn pipes_and_devices(place: &Place) {
    let pipe = place.folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut all = vec![(pipe, "a pipe or a device"), ("/dev/zero".into(), "a pipe or a device")];
    if std::fs::metadata("/proc/self/status").is_ok_and(|meta| meta.len() == 0) {
        all.push(("/proc/self/status".into(), "whose length the system doesn't know"));
    }
    let (here, down) = (&place.stores, place.folder.path().join("down"));
    // nor does a download put a file in its place
    here.write(&place.at("whole"), bytes(10)).await.unwrap();
    let error = here.download(&place.at("whole"), &all[0].0, Transfer::new()).await.unwrap_err();
    assert!(error.to_string().contains("pipe is a pipe or a device"), "{error}");
    here.delete(&place.at("whole")).await.unwrap();
    for (path, words) in all {
        let at = Location::from_path(&path).unwrap();
        let to = place.at("up");
        let errors = [
            here.read(&at).await.map(drop),
            here.read_range(&at, 0..1).await.map(drop),
            here.reader(&at).await.map(drop),
            here.download(&at, &down, Transfer::new()).await.map(drop),
            here.download(&at, &down, Transfer::new().hash()).await.map(drop),
            here.upload(&path, &to, Transfer::new()).await.map(drop),
            here.upload(&path, &to, Transfer::new().hash()).await.map(drop),
        ];
        for error in errors.map(Result::unwrap_err) {
            assert_eq!(Reason::of(&error), Some(Reason::Refused), "{error}");
            let text = error.to_string();
            assert!(text.contains(words) && text.contains(at.as_str()), "{error}");
        }
        assert!(!down.exists() && !place.stores.exists(&to).await.unwrap());
    }
    assert_eq!(place.left_over(), Vec::<String>::new());
}

async fn fetched_by_several(place: &Place) {
    let data = bytes(9 * MIB + 1);
    place.stores.write(&place.at("x"), data.clone()).await.unwrap();
    let (at, target) = (place.at("x"), place.folder.path().join("down"));
    let fetch = || place.stores.download(&at, &target, Transfer::new().size(data.len() as u64));
    let (one, two, three) = tokio::join!(fetch(), fetch(), fetch());
    for moved in [one, two, three] {
        assert_eq!(moved.unwrap().size, data.len() as u64);
    }
    assert!(std::fs::read(&target).unwrap() == data);
    assert_eq!(place.left_over(), Vec::<String>::new());
}

/// Runs itself in a user namespace on a small disk. Where that isn't allowed it says so.
#[test]
fn a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=6m none {0} && exec \"$0\" --ignored --exact disk::on_a_small_disk --nocapture",
        folder.path().display()
    );
    let ran = Command::new("unshare")
        .args(["-Urm", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("FLYTE_TEST_SMALL_DISK", folder.path())
        .output();
    match ran {
        Ok(ran) if String::from_utf8_lossy(&ran.stdout).contains("running 1 test") => {
            println!("full disk: a tmpfs of 6 MiB in a user namespace");
            assert!(
                ran.status.success(),
                "{}{}",
                String::from_utf8_lossy(&ran.stdout),
                String::from_utf8_lossy(&ran.stderr)
            );
        }
        _ => println!("full disk: not run, there is no user namespace with a tmpfs here"),
    }
}

#[tokio::test]
#[ignore = "run by `a_full_disk` on a small disk"]
async fn on_a_small_disk() {
    let Some(disk) = std::env::var_os("FLYTE_TEST_SMALL_DISK") else { return };
    let disk = std::path::PathBuf::from(disk);
    let stores = Stores::new(Settings::from_variables::<String, String>([]));
    let at = Location::parse("memory://m/x").unwrap();
    stores.write(&at, bytes(9 * MIB)).await.unwrap();
    let source = tempfile::NamedTempFile::new_in(std::env::temp_dir()).unwrap();
    std::fs::write(source.path(), bytes(9 * MIB)).unwrap();
    let up = |name: &str| Location::from_path(disk.join(name)).unwrap();
    let mut writer = stores.writer(&up("writer"), Transfer::new()).unwrap();
    let written = writer.write(&bytes(17 * MIB)).await;
    let finished = match written {
        Ok(()) => writer.finish().await.map(drop),
        Err(error) => {
            drop(writer);
            Err(error)
        }
    };
    let errors = [
        stores.download(&at, disk.join("down"), Transfer::new()).await.map(drop),
        stores.upload(source.path(), &up("copy"), Transfer::new()).await.map(drop),
        stores.upload(source.path(), &up("parts"), Transfer::new().hash()).await.map(drop),
        stores.write(&up("put"), bytes(9 * MIB)).await,
        finished,
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Full), "{error}");
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let left: Vec<_> =
        std::fs::read_dir(&disk).unwrap().flatten().map(|entry| entry.path()).collect();
    assert_eq!(left, Vec::<std::path::PathBuf>::new());
}
