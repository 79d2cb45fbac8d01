//! A GiB up and down, against the same with object_store alone. The S3 server is a process of its own, and so is each
//! transfer: its processor time and its peak of memory are those of one transfer.
//!
//! Words of the command line choose among `store/up`, `store/write`, `store/down`, `store/read`, and `store/tasks`: the
//! same GiB from task to task, and `store/value_file`, `store/value_s3`: a value that is offloaded.
//! `FLYTE_BENCH_MIB` says otherwise than 1024, `FLYTE_BENCH_ROUNDS` otherwise than 5; with `FLYTE_BENCH_SLOW_SERVER` the
//! server checks readers too, and is the slower side by far.

mod bare;
mod ours;
mod tasks;
mod values;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use flyte_benches::process_cpu;

/// What a transfer cost.
struct Cost {
    cpu: f64,
    wall: f64,
    peak: f64,
}

const KINDS: [&str; 4] = ["up", "write", "down", "read"];

fn main() {
    if let Ok(role) = std::env::var("FLYTE_BENCH_ROLE") {
        return play(&role);
    }
    let number = |name: &str, or: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or)
    };
    let (mib, rounds) = (number("FLYTE_BENCH_MIB", 1024), number("FLYTE_BENCH_ROUNDS", 5));
    if kinds().next().is_none() && !tasks::wanted() && !values::wanted() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("source");
    if kinds().next().is_some() {
        fill(&source, mib);
    }
    let mut server = server();
    let run = |who: &str, kind: &str| transfer(&server.1, who, kind, &source, folder.path());
    if tasks::wanted() {
        tasks::measure(mib, &|task| run("task", task));
    }
    if values::wanted() {
        values::measure(&|value| run("value", value));
    }
    if !kinds().any(|(_, kind)| kind == "up") && kinds().next().is_some() {
        // something to read
        let _ = (run("bare", "up"), run("ours", "up"));
    }
    let mut costs: BTreeMap<(usize, &str), Vec<Cost>> = BTreeMap::new();
    for _ in 0..rounds {
        for (n, kind) in kinds() {
            for who in ["bare", "ours"] {
                costs.entry((n, who)).or_default().push(run(who, kind));
            }
        }
    }
    for (n, kind) in kinds() {
        let median = |who: &'static str, of: fn(&Cost) -> f64| {
            let mut all: Vec<f64> = costs[&(n, who)].iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let peak =
            |who: &'static str| costs[&(n, who)].iter().map(|cost| cost.peak).fold(0.0, f64::max);
        let gib = mib as f64 / 1024.0;
        for who in ["bare", "ours"] {
            let (cpu, wall) = (median(who, |c| c.cpu) / gib, median(who, |c| c.wall) / gib);
            let peak = peak(who);
            println!(
                "info store/{kind} {who}: {cpu:.2} CPU s/GiB, {wall:.2} s/GiB, peak {peak:.0} MiB"
            );
        }
        let ratio = |of: fn(&Cost) -> f64| median("ours", of) / median("bare", of);
        println!("ratio store/{kind}_cpu {:.2} limit 1.15", ratio(|c| c.cpu));
        println!("ratio store/{kind}_time {:.2} limit 1.18", ratio(|c| c.wall));
        let allowed = if matches!(kind, "up" | "write") { 96.0 } else { 32.0 };
        println!("ratio store/{kind}_peak {:.2} limit 1", peak("ours") / allowed);
    }
    drop(server.0.stdin.take());
    let _ = server.0.wait();
}

/// The transfers that the command line names, or all.
fn kinds() -> impl Iterator<Item = (usize, &'static str)> {
    let named: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    KINDS.into_iter().enumerate().filter(move |(_, kind)| {
        named.is_empty() || named.iter().any(|name| format!("store/{kind}").contains(name.as_str()))
    })
}

fn fill(path: &Path, mib: usize) {
    let mut file = std::fs::File::create(path).expect("a file");
    let block: Vec<u8> =
        (0..1_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for _ in 0..mib {
        file.write_all(&block).expect("space for the file");
    }
}

fn again(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env("FLYTE_BENCH_ROLE", role);
    command
}

fn server() -> (Child, Vec<(String, String)>) {
    let mut child =
        again("server").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a server");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let variables = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
        })
        .collect();
    (child, variables)
}

fn transfer(
    variables: &[(String, String)],
    who: &str,
    kind: &str,
    source: &Path,
    folder: &Path,
) -> Cost {
    // a file that is there already would be truncated by one and replaced by the other
    let _ = std::fs::remove_file(folder.join("target"));
    let ran = again(&format!("{who}-{kind}"))
        .envs(variables.iter().cloned())
        .env("FLYTE_BENCH_SOURCE", source)
        .env("FLYTE_BENCH_TARGET", folder.join("target"))
        .output()
        .expect("a transfer");
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{text}{}", String::from_utf8_lossy(&ran.stderr));
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    Cost { cpu: numbers[0], wall: numbers[1], peak: numbers[2] }
}

fn play(role: &str) {
    if role == "server" {
        let server = match std::env::var_os("FLYTE_BENCH_SLOW_SERVER") {
            Some(_) => flyte_tests::s3::Server::start(),
            None => flyte_tests::s3::Server::start_plain(),
        };
        for (name, value) in server.variables() {
            println!("{name}={value}");
        }
        println!();
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        return;
    }
    let path = |name: &str| PathBuf::from(std::env::var_os(name).expect("a path"));
    let (source, target) = (path("FLYTE_BENCH_SOURCE"), path("FLYTE_BENCH_TARGET"));
    let began = Instant::now();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match role.split_once('-') {
        Some(("bare", kind)) => runtime.block_on(bare::transfer(kind, &source, &target)),
        Some(("value", kind)) => runtime.block_on(values::run(kind, &target)),
        Some(("task", kind)) => runtime.block_on(tasks::run(kind, &target)),
        Some(("ours", kind)) => runtime.block_on(ours::transfer(kind, &source, &target)),
        _ => panic!("no such role: {role}"),
    }
    let wall = began.elapsed().as_secs_f64();
    println!("{} {wall} {}", process_cpu().as_secs_f64(), peak());
}

/// The peak of this process's memory, in MiB.
fn peak() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("a system that counts");
    let line = text.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default()
        / 1024.0
}
