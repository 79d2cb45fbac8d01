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
    let unsure = app.run(&["run", "unsure"]);
    unsure.fails(1, &["`values.unsure`: input `x`: the default panicked at", "no default today"]);
    app.run(&["run", "uneasy"]).fails(1, &["the types of its inputs", "no default today"]);
    app.run(&["show", "uneasy"]).fails(1, &["no default today"]);
    for value in ["13", "{\"a\": 1}"] {
        app.run(&["run", "fragile", "--x", value]).fails(if value == "13" { 1 } else { 2 }, &["x"]);
    }
    app.run(&["run", "fragile", "--x", "13"]).fails(1, &["input `x`", "dropped"]);
    assert_eq!(app.run(&["run", "fragile", "--x", "12"]).ok(), "12\n");
    app.run(&["run", "hashed", "--x", "1"])
        .fails(1, &["`values.hashed`: input `x`", "no hash today"]);
}

#[test]
fn what_panics_breaks_its_own_entry_only() {
    let app = app();
    // A value that is given needs no default.
    assert_eq!(app.run(&["run", "unsure", "--x", "3"]).ok(), "3\n");
    let list = app.run(&["list"]).ok();
    let lines: Vec<&str> = list.lines().collect();
    for name in ["unsure", "uneasy"] {
        let at = lines.iter().position(|line| line.trim() == format!("values.{name}")).unwrap();
        let below = lines[at + 1].trim();
        assert!(below.starts_with("broken: ") && below.contains("no default today"), "{list}");
    }
    assert_eq!(list.matches("broken: ").count(), 2, "{list}");

    let list = app.run(&["list", "--output", "json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let broken: Vec<_> =
        list.as_array().unwrap().iter().filter(|e| e["error"].is_string()).collect();
    assert_eq!(broken.len(), 2, "{broken:?}");
    let unsure = broken.iter().find(|entry| entry["name"] == "values.unsure").unwrap();
    assert_eq!(unsure["inputs"]["x"]["type"], "int", "{unsure}");
    assert!(unsure["inputs"]["x"].get("default").is_none(), "{unsure}");

    for args in [&["run", "unsure", "--help"][..], &["show", "unsure"]] {
        let said = app.run(args).ok();
        assert!(said.contains("the default panicked at") && said.contains("no default"), "{said}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = app.run(&["completions", shell]).ok();
        for words in ["unsure", "uneasy", "my-x"] {
            assert!(script.contains(words), "{shell}: {words}");
        }
    }
}

#[test]
fn every_name_of_an_input_makes_a_flag() {
    let app = app();
    let args = ["--input-a", "2", "--a-=3", "--input-raw-output-data-prefix", "4", "--type", "5"];
    for first in ["--a", "--_a"] {
        let args = [&["run", "names", first, "1"], &args[..], &["--größe", "6"]].concat();
        assert_eq!(app.run(&args).ok(), "1 2 3 4 5 6\n");
    }
    let help = app.run(&["run", "names", "--help"]).ok();
    assert!(help.contains("--a <INT>") && help.contains("--input-a <INT>"), "{help}");
}

#[test]
fn a_panic_is_told_in_bounds() {
    let app = app();
    let said = app.run(&["run", "loud", "--n", "4000000", "--output", "json"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.len() < 40_000, "{} bytes", said.stderr.len());
    assert!(said.stderr.contains("panicked at tests/apps/values.rs"), "{}", said.stderr);
    assert!(said.stderr.contains("bytes left out"));
    let short = app.run(&["run", "loud", "--n", "1"]);
    assert!(short.stderr.contains("panicked at tests/apps/values.rs"), "{short:#?}");
}

#[test]
fn an_integer_beyond_64_bits_is_no_float() {
    let app = app();
    let long = "123456789012345678901";
    let range = "expected an integer from -9223372036854775808 to 18446744073709551615, found 1234";
    for (data, path) in [
        (format!("{{\"n\": {long}}}"), "data[\"n\"]: "),
        (format!("{{\"a\": [1, {{\"b c\": -{long}}}]}}"), "data[\"a\"][1][\"b c\"]: "),
    ] {
        let range =
            if data.contains('-') { range.replace("found ", "found -") } else { range.into() };
        let words = format!("{path}{range}");
        app.run(&["run", "untyped", "--data", &data]).fails(2, &["--data: ", &words]);
        app.file("inputs.json", &format!("{{\"data\": {data}}}"));
        app.run(&["run", "untyped", "--inputs", "inputs.json"])
            .fails(2, &["`data` in --inputs: ", &words]);
        app.file("data.json", &data);
        app.run(&["run", "untyped", "--data", "@data.json"]).fails(2, &["--data: ", &words]);
    }
    let nested = |untyped: &str, either: &str| {
        let rows = format!("{{\"a\": {long}, \"b\": 0.1000000000000000055511151231257827}}");
        app.run(&["run", "nested", "--rows", &rows, "--untyped", untyped, "--either", either])
    };
    let inside = |data: &str, most: &str, either: &str| {
        format!("{{\"data\": {data}, \"most\": {most}, \"either\": {either}}}")
    };
    let most = u64::MAX.to_string();
    nested(&inside(&format!("{{\"all\": [{{\"n\": {long}}}]}}"), &most, "1"), "1")
        .fails(2, &["untyped.data[\"all\"][0][\"n\"]: expected an integer from"]);
    nested(&inside("{}", long, "1"), "1").fails(2, &["untyped.most: expected an integer from"]);
    nested(&inside("{}", &most, long), "1").fails(2, &["untyped.either: expected an integer from"]);
    nested(&inside("{}", &most, "1"), long).fails(2, &["--either: expected an integer from"]);
    nested(&inside("{}", &most, "1"), &most).fails(2, &["--either: expected an integer from"]);
    // Where a float is wanted, it is the nearest; the others are what they are.
    let data = "{\"all\": [-0, 1e3, 18446744073709551615, 9007199254740993, -0.0, 1e20]}";
    let said = nested(&inside(data, &most, "1e3"), "2.0").ok();
    for words in [
        "{\"a\": 1.2345678901234568e20, \"b\": 0.1}",
        "Some(Float(2.0))",
        "[Int(0), Float(1000.0), Int(18446744073709551615), Int(9007199254740993), Float(-0.0), Float(1e20)]",
        "most: 18446744073709551615, either: Float(1000.0)",
    ] {
        assert!(said.contains(words), "`{words}` in {said}");
    }
}

#[test]
fn a_number_is_not_changed_into_another() {
    let app = app();
    app.run(&["run", "keys", "--my-x=1", "--map", "{\"a\": 1.00000000000000000001}"])
        .fails(2, &["map[\"a\"]: expected an integer"]);
    let map = r#"{"a": 1e3, "b": 2.0, "c": -0}"#;
    assert_eq!(
        app.run(&["run", "keys", "--my-x", "-0", "--map", map]).ok(),
        "{\"a\": 1000, \"b\": 2, \"c\": 0, \"my_x\": 0}\n"
    );
    for args in [["--x", "1e-400"], ["--xs", "[1e-400]"]] {
        app.run(&["run", "floats", args[0], args[1]]).fails(2, &[args[0], "too close to 0"]);
    }
    for data in [r#"{"a": NaN}"#, r#"{"a": Infinity}"#, r#"{"a": -Infinity}"#, "{\"a\": 01}"] {
        app.run(&["run", "untyped", "--data", data]).fails(2, &["--data: expected JSON"]);
    }
    app.run(&["run", "times", "--wait", "0.5ns"]).fails(2, &["expected a duration"]);
}

#[test]
fn a_failure_is_told_once_and_in_bounds() {
    let app = app();
    let said = app.run(&["run", "outer", "--n", "1"]);
    assert_eq!(said.stderr.matches("long").count(), 1, "{said:#?}");
    assert!(said.stderr.contains("✗ n0-0-n0 verbose failed"), "{said:#?}");
    // What failed long before the end is told when it fails, and referred to at the end.
    let said = app.run(&["run", "late", "--n", "1"]);
    for words in ["no rows in the table", "nothing here either"] {
        assert_eq!(said.stderr.matches(words).count(), 1, "{said:#?}");
    }
    let alike = ["each failed as n0 did", "each failed as n1 did"];
    assert!(alike.iter().any(|words| said.stderr.contains(words)), "{said:#?}");
    assert!(said.stderr.contains(": 1 done, 3 failed\n"), "{said:#?}");
    let said = said.fails(1, &["task `values.", "`: failed, as told above"]);
    assert!(said.stderr.contains("  at node n"), "{said:#?}");
    let failure = app.run(&["run", "late", "--n", "1", "--output", "json"]).stdout;
    assert!(failure.contains("no rows") || failure.contains("nothing here"), "{failure}");
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
fn a_long_result_is_written_as_it_is_made() {
    let app = app();
    for (task, last) in [("long", "29999"), ("texts", "\"text number 29999\"")] {
        let text = app.run(&["run", task, "--n", "30000"]).ok();
        assert!(text.lines().all(|line| line.chars().count() <= 100));
        assert!(text.ends_with(&format!(" {last}\n]\n")), "{}", &text[text.len() - 100..]);
        let json = app.run(&["run", task, "--n", "30000", "--output", "json"]).json();
        let list: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["outputs"]["o0"], list);
    }
}

#[test]
fn a_graph_that_costs_much_to_draw_leaves_no_picture() {
    let app = app();
    let said = app.run(&["run", "ladder", "--n", "3"]);
    assert!(!said.stderr.contains("graph.svg"), "{said:#?}");
    assert_eq!(said.ok(), "1797\n");
    assert!(app.run(&["run", "outer", "--n", "1"]).stderr.contains("graph.svg"));
}
