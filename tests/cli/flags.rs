//! The flags of a task or workflow.

use serde_json::json;

use crate::app::{App, said};

const TRIPS: &str =
    r#"[{"distance": 9, "fare": 20.5, "note": "far"}, {"distance": 1.5, "fare": 6}]"#;

#[test]
fn help_has_types_docs_and_defaults() {
    let help = App::pipeline().run(&["run", "pipeline.pipeline", "--help"]).ok();
    for words in [
        "Trains and publishes what is good enough",
        "--trips <JSON>",
        "The trips of the day. [Vec<Trip>, required]",
        r#"[{"distance": number, "fare": number"#,
        "--max-epochs <INT>",
        "How often to go through all trips. [i64, default: 3]",
        "--inputs <FILE.json>",
        "--no-cache",
    ] {
        assert!(help.contains(words), "`{words}` in {help}");
    }
    let help = App::pipeline().run(&["run", "echo", "--help"]).ok();
    for words in [
        "--float <FLOAT>",
        "--mode <fast|careful>",
        "--wait <DURATION>",
        "default: 1m30s",
        "optional",
    ] {
        assert!(help.contains(words), "`{words}` in {help}");
    }
}

#[test]
fn values_have_the_types_of_the_inputs() {
    let app = App::pipeline();
    let echo = |args: &[&str]| app.run(&[&["run", "echo"], args].concat()).ok();
    assert_eq!(echo(&[]), "1 0.5 hello false Fast None 90s Nothing {} out\n");
    let all = echo(&[
        "--whole",
        "-7",
        "--float",
        "-1e3",
        "--text",
        "a b",
        "--flag",
        "--mode",
        "careful",
        "--maybe=9",
        "--wait",
        "1h30m",
        "--shape",
        r#"{"Circle": 2}"#,
        "--counts",
        r#"{"b": 1, "a": 2}"#,
        "--input-output",
        "x",
    ]);
    let expected = "-7 -1000 a b true Careful Some(9) 5400s Circle(2.0) {\"a\": 2, \"b\": 1} x\n";
    assert_eq!(all, expected);
    assert!(echo(&["--flag", "false", "--float", "nan"]).contains("NaN hello false"));
    assert!(echo(&["--float=-inf", "--maybe", "null"]).contains("-inf hello false Fast None"));
    assert!(
        echo(&["--shape", r#"{"width": 1, "height": 2}"#])
            .contains("Rectangle { width: 1.0, height: 2.0 }")
    );
    assert!(echo(&["--shape", "3"]).contains("Circle(3.0)"));
    assert!(echo(&["--shape", "Nothing", "--wait", "PT5S"]).contains("5s Nothing"));
}

#[test]
fn dashes_and_underscores_are_the_same() {
    let app = App::pipeline();
    for flag in ["--max-epochs", "--max_epochs"] {
        let said = app.run(&["run", "train", "--trips", TRIPS, flag, "8", "--output", "json"]);
        assert_eq!(said.json()["outputs"]["o0"]["layers"], json!([8]));
    }
}

#[test]
fn json_comes_from_flags_and_files() {
    let app = App::pipeline();
    app.file("trips.json", TRIPS);
    app.file("inputs.json", &format!(r#"{{"trips": {TRIPS}, "max-epochs": 5}}"#));
    assert_eq!(
        app.run(&["run", "pipeline.pipeline", "--trips", TRIPS]).ok(),
        "published model of 2 trips\n"
    );
    assert_eq!(app.run(&["run", "pipeline.pipeline", "--trips", "[]"]).ok(), "published nothing\n");
    let said = app.run(&["run", "pipeline.pipeline", "--trips", "@trips.json"]);
    assert_eq!(said.ok(), "published model of 2 trips\n");
    let model =
        |args: &[&str]| app.run(&[&["run", "train", "--output", "json"], args].concat()).json();
    assert_eq!(model(&["--inputs", "inputs.json"])["outputs"]["o0"]["layers"], json!([5]));
    // A flag comes before the file.
    let said = model(&["--inputs", "inputs.json", "--max-epochs", "6"]);
    assert_eq!(said["outputs"]["o0"]["layers"], json!([6]));
}

#[test]
fn inputs_may_come_from_standard_input() {
    let app = App::pipeline();
    app.file("inputs.json", r#"{"trips": [], "max_epochs": 4}"#);
    let piped = || std::fs::File::open(app.folder().join("inputs.json")).expect("the file");
    for args in [["--inputs", "-"], ["--inputs=-", "--no-cache"]] {
        let args = [&["run", "train"], &args[..]].concat();
        let all = said(app.command(&args).stdin(piped()));
        assert_eq!(all.code, Some(0), "{all:#?}");
    }
    app.run(&["run", "train", "--inputs", "-"])
        .fails(2, &["--inputs: expected JSON in standard input"]);
}

#[test]
fn a_wrong_value_names_flag_expectation_and_finding() {
    let app = App::pipeline();
    let wrong = |args: &[&str], words: &[&str]| {
        let said = app.run(&[&["run", "echo"], args].concat());
        said.fails(2, words);
    };
    wrong(&["--whole", "x"], &["--whole", "expected an integer", "found \"x\""]);
    wrong(&["--whole", "3000000000"], &["--whole", "3000000000"]);
    wrong(
        &["--maybe", "99999999999999999999"],
        &["--maybe", "expected an integer from -9223372036854775808 to 9223372036854775807"],
    );
    wrong(&["--float", "much"], &["--float", "expected a number", "found \"much\""]);
    wrong(&["--flag", "maybe"], &["--flag", "expected true or false", "found \"maybe\""]);
    wrong(&["--mode", "slow"], &["--mode", "expected one of `fast`, `careful`", "found \"slow\""]);
    wrong(&["--wait", "soon"], &["--wait", "expected a duration", "found \"soon\""]);
    wrong(&["--wait", "-5s"], &["unknown flag `-5`; as a value write `--wait=-5s`"]);
    wrong(&["--shape", r#"{"Circle": "x"}"#], &["--shape", "x"]);
    wrong(&["--shape", r#"{"Circel": 1}"#], &["unknown variant `Circel`; did you mean `Circle`?"]);
    wrong(
        &["--shape", r#"{"Line": 1}"#],
        &["unknown variant `Line`; expected one of `Nothing`, `Circle`, `Rectangle`"],
    );
    wrong(&["--shape", r#"{"width": 1}"#], &["the field `height` of `Rectangle` is missing"]);
    wrong(
        &["--counts", r#"{"a": 1.5}"#],
        &["--counts", "counts[\"a\"]: expected an integer, found 1.5"],
    );
    wrong(
        &["--counts", "{oops"],
        &["--counts", "expected JSON", "found \"{oops\"", "line 1 column 2"],
    );
    wrong(&["--counts", "a=1"], &["--counts: expected JSON, {\"key\": integer, …}, found \"a=1\""]);
    app.file("counts.json", "{}");
    wrong(
        &["--counts", "counts.json"],
        &["--counts: expected JSON", "found the name of a file: write `@counts.json`"],
    );
    wrong(&["--counts", "@nowhere.json"], &["--counts", "can't read the file `nowhere.json`"]);
    wrong(&["--whole"], &["--whole <INT>: the value is missing"]);
    wrong(&["--whole", "1", "--whole", "2"], &["--whole is given twice"]);
    wrong(&["--parallel", "none"], &["--parallel: expected <N>, found \"none\""]);
}

#[test]
fn a_wrong_part_of_a_struct_is_named_by_its_path() {
    let app = App::pipeline();
    let wrong = |trips: &str, words: &str| {
        app.run(&["run", "train", "--trips", trips]).fails(2, &["--trips: ", words]);
    };
    wrong(
        r#"[{"distance": 1, "fare": 2}, {"distance": 1, "fare": "x"}]"#,
        "trips[1].fare: expected a number, found \"x\"",
    );
    wrong(r#"[{"distance": 1}]"#, "trips[0]: the field `fare` of `Trip` is missing");
    wrong(
        r#"[{"distance": 1, "fair": 2}]"#,
        "trips[0]: unknown field `fair` in `Trip`; did you mean `fare`?",
    );
    wrong(
        r#"[{"distance": 1, "fare": 2, "note": 3}]"#,
        "trips[0].note: expected a string, found 3",
    );
    wrong(r#"{"distance": 1}"#, "expected a list, found an object");
    wrong("[3]", "trips[0]: expected an object for `Trip`, found 3");
}

#[test]
fn an_unknown_flag_says_what_was_meant() {
    let app = App::pipeline();
    for (args, meant) in [
        (&["train", "--Max-Epochs", "3"][..], "; did you mean `--max-epochs`?"),
        (&["train", "--max-epohcs=3"], "; did you mean `--max-epochs`?"),
        (&["train", "--epochs", "3"], "; did you mean `--max-epochs`?"),
        (&["train", "--max", "3"], "; did you mean `--max-epochs`?"),
        (&["train", "--trip", "[]"], "; did you mean `--trips`?"),
        (&["train", "--trips.tmp", "[]"], "; did you mean `--trips`?"),
        (&["train", "--max_epochs.tmp", "3"], "; did you mean `--max-epochs`?"),
        (&["train", "--run-dir.tmp", "x"], "; did you mean `--run-dir`?"),
        (&["train", "--inputs.tmp", "x"], "; did you mean `--inputs`?"),
        (&["train", "--input.tmp", "x"], "; did you mean `--inputs`?"),
        (&["train", "-trips", "[]"], "`-t`; did you mean `--trips …`?"),
        (&["train", "max_epochs=3"], "`max_epochs=3`; did you mean `--max-epochs 3`?"),
        (&["train", "--whole", "3"], "; `echo` has such an input"),
        (&["--numbers", "[]"], "; flags of a task or workflow stand after its name: `run "),
        (&["train", "--remote"], "; a run is on this machine"),
        (&["train", "--overwrite-cache"], "; `--no-cache` runs every task"),
        (&["train", "--nocache"], "; did you mean `--no-cache`?"),
        (&["train", "-p", "flytesnacks"], "`-p`; that is about a cluster"),
    ] {
        app.run(&[&["run"], args].concat()).fails(2, &[meant]);
    }
    for (args, meant) in [
        (&["list", "--json"][..], "; did you mean `--output json`?"),
        (&["list", "--ouput", "json"], "; did you mean `--output`?"),
        (&["graph", "squares", "--fromat", "svg"], "; did you mean `--format`?"),
        (&["--output", "json", "list"], "; it stands after a command, as in `run --output …`"),
        (&["run", "split", "--", "--numbers", "[1]"], "; leave out the `--` in front of it"),
        (&["run", "echo", "--text", "--zebra"], "; as a value write `--text=--zebra`"),
        (&["cache", "clean"], "`clean`; did you mean `clear`?"),
        (&["completion", "bash"], "; did you mean `completions`?"),
    ] {
        app.run(args).fails(2, &[meant]);
    }
    for flag in ["--tmp", "--x", "--q", "--zebra"] {
        let said = app.run(&["run", "train", flag, "3"]).fails(2, &["unknown flag"]);
        assert!(said.stderr.contains(&format!("unknown flag `{flag}`\n")), "{said:#?}");
    }
    let app = App::at(env!("CARGO_BIN_EXE_values"));
    for (flag, meant) in [
        ("--c.name", "its value is JSON: did you mean `--c '{\"name\": …}'`?"),
        ("--c.layer", "its value is JSON: did you mean `--c '{\"layers\": …}'`?"),
        ("--c.tmp", "the value of `--c` is JSON with the fields "),
        ("--layers", "it is a field of another flag: `--c '{\"layers\": …}'`"),
    ] {
        app.run(&["run", "config", flag, "3"]).fails(2, &["unknown flag", meant]);
    }
}

#[test]
fn missing_and_unknown_flags_are_one_message() {
    let app = App::pipeline();
    app.run(&["run", "train"]).fails(2, &["--trips <JSON>", "missing"]);
    app.run(&["run", "train", "--max-epoch", "3"])
        .fails(2, &["unknown flag `--max-epoch`", "`--max-epochs`"]);
    app.run(&["run", "train", "--maxepochs", "3"])
        .fails(2, &["unknown flag `--maxepochs`; did you mean `--max-epochs`?"]);
    app.run(&["run", "train", "trips.csv"]).fails(2, &["unexpected `trips.csv`"]);
    app.file("inputs.json", r#"{"trip": []}"#);
    app.run(&["run", "train", "--inputs", "inputs.json"])
        .fails(2, &["--inputs", "has no input `trip`; did you mean `trips`?"]);
    app.file("inputs.json", r#"[1]"#);
    app.run(&["run", "train", "--inputs", "inputs.json"])
        .fails(2, &["--inputs", "expected an object", "a list"]);
    app.file("inputs.json", r#"{"trips": [], "max_epochs": "x"}"#);
    app.run(&["run", "train", "--inputs", "inputs.json"])
        .fails(2, &["`max_epochs` in --inputs", "expected an integer, found \"x\""]);
}
