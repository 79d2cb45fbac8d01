//! The peak of a process's memory that hands a large value over and reads it: the value, its literal, and what a
//! transfer needs. It doesn't grow with the number of values.
#![cfg(target_os = "linux")]

use std::process::Command;

use flyte_tests::s3::{BUCKET, Server};

const MIB: u64 = 1 << 20;

/// In MiB, above what the process needs for itself.
fn peak(server: &Server, kind: &str, bytes: u64, times: u64) -> u64 {
    let base = run(server, "nothing", 0, 1);
    run(server, kind, bytes, times) - base
}

fn run(server: &Server, kind: &str, bytes: u64, times: u64) -> u64 {
    let said = Command::new(env!("CARGO_BIN_EXE_carrier"))
        .args([kind, &bytes.to_string(), &times.to_string()])
        .envs(server.variables())
        .env("FLYTE_RAW_OUTPUT_PREFIX", format!("s3://{BUCKET}/raw"))
        .env("_F_L_MIN_SIZE_MB", "10")
        // large memory goes back to the system at once: what glibc keeps for later, per thread, isn't of interest
        .env("MALLOC_MMAP_THRESHOLD_", "1048576")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{text}{}", String::from_utf8_lossy(&said.stderr));
    let read = text.lines().filter(|line| *line == format!("read {bytes}")).count() as u64;
    assert_eq!(read, times, "{text}");
    let peak = text.lines().find_map(|line| line.strip_prefix("peak ")).unwrap();
    peak.parse::<u64>().unwrap() / 1024
}

#[test]
fn it_is_flat() {
    let server = Server::start();
    // what is on its way, and what the process has for many threads
    const TRANSFER: u64 = 48;
    for (kind, mib) in [("text", 16), ("text", 64), ("later", 64), ("struct", 64)] {
        let peak = peak(&server, kind, mib * MIB, 1);
        println!("{kind} of {mib} MiB: {peak} MiB");
        assert!(peak <= 2 * mib + TRANSFER, "{kind} of {mib} MiB: {peak} MiB");
    }
    let (once, often) = (peak(&server, "text", 16 * MIB, 1), peak(&server, "text", 16 * MIB, 12));
    println!("12 texts of 16 MiB: {often} MiB, one: {once} MiB");
    assert!(often <= once + 10, "{often} MiB after 12 values, {once} after one");
    // numbers are longer in a literal than in memory
    let list = peak(&server, "list", 8 * MIB, 1);
    println!("list of 8 MiB: {list} MiB");
    assert!(list <= 8 + 16 + TRANSFER, "{list} MiB");
}
