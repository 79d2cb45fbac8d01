//! What a run prints, and where.

use std::path::Path;
use std::process::Stdio;

use serde_json::json;

use crate::app::{App, last_json, said};

#[test]
fn results_go_to_stdout_and_the_rest_to_stderr() {
    let app = App::pipeline();
    let said = app.run(&["run", "squares", "--numbers", "[1, 2, 3]"]);
    assert_eq!(said.stdout, "[1, 4, 9]\n");
    for words in ["running pipeline.squares", "finished", "run folder: .flyte", "graph.svg"] {
        assert!(said.stderr.contains(words), "`{words}` in {said:#?}");
    }
    assert!(!said.stderr.contains('\x1b'), "{said:#?}");
}

#[test]
fn several_outputs_are_aligned() {
    let said = App::pipeline().run(&["run", "split"]);
    assert_eq!(said.ok(), "train  [1]\ntest   [2, 3]\n");
}

#[test]
fn what_is_printed_can_be_given() {
    let app = App::pipeline();
    let turn = |shape: &str| app.run(&["run", "turn", "--shape", shape]).ok();
    assert_eq!(turn("Nothing"), "Nothing\n");
    assert_eq!(turn(r#"{"Circle": 1.5}"#), "{\"Circle\": 1.5}\n");
    let turned = turn(r#"{"Rectangle": {"width": 1, "height": 2}}"#);
    assert_eq!(turned, "{\"Rectangle\": {\"width\": 2.0, \"height\": 1.0}}\n");
    assert_eq!(turn(&turned), "{\"Rectangle\": {\"width\": 1.0, \"height\": 2.0}}\n");
}

#[test]
fn scripts_get_one_object() {
    let app = App::pipeline();
    for args in [
        ["run", "split", "--output", "json", "--no-cache"],
        ["run", "--output", "json", "--no-cache", "split"],
    ] {
        let said = app.run(&args).json();
        assert_eq!(said["outputs"], json!({"train": [1], "test": [2, 3]}));
        assert_eq!(said.as_object().unwrap().keys().collect::<Vec<_>>(), ["outputs", "run"]);
        assert!(Path::new(said["run"].as_str().unwrap()).join("outputs.pb").exists());
    }
}

#[test]
fn run_folders_lie_where_they_are_wanted() {
    let app = App::pipeline();
    let folder = |said: serde_json::Value| said["run"].as_str().unwrap().to_owned();
    let args = ["run", "split", "--output", "json"];
    assert!(folder(app.run(&args).json()).contains(".flyte/runs/"));
    let said = said(app.command(&args).env("FLYTE_RUN_DIR", "elsewhere"));
    assert!(folder(last_json(&said.stdout)).contains("elsewhere"));
    let args = ["run", "split", "--output", "json", "--run-dir", "here"];
    let said = said2(&app, &args);
    assert!(folder(said).contains("here"));
}

fn said2(app: &App, args: &[&str]) -> serde_json::Value {
    last_json(&said(app.command(args).env("FLYTE_RUN_DIR", "elsewhere")).ok())
}

#[test]
fn the_cache_is_used_unless_it_is_not_wanted() {
    let app = App::pipeline();
    let run = |extra: &[&str]| {
        let said = app.run(&[&["run", "train", "--trips", "[]"], extra].concat());
        assert_eq!(said.code, Some(0), "{said:#?}");
        said.stderr.contains("from the cache")
    };
    assert!(!run(&[]));
    assert!(run(&[]));
    assert!(!run(&["--no-cache"]));
    let cleared = app.run(&["cache", "clear"]).ok();
    assert!(cleared.contains("removed 1 cached"), "{cleared}");
    assert!(!run(&[]));
}

#[test]
fn a_closed_pipe_is_no_error() {
    for args in
        [&["list"][..], &["run", "split"], &["completions", "bash"], &["run", "split", "--help"]]
    {
        let app = App::pipeline();
        let mut child =
            app.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
        assert!(!stderr.contains("error") && !stderr.contains("panicked"), "{stderr}");
    }
}

#[test]
fn no_color_means_no_color() {
    let app = App::pipeline();
    let colored = |no: Option<&str>| {
        let mut command = app.command(&["run", "fail"]);
        match no {
            Some(value) => command.env("NO_COLOR", value).env_remove("CLICOLOR_FORCE"),
            None => command.env("CLICOLOR_FORCE", "1"),
        };
        said(&mut command).stderr.contains('\x1b')
    };
    assert!(colored(None));
    assert!(!colored(Some("1")));
}

#[test]
fn logs_are_asked_for() {
    let app = App::pipeline();
    let said = said(app.command(&["run", "split"]).env("RUST_LOG", "trace"));
    assert_eq!(said.stdout, "train  [1]\ntest   [2, 3]\n");
}

#[test]
fn progress_says_which_arm_and_counts_the_nodes_it_announced() {
    let app = App::pipeline();
    let said = app.run(&["run", "pipeline.pipeline", "--trips", "[]"]);
    assert!(said.stderr.contains("if took `else` at tests/apps/pipeline.rs:"), "{said:#?}");
    let said = app.run(&["run", "squares", "--numbers", "[1, 2, 3]"]);
    assert!(said.stderr.contains("running pipeline.squares (1 node)"), "{said:#?}");
    assert!(said.stderr.contains(": 1 done; inside 3 done"), "{said:#?}");
    // Those that the failure of others kept from running are counted too.
    let said = app.run(&["run", "fails_first"]);
    assert!(said.stderr.contains("running pipeline.fails_first (3 nodes)"), "{said:#?}");
    assert!(said.stderr.contains(": 1 failed, 2 not begun\n"), "{said:#?}");
}
