//! `list`, `show`, `graph` and completions.

use serde_json::{Value, json};

use crate::app::App;

#[test]
fn list_names_everything_and_the_crates() {
    let list = App::pipeline().run(&["list"]).ok();
    for words in
        ["Workflows", "Tasks", "pipeline.north.scale", "Trains on one day of trips.", "pipeline ("]
    {
        assert!(list.contains(words), "`{words}` in {list}");
    }
}

#[test]
fn list_is_json_for_scripts() {
    let list: Value =
        serde_json::from_str(&App::pipeline().run(&["list", "--output", "json"]).ok()).unwrap();
    let list = list.as_array().unwrap();
    let train = list.iter().find(|entity| entity["name"] == "pipeline.train").unwrap();
    let keys: Vec<_> = train.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["kind", "name", "description", "inputs", "outputs"]);
    assert_eq!(train["kind"], "task");
    assert_eq!(train["inputs"]["max_epochs"]["default"], json!(3));
    assert_eq!(train["inputs"]["trips"]["required"], json!(true));
    assert_eq!(train["outputs"]["o0"]["type"], "Model");
    let names: Vec<_> = list.iter().map(|entity| entity["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.contains(&"pipeline.squares"), "{names:?}");
    assert!(list.iter().any(|entity| entity["kind"] == "workflow"));
}

#[test]
fn show_has_the_whole_interface() {
    let show = App::pipeline().run(&["show", "train"]).ok();
    for words in [
        "task pipeline.train",
        "pipeline.rs:",
        "The longer it trains the better it gets.",
        "trips       list[Trip]",
        "[default: 3]",
        "Model",
        "version 1",
        "10m",
        "cpu 500m, memory 1Gi",
        "pipeline run train --trips <JSON>",
    ] {
        assert!(show.contains(words), "`{words}` in {show}");
    }
    let show = App::pipeline().run(&["show", "split"]).ok();
    assert!(show.contains("For training."), "{show}");
}

#[test]
fn graphs_come_in_all_formats() {
    let app = App::pipeline();
    for (format, start) in
        [("text", ""), ("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg")]
    {
        let picture = app.run(&["graph", "pipeline.pipeline", "--format", format]).ok();
        assert!(picture.contains(start) && picture.contains("train"), "{format}: {picture}");
    }
    app.run(&["graph", "squares", "--format", "png"]).fails(2, &["png", "--format", "svg"]);
}

#[test]
fn completions_know_the_names_and_their_flags() {
    let app = App::pipeline();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = app.run(&["completions", shell]).ok();
        for word in ["south.scale", "max-epochs"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    app.run(&["completions", "cmd"]).fails(2, &["cmd", "bash"]);
}

/// Runs the functions that a script for bash defines, as the shell does when TAB is pressed.
#[cfg(unix)]
#[test]
fn completions_of_bash_work_whatever_the_program_is_called() {
    use std::process::Command;

    const PRESS_TAB: &str = r#"
        source <("./$1" completions bash)
        function=$(complete -p "$1" | sed -E 's/.*-F ([^ ]+).*/\1/')
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        "$function" "$1" "${@: -1}" "${COMP_WORDS[$COMP_CWORD - 1]}"
        echo "${COMPREPLY[@]}"
    "#;
    if Command::new("bash").arg("--version").output().is_err() {
        println!("there is no bash here, so nothing was completed");
        return;
    }
    let app = App::pipeline();
    for program in ["pipeline", "my-pipeline", "a-b_c-d"] {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_pipeline"), app.folder().join(program))
            .unwrap();
        for (words, wanted) in [
            (&["r"][..], "run"),
            (&["run", "squ"], "square squares"),
            (&["run", "square", "--num"], "--number"),
            (&["show", "pub"], "publish"),
        ] {
            let tab = Command::new("bash")
                .args(["-c", PRESS_TAB, "bash", program])
                .args(words)
                .current_dir(app.folder())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&tab.stdout);
            assert_eq!(said.trim(), wanted, "{program} {words:?}: {tab:?}");
        }
    }
}

#[test]
fn help_shows_the_commands() {
    let help = App::pipeline().run(&["--help"]).ok();
    for word in ["run", "list", "show", "graph", "cache", "completions"] {
        assert!(help.contains(word), "{help}");
    }
}

#[test]
fn the_version_is_that_of_flyte() {
    for flag in ["--version", "-V"] {
        let version = App::pipeline().run(&[flag]).ok();
        assert_eq!(version, format!("pipeline (flyte {})\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn list_says_which_workflows_are_broken() {
    let app = App::at(env!("CARGO_BIN_EXE_broken"));
    let list = app.run(&["list"]).ok();
    let lines: Vec<&str> = list.lines().collect();
    let below = |name: &str| {
        let at = lines.iter().position(|line| line.trim().starts_with(name)).unwrap();
        lines.get(at + 1).copied().unwrap_or_default()
    };
    assert!(!below("broken.healthy").contains("can't run"), "{list}");
    assert!(below("broken.panics").contains("can't run: workflow `broken.panics`"), "{list}");
    assert!(below("broken.calls_broken").contains("workflow `broken.panics`"), "{list}");
    assert!(list.contains("index out of bounds") && list.contains("apps/broken.rs:"), "{list}");
    assert!(list.contains("make it the value of the closure"), "{list}");

    let list: Value = serde_json::from_str(&app.run(&["list", "--output", "json"]).ok()).unwrap();
    for (name, broken) in
        [("healthy", false), ("panics", true), ("escapes", true), ("calls_broken", true)]
    {
        let list = list.as_array().unwrap();
        let entry = list.iter().find(|entry| entry["name"] == format!("broken.{name}")).unwrap();
        assert_eq!(entry["error"].is_string(), broken, "{entry}");
    }
}
