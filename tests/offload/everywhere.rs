//! With every output offloaded, all programs give the same results.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The examples, as programs.
fn examples() -> &'static [(String, PathBuf)] {
    static BUILT: OnceLock<Vec<(String, PathBuf)>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "-q", "--workspace", "--examples", "--message-format", "json"])
            .current_dir(root())
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(built.status.success());
        let mut found = Vec::new();
        for line in String::from_utf8(built.stdout).unwrap().lines() {
            let said: serde_json::Value = serde_json::from_str(line).unwrap();
            if said["target"]["kind"][0] == "example" {
                let name = said["target"]["name"].as_str().unwrap().to_owned();
                found.push((name, said["executable"].as_str().unwrap().into()));
            }
        }
        let written = std::fs::read_dir(root().join("examples")).unwrap();
        let written = written
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "rs"));
        assert_eq!(found.len(), written.count());
        found
    })
}

/// What a program prints in a folder of its own, and how many values it offloaded into a run folder, if it has one:
/// without, they go with the run.
fn run(program: &Path, args: &[&str], min: Option<&str>) -> (String, Option<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(root())
        .env("HOME", folder.path())
        .env("TMPDIR", folder.path())
        .env("FLYTE_RUN_DIR", folder.path().join("runs"))
        .env_remove("FLYTE_RAW_OUTPUT_PREFIX")
        .env_remove("_F_L_MIN_SIZE_MB")
        .env_remove("_F_L_MAX_SIZE_MB")
        .stdin(Stdio::null());
    if let Some(min) = min {
        command.env("_F_L_MIN_SIZE_MB", min);
    }
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let problems = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{} {args:?}: {text}{problems}", program.display());
    let text = text.replace(folder.path().to_str().unwrap(), "");
    let runs = folder.path().join("runs").exists();
    (without_names(&text), runs.then(|| offloaded(folder.path())))
}

/// Text without the random names of files and the names of runs.
fn without_names(text: &str) -> String {
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut kept: Vec<&str> = Vec::new();
    let mut before = "";
    for part in text.split('/') {
        if before == "runs" {
            kept.push(part.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == '-'));
        } else if !(part.len() == 32 && is_hex(part)) {
            kept.push(part);
        }
        before = part;
    }
    kept.join("/")
}

fn offloaded(folder: &Path) -> usize {
    let (mut count, mut folders) = (0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap();
            count += usize::from(name.ends_with("_offloaded_metadata.pb"));
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    count
}

fn same(program: &Path, args: &[&str]) {
    let (wanted, none) = run(program, args, None);
    assert!(matches!(none, None | Some(0)), "{}", program.display());
    let (found, some) = run(program, args, Some("0"));
    assert_eq!(found, wanted, "{} {args:?}", program.display());
    assert_ne!(some, Some(0), "{} {args:?} offloaded nothing", program.display());
}

#[test]
fn the_examples() {
    for (name, program) in examples() {
        println!("{name}");
        same(program, &[]);
    }
}

#[test]
fn the_programs_of_the_tests() {
    let pipeline = Path::new(env!("CARGO_BIN_EXE_pipeline"));
    let trips = r#"[{"distance": 1.5, "fare": 9.0, "note": null}, {"distance": 3, "fare": 20.5, "note": "x"}]"#;
    for args in [
        &["run", "squares", "--numbers", "[1, 2, 3]"][..],
        &["run", "split"],
        &["run", "split", "--output", "json"],
        &["run", "scaled", "--number", "3"],
        &["run", "pipeline.pipeline", "--trips", trips],
        &["run", "pipeline.pipeline", "--trips", "[]"],
        &["run", "train", "--trips", trips, "--output", "json"],
        &["run", "turn", "--shape", r#"{"Rectangle": {"width": 1, "height": 2}}"#],
        &["run", "turn", "--shape", "Nothing"],
    ] {
        if args.contains(&"json") {
            // the run folder's name is in it
            let outputs = |min| {
                let said: serde_json::Value =
                    serde_json::from_str(&run(pipeline, args, min).0).unwrap();
                said["outputs"].clone()
            };
            assert_eq!(outputs(None), outputs(Some("0")));
        } else {
            same(pipeline, args);
        }
    }
    same(Path::new(env!("CARGO_BIN_EXE_single")), &["run", "greeting"]);
    same(Path::new(env!("CARGO_BIN_EXE_marked")), &["run", "first"]);
    same(Path::new(env!("CARGO_BIN_EXE_marked")), &["run", "second", "--number", "4"]);
}
