//! Names: whole, shortened, ambiguous, unknown, twice.

use crate::app::{App, said};

#[test]
fn the_end_of_a_name_is_enough() {
    let app = App::pipeline();
    for name in ["square", "pipeline.square", "pipeline::square"] {
        assert_eq!(app.run(&["run", name, "--number", "3"]).ok(), "9\n", "{name}");
    }
    assert_eq!(app.run(&["run", "south.scale", "--number", "3"]).ok(), "300\n");
}

#[test]
fn an_ambiguous_name_lists_the_candidates() {
    App::pipeline()
        .run(&["run", "scale", "--number", "3"])
        .fails(2, &["`scale`", "`pipeline.north.scale`", "`pipeline.south.scale`"]);
}

#[test]
fn an_unknown_name_suggests_others() {
    let app = App::pipeline();
    app.run(&["run", "sqare"]).fails(2, &["no task or workflow `sqare`", "did you mean", "square"]);
    app.run(&["show", "zebra"]).fails(2, &["no task or workflow `zebra`", "`pipeline.echo`"]);
}

#[test]
fn a_name_that_stands_twice_is_refused_with_both_places() {
    let app = App::at(env!("CARGO_BIN_EXE_duplicates"));
    for args in [&["list"][..], &["run", "total"], &["show", "shop.total"], &[]] {
        app.run(args).fails(2, &["`shop.total`", "duplicates.rs:6", "duplicates.rs:11"]);
    }
}

#[test]
fn an_empty_program_says_how_to_link_tasks() {
    let app = App::at(env!("CARGO_BIN_EXE_empty"));
    for args in [&["list"][..], &["run", "x"], &[]] {
        app.run(args).fails(2, &["`use my_tasks as _;`"]);
    }
}

#[test]
fn main_needs_a_plain_function() {
    let app = App::at(env!("CARGO_BIN_EXE_empty"));
    let said = said(app.command(&["list"]).env("INSIDE_A_RUNTIME", "1"));
    said.fails(2, &["write `fn main()`"]);
}

#[test]
fn without_arguments_the_main_workflow_runs() {
    assert_eq!(App::at(env!("CARGO_BIN_EXE_marked")).run(&[]).ok(), "42\n");
    assert_eq!(App::at(env!("CARGO_BIN_EXE_single")).run(&[]).ok(), "hello world\n");
}

#[test]
fn without_a_main_workflow_there_is_a_list() {
    let said = App::pipeline().run(&[]);
    let said = said.fails(2, &["workflow"]);
    assert!(said.stdout.is_empty());
    assert!(
        said.stderr.contains("pipeline.squares") && said.stderr.contains("usage:"),
        "{said:#?}"
    );
}

#[test]
fn flags_alone_are_those_of_the_main_workflow() {
    let marked = App::at(env!("CARGO_BIN_EXE_marked"));
    assert_eq!(marked.run(&["--number", "4"]).ok(), "8\n");
    assert_eq!(marked.run(&["--number=5", "--output", "json"]).json()["outputs"]["o0"], 10);
    marked.run(&["--nummer", "4"]).fails(2, &["unknown flag `--nummer`; did you mean `--number`?"]);
    let said = App::at(env!("CARGO_BIN_EXE_single")).run(&["--name", "you"]);
    assert_eq!(said.ok(), "hello you\n");
    App::pipeline().run(&["--number", "4"]).fails(2, &["unknown flag `--number`"]);
}

#[test]
fn help_is_a_command_too() {
    let app = App::pipeline();
    for (args, words) in [
        (&["help"][..], "completions"),
        (&["help", "list"], "Lists all tasks and workflows"),
        (&["help", "run", "train"], "--max-epochs"),
        (&["help", "train"], "--max-epochs"),
    ] {
        let help = app.run(args).ok();
        assert!(help.contains(words), "{args:?}: {help}");
    }
}

#[test]
fn a_flag_that_is_nothing_like_another_suggests_none() {
    let said = App::pipeline().run(&["run", "train", "--tmp", "x"]);
    let said = said.fails(2, &["unknown flag `--tmp`"]);
    assert!(!said.stderr.contains("did you mean"), "{said:#?}");
}
