//! What the compiler says about a mistake, and that what should compile does.
//!
//! `fail/THEME/MISTAKE.rs` makes one mistake. Its first line is the rule that it breaks, and the guilty line ends in
//! `//~ words`. Two things are checked:
//!
//! * on every compiler: the first error lies on that line, and its message, labels, notes or helps have those words;
//! * on the compiler that `.ci/toolchain` pins: the whole output is the one recorded beside the case in `MISTAKE.stderr`.
//!
//! `pass/*.rs` are programs that must compile without a warning, and run.
//!
//! `UI=words cargo test --test ui` looks only at cases whose path has these words, and
//! `TRYBUILD=overwrite cargo test --test ui` records the output anew.

mod case;
mod compiler;
#[allow(dead_code)]
mod pass;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Both tests use the same built dependencies, and cargo would have one wait for the other anyway.
fn one_at_a_time() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn each_mistake_is_told_on_its_line_with_what_to_write() {
    let _turn = one_at_a_time();
    let cases = case::all();
    let said = compiler::said();
    let mut wrong = String::new();
    for case in &cases {
        let error = said.get(&case.name).and_then(|all| all.iter().find(|one| one.is_error));
        if let Err(why) = case.judge(error) {
            let _ = writeln!(wrong, "{}: {why}\n", case.path.display());
        }
    }
    assert!(wrong.is_empty(), "\n\n{wrong}");
    println!("{} mistakes, each told on its line", cases.len());
}

#[test]
fn the_whole_output_is_the_recorded_one() {
    let _turn = one_at_a_time();
    let (pinned, found) = (compiler::pinned(), compiler::version());
    if found != pinned {
        println!("recorded output is compared on Rust {pinned} only, and this is {found}");
        return;
    }
    let tests = trybuild::TestCases::new();
    for case in case::all() {
        tests.compile_fail(&case.path);
    }
}

#[test]
fn what_should_compile_does_without_a_warning() {
    let _turn = one_at_a_time();
    let said = compiler::said();
    let mut wrong = String::new();
    for path in case::files(Path::new("ui/pass")) {
        let name = case::stem(&path);
        assert!(pass::NAMES.contains(&&*name), "`{name}` is not among the programs of `pass.rs`");
        for diagnostic in said.get(&format!("pass_{name}")).into_iter().flatten() {
            let _ = writeln!(wrong, "{}: {}\n", path.display(), diagnostic.rendered);
        }
    }
    assert!(wrong.is_empty(), "\n\n{wrong}");
}
