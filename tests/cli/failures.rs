//! Which exit code and what words a failure has.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::json;

use crate::app::{App, last_json, said};

#[test]
fn exit_codes_tell_whose_fault_it_is() {
    let app = App::pipeline();
    app.run(&["run", "failing"]).fails(1, &["task `pipeline.fail`", "the table has no rows"]);
    app.run(&["run", "fail", "--how", "panic"])
        .fails(1, &["task `pipeline.fail`", "this went wrong"]);
    app.run(&["run", "fail", "--how", "system"])
        .fails(3, &["task `pipeline.fail`", "the disk is gone"]);
    app.run(&["run", "fail", "--who", "me"]).fails(2, &["unknown flag `--who`"]);
    app.run(&["dance"]).fails(2, &["unknown command `dance`"]);
    app.run(&["lst"]).fails(2, &["unknown command `lst`", "did you mean `list`?"]);
    let said = app.run(&["failing"]).fails(2, &["unknown command `failing`"]);
    assert!(said.stderr.contains("pipeline run failing"), "{said:#?}");
    app.run(&["show"]).fails(2, &["<NAME> is missing"]);
    app.run(&["cache"]).fails(2, &["a command is missing: clear"]);
    app.run(&["list", "--output", "yaml"])
        .fails(2, &["--output: expected one of text, json, found \"yaml\""]);
}

#[test]
fn scripts_get_the_error() {
    let app = App::pipeline();
    let said = app.run(&["run", "failing", "--output", "json"]);
    assert_eq!(said.code, Some(1));
    let failure = last_json(&said.stdout);
    let source = failure["error"]["source"].as_str().unwrap();
    assert!(source.contains("pipeline.rs:"), "{failure}");
    let expected = json!({
        "task": "pipeline.fail", "input": null, "message": "the table has no rows", "kind": "user",
        "node": "n0", "source": source,
    });
    assert_eq!(failure["error"], expected);
    assert!(std::path::Path::new(failure["run"].as_str().unwrap()).join("error.pb").is_file());

    // A task that runs alone stands where its function does.
    let said = app.run(&["run", "fail", "--how=system", "--output=json"]);
    let source = last_json(&said.stdout)["error"]["source"].clone();
    assert!(source.as_str().unwrap().starts_with("tests/apps/pipeline.rs:"), "{source}");
    assert_eq!((said.code, &last_json(&said.stdout)["error"]["kind"]), (Some(3), &json!("system")));

    let said = app.run(&["run", "echo", "--whole", "x", "--output", "json"]);
    assert_eq!(said.code, Some(2));
    let expected = json!({"error": {
        "task": "pipeline.echo",
        "input": "whole",
        "message": "--whole: expected an integer, found \"x\"",
        "kind": "usage",
    }});
    assert_eq!(last_json(&said.stdout), expected);

    let said = app.run(&["run", "nothing", "--output", "json"]);
    assert_eq!((said.code, &last_json(&said.stdout)["error"]["kind"]), (Some(2), &json!("usage")));
}

#[test]
fn a_run_folder_that_cant_be_made_is_a_system_failure() {
    let app = App::pipeline();
    app.file("plain", "");
    let said = app.run(&["run", "split", "--run-dir", "plain/runs"]);
    said.fails(3, &["plain/runs"]);
}

#[test]
fn a_graph_of_a_task_is_a_usage_error() {
    App::pipeline().run(&["graph", "echo"]).fails(2, &["`pipeline.echo` is a task"]);
}

#[test]
fn a_task_that_never_ends_fails_at_its_timeout() {
    let began = std::time::Instant::now();
    App::pipeline().run(&["run", "endless"]).fails(1, &["task `pipeline.endless`", "200ms"]);
    assert!(began.elapsed() < std::time::Duration::from_secs(60));
}

#[test]
fn a_cache_that_cant_be_written_is_a_warning() {
    let app = App::pipeline();
    app.file("plain", "");
    let home = app.folder().join("plain");
    let said = said(app.command(&["run", "remember", "--number", "3"]).env("HOME", home));
    assert!(said.stderr.contains("warning:"), "{said:#?}");
    assert_eq!(said.ok(), "3\n");
}

