//! A GiB on S3, in processes of their own: what passes is counted by the server, memory by the system.

use flyte_tests::program::{Program, Said};
use flyte_tests::s3::Server;

const MIB: u64 = 1 << 20;

fn porter(server: &Server) -> Program {
    Program::new(env!("CARGO_BIN_EXE_porter")).with(server)
}

/// The most memory that the program had, in MiB, without its code: that of a program which isn't optimised is twice
/// as large as it would be. Not every system counts.
fn peak(said: &Said) -> Option<f64> {
    let mib = |name: &str| {
        let line = said.stderr.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
    };
    Some(mib("VmHWM:")? - mib("RssFile:")?)
}

/// So much is left for the code of an optimised program.
const CODE: f64 = 9.0;

#[track_caller]
fn at_most(said: &Said, what: &str, mib: f64) {
    if let Some(peak) = peak(said) {
        println!("{what}: {peak:.0} MiB of memory at most, and its code");
        assert!(peak <= mib - CODE, "{what}: {peak} MiB of memory and its code, more than {mib}");
    }
}

#[test]
fn a_gib_from_task_to_task() {
    let mib: u64 = 1024;
    let (server, number) = (Server::start_plain(), mib.to_string());
    let program = porter(&server);
    let (expected, said) = program.outputs(&["expected", "--mib", &number]);
    at_most(&said, "no file at all", 32.0);
    let near = |bytes: u64| (mib * MIB..mib * MIB + 64 * 1024).contains(&bytes);

    server.passed();
    let raw = ["--raw-output-prefix", "s3://bucket/raw"];
    let (outputs, said) = program.outputs(&[&["through", "--mib", &number], &raw[..]].concat());
    let passed = server.passed();
    assert_eq!(outputs["o0"], expected["o0"]);
    assert!(near(passed.received) && near(passed.sent), "{passed:?}");
    at_most(&said, "written, passed on and read", 96.0);

    let uri = outputs["o1"].as_str().expect("a uri");
    assert!(uri.starts_with("s3://bucket/raw/") && uri.ends_with("/large.bin"), "{uri}");
    let (outputs, _) = program.outputs(&[&["pass_on", "--file", uri], &raw[..]].concat());
    assert_eq!(outputs["o0"], uri);
    assert_eq!(server.passed().requests, 0, "what is passed on isn't looked at");

    for (task, what) in [("consume", "read as a stream"), ("fetch", "copied to a file")] {
        let (outputs, said) = program.outputs(&[task, "--file", uri]);
        assert_eq!(outputs["o0"], expected["o0"]);
        let passed = server.passed();
        assert!(near(passed.sent) && passed.received == 0, "{passed:?}");
        at_most(&said, what, 32.0);
    }
}
