//! What the command line makes of values.

use crate::app::App;

fn app() -> App {
    App::at(env!("CARGO_BIN_EXE_values"))
}

/// The whole default, but for what is in front of it.
const REST: &str = "layers: Some([64, 8]), least: -9223372036854775808, most: 18446744073709551615, \
    odd: 9007199254740993, endless: -inf, unknown: NaN, wait: 1.5s, style: Named { words: Some(\"w\") }, \
    nested: Nested { seven: None, limit: Limit(18446744073709551614), table: {}, maybe: None } }";

#[test]
fn what_is_not_given_is_the_default_of_the_struct() {
    let app = app();
    assert_eq!(
        app.run(&["run", "config", "--c", r#"{"name": "z"}"#]).ok(),
        format!("Config {{ name: \"z\", {REST}\n")
    );
    let all = app.run(&["run", "config", "--c", "{}"]).ok();
    assert_eq!(all, format!("Config {{ name: \"none\", {REST}\n"));
    // What is given stays what was given, null too.
    let given = app.run(&["run", "config", "--c", r#"{"layers": null, "odd": 3}"#]).ok();
    assert!(given.contains("layers: None") && given.contains("odd: 3"), "{given}");
}

#[test]
fn defaults_hold_in_lists_maps_and_structs() {
    let app = app();
    let args = ["--list", r#"[{}, {"seven": null, "table": {"a": 1}}]"#];
    let all =
        app.run(&[&["run", "configs", "--map", r#"{"k": {"name": "z"}}"#], &args[..]].concat());
    let first =
        "Nested { seven: Some(7), limit: Limit(18446744073709551614), table: {}, maybe: None }";
    let second = "Nested { seven: None, limit: Limit(18446744073709551614), table: {\"a\": Limit(1)}, maybe: None }";
    let expected = format!("[{first}, {second}] {{\"k\": Config {{ name: \"z\", {REST}}}\n");
    assert_eq!(all.ok(), expected);
}

#[test]
fn defaults_of_a_struct_in_a_file_of_inputs() {
    let app = app();
    app.file("inputs.json", r#"{"c": {"nested": {}, "style": {"Named": {}}}}"#);
    let said = app.run(&["run", "config", "--inputs", "inputs.json"]).ok();
    assert!(
        said.contains("seven: Some(7)") && said.contains("style: Named { words: None }"),
        "{said}"
    );
}

#[test]
fn numbers_that_are_too_big_are_no_infinity() {
    let app = app();
    for (args, words) in [
        (["--x", "1e400"], "--x: expected a number from -1.7976931348623157e308"),
        (["--x", "-1e999"], "--x: expected a number from"),
        (["--xs", "[1e999]"], "number out of range"),
        (["--r", "1e300"], "out of the range of f32"),
    ] {
        app.run(&["run", "floats", &format!("{}={}", args[0], args[1])]).fails(2, &[words]);
    }
    app.file("inputs.json", r#"{"x": 1e999}"#);
    app.run(&["run", "floats", "--inputs", "inputs.json"]).fails(2, &["number out of range"]);
    let infinite = app.run(&["run", "floats", "--x=-inf", "--xs", r#"["Infinity", 1e308]"#]).ok();
    assert!(infinite.starts_with("-inf [inf, 1e308]"), "{infinite}");
}

#[test]
fn the_name_of_a_variant_is_no_value_of_it() {
    let app = app();
    let wrong = app.run(&["run", "source", "--src", "Local"]);
    wrong.fails(
        2,
        &[r#"`Local` is a variant with a value: write {"Local": …}, or {"Local": "Local"} for the text `Local`"#],
    );
    app.run(&["run", "source", "--src", "Bucket"])
        .fails(2, &[r#"write {"Bucket": …}, or {"Local": "Bucket"} for the text"#]);
    app.run(&["run", "source", "--src", "Nowhere", "--words", "Words"])
        .fails(2, &[r#"{"Words": "Words"}"#]);
    for (src, made) in [
        ("Nowhere", "Nowhere"),
        ("home", "Local(\"home\")"),
        ("5", "Local(\"5\")"),
        (r#"{"Local": "Local"}"#, "Local(\"Local\")"),
        (r#"{"Bucket": {"name": "b"}}"#, "Bucket { name: \"b\" }"),
    ] {
        assert_eq!(app.run(&["run", "source", "--src", src]).ok(), format!("{made} None\n"));
    }
    for (words, made) in
        [("Nothing", "Nothing"), ("true", "Words(\"true\")"), (r#"{"Words": "x"}"#, "Words(\"x\")")]
    {
        let said = app.run(&["run", "source", "--src", "Nowhere", "--words", words]).ok();
        assert_eq!(said, format!("Nowhere Some({made})\n"));
    }
}

#[test]
fn a_key_is_given_once() {
    let app = app();
    let twice = r#"{"x": 1, "x": 2}"#;
    app.run(&["run", "keys", "--my-x", "1", "--map", twice])
        .fails(2, &["--map", "the key \"x\" stands twice"]);
    app.run(&["run", "untyped", "--data", r#"{"a": [{"x": 1, "x": 2}]}"#])
        .fails(2, &["the key \"x\" stands twice"]);
    for inputs in [r#"{"my_x": 1, "my_x": 2}"#, r#"{"my-x": 1, "my_x": 2}"#] {
        app.file("inputs.json", inputs);
        app.run(&["run", "keys", "--inputs", "inputs.json"]).fails(2, &["--inputs", "twice"]);
    }
    app.run(&["run", "keys", "--my-x", "1", "--my_x", "2"]).fails(2, &["--my-x is given twice"]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_json() {
    let app = app();
    app.file("inputs.json", "\u{feff}{\"my_x\": 1}");
    app.file("map.json", "\u{feff}{\"a\": 2}");
    let flag = "\u{feff}{\"a\": 2}";
    for map in ["@map.json", flag] {
        let said = app.run(&["run", "keys", "--inputs", "inputs.json", "--map", map]);
        assert_eq!(said.ok(), "{\"a\": 2, \"my_x\": 1}\n");
    }
    let wide: Vec<u8> = "\u{feff}{\"my_x\": 3}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(app.folder().join("wide.json"), wide).unwrap();
    assert_eq!(app.run(&["run", "keys", "--inputs", "wide.json"]).ok(), "{\"my_x\": 3}\n");
    std::fs::write(app.folder().join("latin.json"), b"{\"my_x\": \"\xe4\"}").unwrap();
    app.run(&["run", "keys", "--inputs", "latin.json"])
        .fails(2, &["`latin.json`: it is not UTF-8"]);
}

#[test]
fn the_order_of_keys_is_nothing_to_the_cache() {
    let app = app();
    let cached = |data: &str| {
        let said = app.run(&["run", "untyped", "--data", data]);
        assert_eq!(said.code, Some(0), "{said:#?}");
        said.stderr.contains("from the cache")
    };
    assert!(!cached(r#"{"b": {"y": 1, "x": [{"q": 1, "p": 2}]}, "a": 1}"#));
    assert!(cached(r#"{"a": 1, "b": {"x": [{"p": 2, "q": 1}], "y": 1}}"#));
    assert!(!cached(r#"{"a": 1, "b": {"x": [{"p": 2, "q": 1}], "y": 2}}"#));
}

#[test]
fn spans_of_time_have_one_notation() {
    let app = app();
    let times = r#"{"wait": "1h30m", "maybe": 1.5, "all": ["250ms", "PT5S"], "seconds": 2,
        "at": "2024-05-01T02:00:00+02:00", "bytes": "aGk="}"#;
    let args = ["run", "times", "--wait", "90m", "--all", r#"["2d", null, 90]"#, "--times", times];
    let outputs = app.run(&[&args[..], &["--output", "json"]].concat()).json()["outputs"].clone();
    assert_eq!(outputs["o0"], "1h30m");
    assert_eq!(outputs["o1"], serde_json::json!(["2d", null, "1m30s"]));
    let expected = serde_json::json!({
        "wait": "1h30m", "maybe": "1.5s", "all": ["0.25s", "5s"], "seconds": 2.0,
        "at": "2024-05-01T00:00:00Z", "bytes": "aGk=",
    });
    assert_eq!(outputs["o2"], expected);
    // What was printed can be given.
    let (wait, all, times) =
        (outputs["o0"].as_str().unwrap(), outputs["o1"].to_string(), outputs["o2"].to_string());
    let args = ["run", "times", "--wait", wait, "--all", &all, "--times", &times];
    let again = app.run(&[&args[..], &["--output", "json"]].concat()).json();
    assert_eq!(again["outputs"], outputs);
    app.run(&["run", "times", "--wait", "90"]).fails(2, &["expected a duration such as 90s"]);
}

#[test]
fn data_is_written_as_it_is_to_a_pipe() {
    let app = app();
    let hostile = "a\x7fb\x1b[31m\x1b]0;title\u{9b}c\r\u{202e}";
    assert_eq!(app.run(&["run", "text", "--text", hostile]).ok(), format!("{hostile}\n"));
    let json = app.run(&["run", "text", "--text", hostile, "--output", "json"]).json();
    assert_eq!(json["outputs"]["o0"], hostile);
    let map = "{\"a\x7fb\": 1, \"ab\": 2}";
    let said = app.run(&["run", "keys", "--my-x", "3", "--map", map]).ok();
    assert_eq!(said, "{\"ab\": 2, \"a\x7fb\": 1, \"my_x\": 3}\n");
}

#[cfg(unix)]
#[test]
fn what_tasks_print_is_no_part_of_the_result() {
    let app = app();
    let said = app.run(&["run", "noisy", "--x", "3", "--output", "json"]);
    assert_eq!(said.code, Some(0), "{said:#?}");
    let whole: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(whole["outputs"]["o0"], 3);
    for words in ["by the way", "no line", "from a program"] {
        assert!(said.stderr.contains(words), "{said:#?}");
    }
    assert!(app.run(&["run", "noisy", "--x", "3"]).ok().contains("by the way"));
}

#[test]
fn code_that_panics_outside_of_tasks_ends_in_an_error() {
    let app = app();
    for args in [
        &["run", "unsure"][..],
        &["run", "unsure", "--help"],
        &["show", "unsure"],
        &["list", "--output", "json"],
        &["completions", "bash"],
    ] {
        app.run(args).fails(1, &["no default today"]);
    }
    app.run(&["run", "fragile", "--x", "13"]).fails(1, &["dropped"]);
    assert_eq!(app.run(&["run", "fragile", "--x", "12"]).ok(), "12\n");
}

#[test]
fn a_failure_is_told_once_and_in_bounds() {
    let app = app();
    let said = app.run(&["run", "outer", "--n", "1"]);
    assert_eq!(said.stderr.matches("long").count(), 1, "{said:#?}");
    assert!(said.stderr.contains("✗ n0-0-n0 verbose failed"), "{said:#?}");
    let said = app.run(&["run", "outer", "--n", "2000000", "--output", "json"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.len() < 20_000 && said.stdout.len() < 100_000);
    let failure: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(failure["error"]["node"], "n0-0-n0");
    assert!(failure["error"]["source"].as_str().unwrap().contains("values.rs:"), "{failure}");
    assert!(std::path::Path::new(failure["run"].as_str().unwrap()).is_dir());
}

#[test]
fn a_run_folder_that_nobody_means_is_refused() {
    let app = app();
    for (folder, words) in
        [("", "an empty path"), ("~/x", "write $HOME"), ("s3://b/x", "on this machine")]
    {
        app.run(&["run", "noisy", "--x", "1", "--run-dir", folder]).fails(2, &["--run-dir", words]);
    }
    let mut command = app.command(&["run", "noisy", "--x", "1"]);
    crate::app::said(command.env("FLYTE_RUN_DIR", "~/x"))
        .fails(2, &["FLYTE_RUN_DIR", "write $HOME"]);
}

#[test]
fn a_long_list_fills_its_lines() {
    let text = app().run(&["run", "long", "--n", "100000"]).ok();
    assert!(text.lines().count() < 10_000, "{} lines", text.lines().count());
    let list: Vec<i64> = serde_json::from_str(&text).unwrap();
    assert_eq!(list.len(), 100_000);
}

#[test]
fn a_graph_that_costs_much_to_draw_leaves_no_picture() {
    let app = app();
    let said = app.run(&["run", "ladder", "--n", "3"]);
    assert!(!said.stderr.contains("graph.svg"), "{said:#?}");
    assert_eq!(said.ok(), "1797\n");
    assert!(app.run(&["run", "outer", "--n", "1"]).stderr.contains("graph.svg"));
}
