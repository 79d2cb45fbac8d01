//! Asks the compiler what it says about each case and program: one generated package, each a program of it, so that
//! what they depend on is built once.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::case;

/// An error or a warning.
pub struct Diagnostic {
    /// Not a warning.
    pub is_error: bool,
    /// Where it lies: nowhere, if it is about the whole crate.
    pub file: Option<PathBuf>,
    /// The line, counted from 1.
    pub line: usize,
    /// Its message, labels, notes and helps.
    pub texts: Vec<String>,
    /// As a terminal shows it.
    pub rendered: String,
}

/// The compiler whose output is recorded.
pub fn pinned() -> String {
    let path = tests().join("../.ci/toolchain");
    fs::read_to_string(path).expect("`.ci/toolchain` names a compiler").trim().to_owned()
}

/// The compiler at hand.
pub fn version() -> String {
    let text = rustc(&["--version"]);
    text.split_whitespace().nth(1).unwrap_or_default().to_owned()
}

/// What the compiler says about each case (by its name) and program (by `pass_` and its name), in its order.
pub fn said() -> &'static HashMap<String, Vec<Diagnostic>> {
    static SAID: LazyLock<HashMap<String, Vec<Diagnostic>>> = LazyLock::new(ask);
    &SAID
}

fn ask() -> HashMap<String, Vec<Diagnostic>> {
    let (target, package) = package();
    let host = rustc(&["-vV"]);
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    // Where and as trybuild builds, so that either finds the other's dependencies built.
    let flags = ["--cfg", "trybuild", "--verbose", "-A", "dead_code"];
    let flags = format!("{flags:?}");
    let output = Command::new(cargo())
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", target.join("tests/trybuild"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .args(["check", "--offline", "--keep-going", "--message-format=json"])
        .args(["--target", host])
        .arg(format!("--config=build.rustflags={flags}"))
        .arg(format!("--config=target.{host}.rustflags={flags}"))
        .stderr(Stdio::piped())
        .output()
        .expect("cargo runs");
    let mut said: HashMap<String, Vec<Diagnostic>> = HashMap::new();
    let mut built = false;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let name = message["target"]["name"].as_str().unwrap_or_default();
        built |= name == "flyte" && message["reason"] == "compiler-artifact";
        if message["reason"] == "compiler-message"
            && let Some(diagnostic) = diagnostic(&message["message"])
        {
            said.entry(name.to_owned()).or_default().push(diagnostic);
        }
    }
    assert!(built, "\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// An error or a warning; other messages count them.
fn diagnostic(diagnostic: &Value) -> Option<Diagnostic> {
    let level =
        diagnostic["level"].as_str().filter(|level| ["error", "warning"].contains(level))?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut texts = vec![text(&diagnostic["message"])];
    for part in [std::slice::from_ref(diagnostic), &list(&diagnostic["children"])].concat() {
        texts.push(text(&part["message"]));
        texts.extend(list(&part["spans"]).iter().map(|span| text(&span["label"])));
    }
    let spans = list(&diagnostic["spans"]);
    // Of code that a macro of another crate wrote, the place that counts is its call.
    let mut primary = spans.iter().find(|span| span["is_primary"] == true);
    while let Some(span) = primary
        && !Path::new(span["file_name"].as_str().unwrap_or_default()).starts_with(tests())
        && span["expansion"].is_object()
    {
        primary = Some(&span["expansion"]["span"]);
    }
    let line = primary.and_then(|span| span["line_start"].as_u64()).unwrap_or_default();
    Some(Diagnostic {
        is_error: level == "error",
        file: primary.map(|span| PathBuf::from(text(&span["file_name"]))),
        line: usize::try_from(line).unwrap_or_default(),
        texts,
        rendered: text(&diagnostic["rendered"]),
    })
}

/// Writes the package; gives the workspace's target folder and its own.
fn package() -> (PathBuf, PathBuf) {
    let tests = tests();
    let root = tests.parent().expect("the workspace's root");
    let metadata = Command::new(cargo())
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("metadata");
    let target = PathBuf::from(metadata["target_directory"].as_str().expect("a target folder"));
    let package = target.join("tests/ui");
    fs::create_dir_all(&package).expect("a folder for the package");
    let mut manifest = format!(
        r#"[package]
name = "flyte-ui"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
flyte = {{ path = {root:?} }}
flyte-tests = {{ path = {tests:?} }}
anyhow = "1"
bytes = "1"
chrono = {{ version = "0.4", default-features = false }}
serde = {{ version = "1", features = ["derive"] }}
tokio = {{ version = "1", default-features = false }}
"#
    );
    let mut program = |name: &str, path: &Path| {
        let path = tests.join(path);
        let kind = if name == "pass_library" { "[lib]" } else { "[[bin]]" };
        let _ = write!(manifest, "\n{kind}\nname = {name:?}\npath = {path:?}\n");
    };
    for case in case::all() {
        program(&case.name, &case.path);
    }
    for path in case::files(Path::new("ui/pass")) {
        program(&format!("pass_{}", case::stem(&path)), &path);
    }
    fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).expect("a lock file");
    (target, package)
}

/// The folder of this package.
fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn rustc(arguments: &[&str]) -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(arguments).output().expect("rustc runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
