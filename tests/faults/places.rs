//! Where files go when nobody says it.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::{run, victim};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// In the run folder; without one, and where a cache may know of it, in the user's own folder, which is for nobody else.
#[test]
fn one_rule_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let (home, tmp) = (folder.path().join("home"), folder.path().join("tmp"));
    std::fs::create_dir_all(&tmp).unwrap();
    let run_it = || {
        let mut command = victim("where", folder.path());
        run(command.env("HOME", &home).env("TMPDIR", &tmp)).1
    };
    std::fs::create_dir_all(&home).unwrap();
    let text = run_it();
    let uris: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("uri: ")).collect();
    let [without, in_folder, uncached] = uris[..] else { panic!("{text}") };
    let (data, runs) = (home.join(".flyte/rust-data"), folder.path().join("runs"));
    assert!(Path::new(without).starts_with(&data), "{text}");
    assert!(Path::new(in_folder).starts_with(&runs), "{text}");
    assert!(Path::new(uncached).starts_with(&runs), "nothing is cached: {text}");
    let cached = text.lines().find_map(|line| line.strip_prefix("cached uri: ")).unwrap();
    assert!(Path::new(cached).starts_with(&data), "{text}");
    assert_eq!(std::fs::read_to_string(without).unwrap(), "text");
    assert_eq!(mode(&data), 0o700);
    let left = std::fs::read_dir(&tmp).unwrap().count();
    assert_eq!(left, 0, "nothing is in the folder that all users share");

    // one that others may look into is taken from them
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    run_it();
    assert_eq!(mode(&data), 0o700);

    // no home, or one that can't be used: what to do
    let error = {
        let mut command = victim("where", &folder.path().join("other"));
        run(command.env("HOME", "relative").env("TMPDIR", &tmp)).1
    };
    assert!(error.contains("no home directory (HOME)"), "{error}");
    assert!(error.contains("FLYTE_RAW_OUTPUT_PREFIX"), "{error}");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut command = victim("where", &folder.path().join("third"));
    let error = run(command.env("HOME", &file).env("TMPDIR", &tmp)).1;
    assert!(error.contains("file/.flyte/rust-data for the files of this run"), "{error}");
}

/// What a process that was killed has left half written goes away, and nothing else does.
#[test]
fn staging_files_are_swept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join(".flyte/rust-data");
    let cache = folder.path().join("cache");
    for (file, gone) in [
        (data.join("1/.flyte-abc.part"), true),
        (data.join("1/2/.flyte-def.part"), true),
        (data.join("1/2/mine.part"), false),
        (cache.join("0a/.new-xyz"), true),
        (cache.join("0a/0123.lock"), true),
        (cache.join("0a/mine"), false),
    ] {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "half").unwrap();
        let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
        remove_entries(&cache);
        run(victim("every-kind", folder.path()).env("HOME", folder.path()));
        // the sweep goes on beside the run, which may have ended before: the next one does it
        for _ in 0..50 {
            if file.exists() != gone {
                break;
            }
            run(victim("where", folder.path()).env("HOME", folder.path()));
            remove_entries(&cache);
        }
        assert_eq!(file.exists(), !gone, "{}", file.display());
    }
    // one that is young may still be written
    let young = cache.join("0a/.new-young");
    std::fs::write(&young, "half").unwrap();
    remove_entries(&cache);
    run(victim("every-kind", folder.path()).env("HOME", folder.path()));
    assert!(young.exists());
}

/// So that something is stored again.
fn remove_entries(cache: &Path) {
    for file in crate::files(cache) {
        if file.extension().is_some_and(|it| it == "entry") {
            std::fs::remove_file(file).unwrap();
        }
    }
}
