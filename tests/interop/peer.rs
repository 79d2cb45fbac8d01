//! The Python process: started once, asked by all tests, gone with this process.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use flyte::types::idl::core::{LiteralType, TypedInterface};
use prost::Message as _;
use serde_json::{Value, json};

struct Peer {
    /// It ends when its input does.
    _process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

static PEER: LazyLock<Option<Mutex<Peer>>> = LazyLock::new(|| {
    let python = std::env::var_os("FLYTE_TEST_PYTHON")?;
    let mut process = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/peer.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python of FLYTE_TEST_PYTHON starts");
    let requests = process.stdin.take().expect("piped");
    let answers = BufReader::new(process.stdout.take().expect("piped"));
    Some(Mutex::new(Peer { _process: process, requests, answers }))
});

/// Whether there is a flytekit; it is said when there is none.
pub fn is_there() -> bool {
    let there = PEER.is_some();
    if !there {
        println!("not run: FLYTE_TEST_PYTHON names no Python with flytekit");
    }
    there
}

/// Asks, and waits for the answer.
pub fn ask(request: &Value) -> Value {
    let peer = PEER.as_ref().expect("asked before");
    let mut peer = peer.lock().unwrap_or_else(PoisonError::into_inner);
    writeln!(peer.requests, "{request}").expect("the peer reads");
    let mut answer = String::new();
    peer.answers.read_line(&mut answer).expect("the peer answers");
    serde_json::from_str(&answer).unwrap_or_else(|_| panic!("the peer ended at {request}"))
}

/// The endpoint of a server of moto, with a new bucket that holds these objects.
pub fn moto(bucket: &str, objects: &[(&str, &str)]) -> String {
    let objects: serde_json::Map<String, Value> =
        objects.iter().map(|(key, text)| ((*key).to_owned(), (*text).into())).collect();
    let answer = ask(&json!({ "bucket": bucket, "objects": objects }));
    answer["endpoint"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The types of a task's inputs and outputs, `o0` and on.
pub fn types(task: &str) -> [Vec<LiteralType>; 2] {
    let answer = ask(&json!({ "interface": task }));
    let hex = answer["interface"].as_str().unwrap_or_else(|| panic!("{answer}"));
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
    let TypedInterface { inputs, outputs } =
        TypedInterface::decode(&bytes[..]).expect("an interface");
    [inputs, outputs].map(|variables| {
        let variables: BTreeMap<_, _> =
            variables.unwrap_or_default().variables.into_iter().collect();
        variables.into_values().map(|variable| variable.r#type.expect("a type")).collect()
    })
}
