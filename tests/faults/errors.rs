//! The system refuses a call of a run with a cache, files, a table and an offloaded value: each ends in the right result or
//! in an error that names what failed and what helps, and nothing half written is read afterwards. `strace` makes calls
//! fail; where it isn't there the test says so. A write isn't refused in this way: the runtime wakes its threads by writes too.
//! Full disks are in `main`.

use std::path::Path;
use std::process::{Command, Output};

use crate::crashes::{look_at_the_run, strace_works};
use crate::{VICTIM, run, said, say, victim};

const READS: &str = "read,pread64,readv";

/// Calls, the error, the system's word for it, and what an error says to do about it.
const ERRORS: [(&str, &str, &str, &str); 8] = [
    (READS, "EIO", "os error 5", "see whether its disk is broken"),
    ("openat", "EIO", "os error 5", "see whether its disk is broken"),
    ("openat", "EMFILE", "os error 24", "ulimit -n"),
    ("openat", "ENFILE", "os error 23", "ulimit -n"),
    ("openat", "EACCES", "os error 13", "make it "),
    ("openat", "ELOOP", "os error 40", "see where its symbolic links lead"),
    ("openat", "EROFS", "os error 30", "make it writable"),
    ("openat", "ENAMETOOLONG", "os error 36", "give it a shorter name"),
];

/// Which calls of a thread fail. The first ones belong to the start of the program.
const TIMES: [u32; 6] = [1, 2, 4, 8, 14, 24];

/// Runs the victim, of which a thread's nth of these calls fails; none if no thread makes so many.
fn refused(folder: &Path, calls: &str, error: &str, n: u32) -> Option<Output> {
    let log = folder.with_extension("strace");
    let output = Command::new("strace")
        .args(["-f", "-qq", "-o"])
        .arg(&log)
        .arg(format!("--trace={calls}"))
        .arg(format!("--inject={calls}:error={error}:when={n}"))
        .args([VICTIM, "every-kind"])
        .arg(folder)
        .env("HOME", folder)
        .output()
        .unwrap();
    let lines = std::fs::read(&log).unwrap_or_default();
    let _ = std::fs::remove_file(&log);
    String::from_utf8_lossy(&lines).contains("(INJECTED)").then_some(output)
}

#[test]
fn refused_calls_end_in_words_and_lose_nothing() {
    if !strace_works() {
        return say("calls that the system refuses: not run, there is no strace here that works");
    }
    let whole = tempfile::tempdir().unwrap();
    let (_, text, _) = run(victim("every-kind", whole.path()).env("HOME", whole.path()));
    let right = said(&text, "sum").to_owned();
    let (mut points, mut errors) = (0, 0);
    for (calls, error, code, advice) in ERRORS {
        for n in TIMES {
            let folder = tempfile::tempdir().unwrap();
            let Some(output) = refused(folder.path(), calls, error, n) else { break };
            points += 1;
            let (text, said_aside) =
                (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            let what = format!("{error} at {calls} {n}: {text}{said_aside}");
            if let Some(sum) = text.lines().find_map(|line| line.strip_prefix("sum: ")) {
                assert_eq!(sum, right, "{what}");
            } else if let Some(line) = text.lines().find_map(|line| line.strip_prefix("error: ")) {
                errors += 1;
                assert!(
                    line.contains('/') && line.contains(code) && line.contains(advice),
                    "{what}"
                );
            } else {
                // the program itself didn't start, or couldn't print
                assert!(!output.status.success(), "{what}");
                assert!(!said_aside.contains("flyte-core/src"), "no panic of ours: {what}");
            }
            look_at_the_run(folder.path());
            let (again, text, _) =
                run(victim("every-kind", folder.path()).env("HOME", folder.path()));
            assert!(again.status.success() && said(&text, "sum") == right, "after {what}: {text}");
        }
    }
    say(&format!("calls that the system refuses: {points} points, {errors} errors"));
    assert!(points > 20, "{points} points, {errors} errors");
}

/// The limit itself, not an error of `strace`: whatever a process may have open, it is told or it is enough.
#[test]
fn too_many_open_files() {
    let whole = tempfile::tempdir().unwrap();
    let (_, text, _) = run(victim("every-kind", whole.path()).env("HOME", whole.path()));
    let right = said(&text, "sum").to_owned();
    let mut told = 0;
    for limit in 8..28 {
        let folder = tempfile::tempdir().unwrap();
        let script = format!(r#"ulimit -n {limit}; exec "$0" "$1" "$2""#);
        let mut command = Command::new("sh");
        command.args(["-c", &script, VICTIM, "every-kind"]).arg(folder.path());
        let (output, text, _) = run(command.env("HOME", folder.path()));
        match text.lines().find_map(|line| line.strip_prefix("error: ")) {
            Some(error) if error.contains("Too many open files") => {
                told += 1;
                assert!(error.contains("ulimit -n"), "{limit}: {error}");
            }
            Some(error) => panic!("{limit}: {error}"),
            None if output.status.success() => assert_eq!(said(&text, "sum"), right, "{limit}"),
            // the runtime itself has no files for what it waits with
            None => {}
        }
        let (again, text, _) = run(victim("every-kind", folder.path()).env("HOME", folder.path()));
        assert!(again.status.success() && said(&text, "sum") == right, "after {limit}: {text}");
    }
    say(&format!("too many open files: told at {told} limits"));
    assert!(told > 0);
}
