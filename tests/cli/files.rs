//! Files, directories and tables as inputs and outputs.

use crate::app::App;

#[test]
fn a_path_is_a_file_that_is_there() {
    let app = App::pipeline();
    app.file("table.csv", "a,b\n");
    std::fs::create_dir(app.folder().join("many")).unwrap();
    app.file("many/one", "1");
    let raw = ["--raw-output-prefix", "raw", "--output", "json"];
    let said = |args: &[&str]| app.run(&[&["run", "weigh"], args, &raw[..]].concat());
    let outputs = said(&["--table", "table.csv", "--folder", "many"]).json()["outputs"].clone();
    assert_eq!((&outputs["o0"], &outputs["o1"]), (&4.into(), &1.into()));
    let made = outputs["o2"].as_str().unwrap();
    assert!(std::path::Path::new(made).is_absolute(), "{made}");
    assert_eq!(std::fs::read_to_string(made).unwrap(), "made");
    assert!(
        std::fs::canonicalize(made)
            .unwrap()
            .starts_with(std::fs::canonicalize(app.folder().join("raw")).unwrap())
    );

    for (args, words) in [
        (["--table", "nope.csv"], "expected a file, found \"nope.csv\": nothing is there"),
        (["--table", "many"], "expected a file, found \"many\": a directory"),
        (["--table", "~/table.csv"], "nothing is there; `~` is put in by a shell"),
        (["--table", "/dev/null"], "expected a file, found \"/dev/null\": a pipe or a device"),
        (["--table", "ftp://x/y"], "no store is known for `ftp://`"),
    ] {
        let failed = app.run(&[&["run", "weigh"], &args[..]].concat());
        assert!(failed.stderr.contains(words), "{failed:?}");
    }
}

#[test]
fn a_prefix_that_holds_no_output_is_refused() {
    let app = App::pipeline();
    app.file("table.csv", "a,b\n");
    for (prefix, words) in [
        ("https://x.org/y", "a web server only gives files out"),
        ("table.csv/raw", "table.csv is not a directory"),
        ("~/raw", "`~` is put in by a shell"),
    ] {
        let args = ["run", "weigh", "--table", "table.csv", "--raw-output-prefix", prefix];
        let failed = app.run(&args);
        assert!(failed.stderr.contains(words), "{failed:?}");
    }
}

#[test]
fn a_table_is_a_path_or_a_uri() {
    let app = App::pipeline();
    app.file("trips.csv", "price\n1\n");
    std::fs::create_dir(app.folder().join("trips")).unwrap();
    app.file("trips/00000", "");
    let said = |args: &[&str]| {
        let args = [&["run", "locate", "--output", "json"], args].concat();
        app.run(&args).json()["outputs"].clone()
    };
    let here = std::fs::canonicalize(app.folder()).unwrap();
    let outputs = said(&["--trips", "trips"]);
    assert_eq!(outputs["o0"], format!("{}=;", here.join("trips").display()));
    assert_eq!(outputs["o1"], here.join("trips").to_str().unwrap());
    let other = r#"{"uri": "s3://b/t", "file_format": "parquet"}"#;
    let report = r#"{"trips": "gs://b/t.arrow"}"#;
    let args = ["--trips", "trips.csv", "--other", other, "--report", report];
    let csv = here.join("trips.csv");
    assert_eq!(
        said(&args)["o0"],
        format!("{}=csv;s3://b/t=parquet;gs://b/t.arrow=arrow;", csv.display())
    );

    for (trips, words) in [
        ("nope", "expected a table, found \"nope\": nothing is there"),
        ("ftp://x/y", "no store is known for `ftp://`"),
        (r#"{"path": "trips"}"#, "expected a path or uri, or {\"uri\": …, \"file_format\": …}"),
    ] {
        let failed = app.run(&["run", "locate", "--trips", trips]);
        assert!(failed.stderr.contains(words), "{failed:?}");
    }
    let help = app.run(&["run", "locate", "--help"]);
    assert!(help.stdout.contains("--trips <TABLE>"), "{help:?}");
}