#[test]
fn a_killed_run_leaves_a_cache_that_can_be_used() {
    let app = App::pipeline();
    let mut child = app.command(&["run", "remembered"]).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    lines.take_while(|line| !line.contains("wait_after started")).for_each(drop);
    child.kill().unwrap();
    child.wait().unwrap();
    let said = said(app.command(&["run", "remembered"]).env("DONT_WAIT", "1"));
    assert!(said.stderr.contains("from the cache"), "{said:#?}");
    assert_eq!(said.ok(), "7\n");
}

#[test]
fn scripts_get_the_causes_too() {
    let said = App::pipeline().run(&["run", "fail", "--how", "caused", "--output", "json"]);
    assert_eq!(
        last_json(&said.stdout)["error"]["message"],
        json!("no rate in the table: invalid float literal")
    );
}

#[cfg(unix)]
#[test]
fn a_variable_that_says_nothing_is_never_passed_over() {
    use std::os::unix::ffi::OsStringExt;

    let app = App::pipeline();
    let with = |name: &str, value: &[u8]| {
        let value = std::ffi::OsString::from_vec(value.to_vec());
        said(app.command(&["run", "split"]).env(name, value))
    };
    let latin = b"\xe4";
    for (value, words) in [
        (&latin[..], "RUST_LOG: \"\\xE4\" is not UTF-8"),
        (b"a=b=c", "RUST_LOG: \"a=b=c\": "),
        (b"inf", "RUST_LOG: `inf` stands for a crate of that name"),
        (b"debug,verbose", "RUST_LOG: `verbose` stands for a crate"),
    ] {
        let said = with("RUST_LOG", value);
        assert!(said.stderr.contains(&format!("warning: {words}")), "{said:#?}");
        assert_eq!(said.code, Some(0));
    }
    for value in ["", "warn", "WARN,my_crate=debug", "my_crate", "off", "[span]=debug", "3"] {
        let said = with("RUST_LOG", value.as_bytes());
        assert!(!said.stderr.contains("warning:"), "{value}: {said:#?}");
    }
    for value in [&b"0"[..], b"", b"many", latin] {
        with("TOKIO_WORKER_THREADS", value).fails(2, &["TOKIO_WORKER_THREADS: expected a number"]);
    }
    let mut command = app.command(&["run", "split", "--run-dir"]);
    said(command.arg(std::ffi::OsString::from_vec(b"d\xe4".to_vec())))
        .fails(2, &["the argument \"d\\xE4\" is not UTF-8"]);
    for name in [
        "FLYTE_RUN_DIR",
        "FLYTE_RAW_OUTPUT_PREFIX",
        "FLYTE_LOCAL_CACHE_ENABLED",
        "FLYTE_LOCAL_CACHE_OVERWRITE",
    ] {
        with(name, latin).fails(2, &[name]);
    }
}

#[test]
fn switches_are_true_or_false() {
    let app = App::pipeline();
    for name in ["FLYTE_LOCAL_CACHE_ENABLED", "FLYTE_LOCAL_CACHE_OVERWRITE"] {
        let mut command = app.command(&["run", "split"]);
        let words = format!("{name}: expected true or false, found \"flase\"");
        said(command.env(name, "flase")).fails(2, &[&words]);
        assert_eq!(said(command.env(name, "")).code, Some(0));
        assert_eq!(said(command.env(name, "off")).code, Some(0));
    }
}

#[test]
fn a_variable_that_means_nothing_is_named() {
    let app = App::pipeline();
    for (name, value, words) in [
        ("HOME", "here", "HOME: expected an absolute path, found \"here\""),
        ("FLYTE_RAW_OUTPUT_PREFIX", "~/raw", "FLYTE_RAW_OUTPUT_PREFIX: `~/raw` is no path"),
        (
            "FLYTE_LOCAL_CACHE_ENABLED",
            "perhaps",
            "FLYTE_LOCAL_CACHE_ENABLED: expected true or false",
        ),
    ] {
        let mut command = app.command(&["run", "square", "--number", "2"]);
        said(command.env(name, value)).fails(2, &[words]);
        let entries = std::fs::read_dir(app.folder()).unwrap();
        assert_eq!(entries.count(), 0, "{name}: nothing is written before it is clear where");
    }
}
