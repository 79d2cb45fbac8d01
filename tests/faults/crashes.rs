//! SIGKILL at each rename, write and sync of a run with a cache, files, a table and an offloaded value: nothing that is
//! wrong or half written is read afterwards. `strace` kills; where it isn't there the test says so.

use std::path::Path;
use std::process::{Command, Stdio};

use flyte_types::idl::core::LiteralMap;
use prost::Message;

use crate::{VICTIM, files, run, said, say, victim};

/// The calls of the system at which the process is killed. Each thread counts its own, and so the runs end when no
/// thread makes so many.
const POINTS: [(&str, u32); 4] = [
    ("rename,renameat,renameat2,link,linkat", 40),
    ("fsync,fdatasync", 40),
    ("write,pwrite64,writev,copy_file_range,sendfile", 40),
    ("mkdir,mkdirat,chmod,fchmod,fchmodat,utimensat,unlink,unlinkat", 40),
];

pub(crate) fn strace_works() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    tried.is_ok_and(|output| output.status.success())
}

/// Runs the victim, which is killed when one of its threads makes one of these calls for the nth time; whether it was.
fn is_killed(folder: &Path, calls: &str, n: u32) -> bool {
    let status = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null"])
        .arg(format!("--trace={calls}"))
        .arg(format!("--inject={calls}:signal=SIGKILL:when={n}"))
        .args([VICTIM, "every-kind"])
        .arg(folder)
        .env("HOME", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    !status.success()
}

/// Every file of the run folder is whole.
pub(crate) fn look_at_the_run(folder: &Path) {
    for path in files(&folder.join("runs")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        match name {
            "outputs.pb" => {
                let map = LiteralMap::decode(&bytes[..]).unwrap();
                assert_eq!(map.literals.len(), 1, "{}", path.display());
            }
            "inputs.pb" if path.parent().unwrap().ends_with("data") => {
                let map = LiteralMap::decode(&bytes[..]).unwrap();
                assert!(!map.literals.is_empty(), "{}", path.display());
            }
            "run.json" => {
                let about: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                let state = about["state"].as_str().unwrap();
                assert!(["running", "succeeded", "failed"].contains(&state), "{about}");
                let outputs = path.with_file_name("outputs.pb");
                assert!(state != "succeeded" || outputs.exists(), "{about}");
            }
            _ => {}
        }
    }
}

#[test]
fn killed_at_every_point() {
    if !strace_works() {
        return say("SIGKILL at each call: not run, there is no strace here that works");
    }
    let whole = tempfile::tempdir().unwrap();
    let (_, text, _) = run(victim("every-kind", whole.path()).env("HOME", whole.path()));
    let right = said(&text, "sum").to_owned();
    let mut points = 0;
    for (calls, most) in POINTS {
        for n in 1..=most {
            let folder = tempfile::tempdir().unwrap();
            if !is_killed(folder.path(), calls, n) {
                break;
            }
            points += 1;
            look_at_the_run(folder.path());
            // what is found is taken, what is missing is made; twice, for what the second run has found
            for _ in 0..2 {
                let (output, text, _) =
                    run(victim("every-kind", folder.path()).env("HOME", folder.path()));
                assert!(output.status.success(), "{calls} {n}: {text}");
                assert_eq!(said(&text, "sum"), right, "{calls} {n}");
            }
            let (_, text, _) = run(victim("every-kind", folder.path()).env("HOME", folder.path()));
            assert_eq!(said(&text, "cached"), "5", "{calls} {n}: everything is whole now");
        }
    }
    say(&format!("SIGKILL at each call: {points} points"));
    assert!(points >= 12, "{points}");
}
