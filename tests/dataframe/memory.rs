//! Tables are written and read in constant memory: a program that carries one on S3 needs no more for a longer one.
#![cfg(target_os = "linux")]

use flyte_tests::program::Program;
use flyte_tests::s3::Server;

/// In MiB.
fn peak(server: &Server, format: &str, rows: i64) -> f64 {
    let program = Program::new(env!("CARGO_BIN_EXE_porter")).with(server);
    let number = rows.to_string();
    let raw = "s3://bucket/raw";
    let args = ["tabulated", "--rows", &number, "--format", format, "--raw-output-prefix", raw];
    let (outputs, said) = program.outputs(&args);
    assert_eq!(outputs["o0"], rows * (rows - 1) / 2);
    let line = said.stderr.lines().find(|line| line.starts_with("VmHWM:")).expect("the peak");
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    kib.expect("a number") / 1024.0
}

#[test]
fn it_does_not_grow_with_the_table() {
    let server = Server::start();
    // the shorter one is long enough for all that is on its way at a time
    let cases = [
        ("parquet", 3_000_000, 4_000_000),
        ("arrow", 600_000, 2_000_000),
        ("csv", 400_000, 900_000),
    ];
    for (format, rows, more) in cases {
        let short = peak(&server, format, rows);
        let stored = server.passed().received;
        let long = peak(&server, format, rows + more);
        let more = (server.passed().received - stored) >> 20;
        println!(
            "{format}: {short:.0} MiB of memory; {long:.0} MiB for {more} MiB more of a table"
        );
        assert!(more >= 36, "{format}: {more} MiB");
        assert!(long < short + 24.0, "{format}: {short} MiB, then {long} MiB");
    }
}
