//! The examples on S3: the same programs, with another raw output prefix.

use flyte_tests::program::Program;
use flyte_tests::s3::Server;

#[test]
fn files() {
    let server = Server::start();
    let program = Program::new(env!("CARGO_BIN_EXE_example-files")).with(&server);
    let (here, _) = program.outputs(&["survey"]);
    assert_eq!(server.passed().requests, 0);
    let (there, _) = program.outputs(&["survey", "--raw-output-prefix", "s3://bucket/raw"]);
    assert_eq!(here, there);
    assert_eq!(here["o0"], serde_json::json!([168, 124]));
    let passed = server.passed();
    assert!(passed.received > 10_000 && passed.sent > 10_000, "{passed:?}");
    // a table of each island, and a table that is there already
    let (split, _) = program.outputs(&["split", "--raw-output-prefix", "s3://bucket/raw"]);
    let table = split["o0"]["tables"]["Torgersen"]
        .as_str()
        .or(split["o0"]["tables"]["Torgersen"]["path"].as_str());
    let (count, _) = program.outputs(&["count", "--table", table.expect("a uri")]);
    assert_eq!(count["o0"], 52);
}
