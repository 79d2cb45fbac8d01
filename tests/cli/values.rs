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
