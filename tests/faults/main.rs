//! What goes wrong around a run: each fault gives a clear error, and the cache never has a wrong or half entry.
//! The faults happen to a program of its own, `victim`. The tests hold for root too.
#![cfg(unix)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

mod crashes;
mod damage;
mod errors;
mod places;

const VICTIM: &str = env!("CARGO_BIN_EXE_victim");

fn victim(mode: &str, folder: &Path) -> Command {
    let mut command = Command::new(VICTIM);
    command.arg(mode).arg(folder);
    command
}

#[track_caller]
fn run(command: &mut Command) -> (Output, String, Duration) {
    let start = Instant::now();
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{text}{}", String::from_utf8_lossy(&output.stderr));
    (output, text, start.elapsed())
}

/// A line `name: …` of what the victim printed.
#[track_caller]
fn said<'a>(text: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    text.lines()
        .find_map(|line| line.strip_prefix(&start))
        .unwrap_or_else(|| panic!("no `{name}` in {text}"))
}

/// Says it also when the test succeeds.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

fn killed_in_the_middle(mode: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = victim(mode, folder.path()).stdout(Stdio::null()).spawn().unwrap();
    let cache = folder.path().join("cache");
    let deadline = Instant::now() + Duration::from_secs(30);
    while files(&cache).len() < 10 {
        assert!(Instant::now() < deadline, "nothing was cached");
        std::thread::sleep(Duration::from_millis(5));
    }
    // SIGKILL: nothing can be tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
    let entries = files(&cache)
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "entry"))
        .count();
    assert!(entries < 100, "it was killed too late to show anything");

    let runs = files(&folder.path().join("runs"));
    let about = runs.iter().find(|path| path.ends_with("run.json")).unwrap();
    let about = std::fs::read_to_string(about).unwrap();
    assert!(about.contains(r#""state": "running""#), "{about}");

    let (output, text, _) = run(&mut victim(mode, folder.path()));
    assert!(output.status.success());
    assert_eq!(said(&text, "sum"), "4950000");
    let cached: usize = said(&text, "cached").parse().unwrap();
    assert!(cached >= entries, "{cached} of {entries}: what was kept is whole");
    let (_, text, _) = run(&mut victim(mode, folder.path()));
    assert_eq!(said(&text, "cached"), "100");
}

#[test]
fn a_run_killed_in_the_middle() {
    killed_in_the_middle("work");
}

/// What the cache knows lies elsewhere: it knows of nothing that isn't there as a whole.
#[test]
fn a_run_that_offloads_killed_in_the_middle() {
    killed_in_the_middle("stored");
}

/// Runs the victim where the disk fills up: a small tmpfs in a user namespace, or, where that is forbidden,
/// a limit on the size of files, which makes the same calls fail.
fn on_a_full_disk(mode: &str) -> (Output, String) {
    let folder = tempfile::tempdir().unwrap();
    let in_namespace = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script, VICTIM, mode]).arg(folder.path());
        command
    };
    let mount = r#"mount -t tmpfs -o size=96k tmpfs "$2""#;
    let allowed = in_namespace(mount).output().is_ok_and(|output| output.status.success());
    let (output, text, _) = if allowed {
        say("full disk: a tmpfs of 96 KiB in a user namespace");
        run(&mut in_namespace(&format!(r#"{mount} && exec "$0" "$1" "$2""#)))
    } else {
        say(
            "full disk: no user namespaces here, so the system was told to refuse files above 16 KiB",
        );
        let limit = r#"trap '' XFSZ; ulimit -f 32; exec "$0" "$1" "$2""#;
        run(Command::new("sh").args(["-c", limit, VICTIM, mode]).arg(folder.path()))
    };
    (output, text)
}

#[test]
fn a_full_disk_fails_a_run_that_is_to_leave_a_folder() {
    let (_, text) = on_a_full_disk("folder");
    let error = said(&text, "error");
    assert!(error.starts_with("can't write `") && error.contains(".pb`"), "{error}");
    assert!(error.contains("os error"), "the cause: {error}");
    assert!(error.contains("or choose another place with `--run-dir`"), "{error}");
    assert_eq!(said(&text, "kind"), "System");
    assert_eq!(said(&text, "states"), "failed", "what the run folder says");
}

#[test]
fn a_full_disk_leaves_no_half_entry_in_the_cache() {
    let (output, text) = on_a_full_disk("cache");
    assert!(output.status.success());
    assert_eq!(said(&text, "sum"), "990000", "the result is right");
    assert!(said(&text, "warning").contains("can't be written"), "{text}");
    assert_eq!(said(&text, "second sum"), "990000", "and right again");
    assert_eq!(said(&text, "left over"), "0");
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    // Below a file nobody can write, root included.
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let (_, text, _) = run(&mut victim("folder", &file));
    let error = said(&text, "error");
    assert!(
        error.starts_with("can't make the run folder `") && error.contains("/file/runs`"),
        "{error}"
    );
    assert_eq!(said(&text, "kind"), "System");

    let (output, text, _) = run(&mut victim("cache", &file));
    assert!(output.status.success());
    assert_eq!(said(&text, "sum"), "990000");
    assert!(said(&text, "warning").contains("/file/cache"), "{text}");
}

#[test]
fn a_task_that_panics() {
    let folder = tempfile::tempdir().unwrap();
    for mode in ["panic", "panic-on-a-thread"] {
        let (output, text, _) = run(&mut victim(mode, folder.path()));
        assert!(output.status.success(), "the process lives");
        let error = said(&text, "error");
        assert!(error.contains("panicked at ") && error.ends_with("the number is 7"), "{error}");
        assert!(error.starts_with("task `victim."), "{error}");
        assert_eq!(said(&text, "kind"), "User");
    }
}

#[test]
fn a_setting_that_means_nothing_is_an_error_that_names_it() {
    let home = tempfile::tempdir().unwrap();
    let with = |name: &str, value: &str| {
        let mut command = victim("standard-cache", home.path());
        run(command.env("HOME", home.path()).env(name, value)).1
    };
    let switches = ["FLYTE_LOCAL_CACHE_ENABLED", "FLYTE_LOCAL_CACHE_OVERWRITE"];
    for (name, value, fine) in [
        (switches[0], "maybe", false),
        (switches[0], "off", true),
        (switches[0], " ", true),
        (switches[1], "2", false),
        (switches[1], "YES", true),
        ("_F_L_MIN_SIZE_MB", "ten", false),
        ("_F_L_MIN_SIZE_MB", "-1", false),
        ("_F_L_MIN_SIZE_MB", "1.5", false),
        ("_F_L_MIN_SIZE_MB", "99999999999999999999", false),
        ("_F_L_MIN_SIZE_MB", " 20 ", true),
        ("_F_L_MAX_SIZE_MB", "1 GiB", false),
        ("_F_L_MAX_SIZE_MB", "", true),
    ] {
        let text = with(name, value);
        if fine {
            assert_eq!(said(&text, "value"), "1", "{name}={value}");
        } else {
            let error = said(&text, "error");
            assert!(error.starts_with(&format!("{name}: expected ")), "{name}={value}: {error}");
            assert!(error.contains(value), "{name}={value}: {error}");
        }
    }
}

#[test]
fn synchronous_tasks_that_time_out_hold_a_bounded_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let (output, text, _) = run(&mut victim("left-behind", folder.path()));
    assert!(output.status.success());
    assert_eq!(said(&text, "none"), "true");
    let threads: usize = said(&text, "threads").parse().unwrap();
    assert!(threads == 0 || (128..170).contains(&threads), "{threads} threads");
    let error = said(&text, "error");
    let wanted = "synchronous attempts that timed out or were given up still hold their threads (`victim.stuck` 1";
    assert!(error.contains(wanted) && error.starts_with("task `victim.quick`"), "{error}");
    assert_eq!(said(&text, "kind"), "System");
}

#[test]
fn a_task_that_never_ends() {
    let folder = tempfile::tempdir().unwrap();
    for mode in ["endless", "endless-async", "endless-blocking-async"] {
        let (output, text, took) = run(&mut victim(mode, folder.path()));
        assert!(said(&text, "error").contains("timed out after 300ms"), "{text}");
        // A body that blocks an async thread holds tokio's own shutdown; the victim then says `exit` itself.
        assert!(output.status.success());
        assert!(took < Duration::from_secs(60), "{mode} held the process for {took:?}");
    }
}
