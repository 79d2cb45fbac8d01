//! What `#[task]` costs when a crate is checked, against plain functions of the same signatures, and against functions
//! with `#[tracing::instrument]`, an attribute that many programs have on as many functions.
//!
//! Four crates are generated below the target folder, outside the workspace: one of tasks, one of instrumented
//! functions, one of plain ones, one empty. Each is touched and checked again, and the empty one's share (cargo, the
//! compiler's start, the crates that it reads) is taken off the others.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use flyte_benches::{Suite, children_cpu, info, median, ratio};

const NAME: &str = "macro/check_per_task";
const FUNCTIONS: usize = 500;
const ROUNDS: usize = 9;
const LIMIT: f64 = 9.0;
const BESIDE: &str = "macro/check_per_instrument";
const LIMIT_BESIDE: f64 = 2.0;

/// A crate to be checked.
struct Generated {
    folder: PathBuf,
    target: PathBuf,
}

impl Generated {
    /// Writes a crate whose library is `code`, with the workspace's lock file.
    fn new(base: &Path, name: &str, code: &str) -> io::Result<Generated> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        let folder = base.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nflyte = {{ path = {workspace:?} }}\nserde = \"1\"\n\
             tracing = {{ version = \"0.1\", features = [\"attributes\"] }}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let code = format!("#![allow(missing_docs)]\n\nuse flyte::prelude::*;\n{code}");
        fs::write(folder.join("src/lib.rs"), code)?;
        Ok(Generated { folder, target: base.join("target") })
    }

    /// Checks it, and gives the seconds of CPU that this took.
    fn check(&self) -> io::Result<f64> {
        let file = fs::File::options().append(true).open(self.folder.join("src/lib.rs"))?;
        file.set_modified(SystemTime::now() + Duration::from_secs(1))?;
        let before = children_cpu();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .stdin(Stdio::null())
            .output()?;
        let took = children_cpu() - before;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(took.as_secs_f64())
    }
}

/// What a function does: the five lines that a small task has, or a single one.
#[derive(Clone, Copy)]
enum BodyOf {
    SmallTask,
    OneLine,
}

fn functions(attribute: &str, body: BodyOf) -> String {
    let mut code = String::new();
    for index in 0..FUNCTIONS {
        let body = match body {
            BodyOf::SmallTask => format!(
                "let words: Vec<&str> = text.split_whitespace().collect();\n    \
                 let long = words.iter().filter(|word| word.len() as i64 >= least).count();\n    \
                 if long == 0 {{\n        \
                     return Err(Error::msg(format!(\"none of {{}} words is long enough\", words.len())));\n    \
                 }}\n    \
                 Ok(long as i64 + {index})"
            ),
            BodyOf::OneLine => format!("Ok(least + text.len() as i64 + {index})"),
        };
        let _ = write!(
            code,
            "\n/// Counts the words that are long enough.\n\
             {attribute}pub fn step_{index}(least: i64, text: String) -> Result<i64> {{\n    {body}\n}}\n"
        );
    }
    code
}

/// What tasks cost.
struct Cost {
    /// The median ratio to plain functions.
    ratio: f64,
    /// The median ratio to instrumented functions.
    beside: f64,
    /// The microseconds of a task.
    each: f64,
}

fn measure(base: &Path, body: BodyOf) -> io::Result<Cost> {
    let tasks = Generated::new(base, "tasks", &functions("#[task]\n", body))?;
    let instrumented =
        Generated::new(base, "instrumented", &functions("#[tracing::instrument]\n", body))?;
    let plain = Generated::new(base, "plain", &functions("", body))?;
    let empty = Generated::new(base, "empty", "")?;
    // What they depend on is checked once, and not counted.
    for generated in [&tasks, &instrumented, &plain, &empty] {
        generated.check()?;
    }
    let (mut ratios, mut beside, mut each) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let [tasks, empty, plain] = [tasks.check()?, empty.check()?, plain.check()?];
        ratios.push((tasks - empty) / (plain - empty));
        beside.push((tasks - empty) / (instrumented.check()? - empty));
        each.push((tasks - empty) / FUNCTIONS as f64 * 1e6);
    }
    Ok(Cost { ratio: median(&mut ratios), beside: median(&mut beside), each: median(&mut each) })
}

fn run() -> io::Result<()> {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check");
    let Cost { ratio: small_task, beside, each } = measure(&base, BodyOf::SmallTask)?;
    info(format_args!(
        "{NAME}: {small_task:.2} for bodies of five lines, {each:.0} µs of CPU for each task"
    ));
    info(format_args!("{BESIDE}: {beside:.2} for bodies of five lines"));
    // The harder one: there is almost nothing to check but what the macro adds.
    let Cost { ratio: one_line, beside, each } = measure(&base, BodyOf::OneLine)?;
    info(format_args!("{NAME}: {each:.0} µs of CPU for each task with a body of one line"));
    ratio(NAME, one_line, LIMIT);
    ratio(BESIDE, beside, LIMIT_BESIDE);
    Ok(())
}

fn main() {
    let suite = Suite::from_args();
    if suite.measures() && (suite.wants(NAME) || suite.wants(BESIDE)) {
        run().expect("crates that can be checked");
    }
}
