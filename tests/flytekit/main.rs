//! A real flytekit reads what Rust wrote, writes it again, and Rust reads that.
//!
//! `FLYTE_TEST_PYTHON` names a Python with flytekit 1.16; the gate installs one. Without it the test says so and is done.

mod values;

use std::io::Write as _;
use std::process::{Command, Stdio};

use flyte_types::FlyteType;
use flyte_types::interface::{decode_one, encode_one};
use prost::Message as _;
use serde_json::{Value, json};

/// One value: how it is sent, and how the answer is judged.
pub struct Case {
    name: &'static str,
    request: Value,
    judge: Judge,
}

/// Whether the literal that came back is the value that went.
type Judge = Box<dyn Fn(&[u8]) -> Result<(), String>>;

/// A case for a value, which must come back as it went.
pub fn case<T: FlyteType + PartialEq + std::fmt::Debug>(name: &'static str, value: T) -> Case {
    let literal = encode_one(&value).expect("a test value encodes");
    let request = json!({
        "name": name,
        "type": hex(&T::literal_type().encode_to_vec()),
        "literal": hex(&literal),
    });
    let judge = move |answer: &[u8]| {
        let back: T = decode_one(answer).map_err(|error| error.to_string())?;
        if back == value { Ok(()) } else { Err(format!("sent {value:?}, got {back:?}")) }
    };
    Case { name, request, judge: Box::new(judge) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
        .collect()
}

#[test]
fn values_cross_to_flytekit_and_back() {
    let Ok(python) = std::env::var("FLYTE_TEST_PYTHON") else {
        println!("not run: FLYTE_TEST_PYTHON names no Python with flytekit");
        return;
    };
    let cases = values::all();
    let mut peer = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/flytekit/peer.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python of FLYTE_TEST_PYTHON starts");
    let mut input = peer.stdin.take().expect("piped");
    let requests: Vec<String> = cases.iter().map(|case| case.request.to_string()).collect();
    let writer = std::thread::spawn(move || {
        for request in requests {
            writeln!(input, "{request}").expect("the peer reads");
        }
    });
    let output = peer.wait_with_output().expect("the peer ends");
    writer.join().expect("all requests were written");

    let answers: Vec<Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert_eq!(answers.len(), cases.len(), "the peer answers every case");
    let mut faults = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        assert_eq!(answer["name"], case.name);
        let verdict = match answer["literal"].as_str() {
            Some(literal) => (case.judge)(&unhex(literal)),
            None => Err(answer["error"].to_string()),
        };
        match verdict {
            Ok(()) => println!("{}: {} as {}", case.name, answer["value"], answer["python_type"]),
            Err(fault) => faults.push(format!("{}: {fault} ({answer})", case.name)),
        }
    }
    println!(
        "{} of {} values crossed to flytekit and back",
        cases.len() - faults.len(),
        cases.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
