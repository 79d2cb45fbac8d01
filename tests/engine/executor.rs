use std::sync::{Arc, Mutex};

use bytes::Bytes;
use flyte::Local;
use flyte::engine::{Call, Execution, Executor};
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::types::interface::encode_one;

#[task(cache = "1")]
async fn number(text: String) -> i64 {
    text.len() as i64
}

#[task(retries = 1)]
async fn unlucky() -> i64 {
    1
}

type Give = Box<dyn Fn(&Call) -> Execution + Send + Sync>;

/// Does as it is told, and writes down what it was asked for.
struct Elsewhere(Give, Mutex<Vec<(String, u32)>>);

impl Executor for Elsewhere {
    fn execute(&self, call: Call) -> Execution {
        self.1.lock().unwrap().push((call.task.spec.full_name().to_owned(), call.attempt));
        (self.0)(&call)
    }
}

fn elsewhere(give: impl Fn(&Call) -> Execution + Send + Sync + 'static) -> Arc<Elsewhere> {
    Arc::new(Elsewhere(Box::new(give), Mutex::default()))
}

fn giving(outputs: Vec<Bytes>) -> Arc<Elsewhere> {
    elsewhere(move |_| {
        let outputs = outputs.clone();
        Box::pin(async move { Ok(outputs) })
    })
}

#[tokio::test]
async fn calls_may_be_carried_out_elsewhere() {
    let other = giving(vec![encode_one(&42_i64).unwrap()]);
    assert_eq!(Local::new().executor(other.clone()).run(number("abc")).await.unwrap(), 42);
    assert_eq!(*other.1.lock().unwrap(), [("engine.executor.number".to_owned(), 0)]);
}

#[tokio::test]
async fn what_they_give_is_held_against_the_interface_and_not_cached() {
    let folder = tempfile::tempdir().unwrap();
    let (one, text) = (encode_one(&1_i64).unwrap(), encode_one(&"one".to_owned()).unwrap());
    for (outputs, words) in [
        (vec![], "1 output is declared, 0 given"),
        (vec![one.clone(), one], "1 output is declared, 2 given"),
        (vec![text], "output `o0`: expected an integer, found a string"),
        (vec![Bytes::from_static(b"\xff\xff")], "output `o0`: "),
    ] {
        let local = Local::new().cache(Cache::at(folder.path())).executor(giving(outputs));
        let error = local.run(number("abc")).await.unwrap_err();
        assert!(error.message().starts_with(words), "{error}");
        assert_eq!(error.task(), Some("engine.executor.number"));
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is kept");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_vanishes_is_a_failure_of_the_system() {
    let other = elsewhere(|_| Box::pin(async { panic!("the executor has a defect") }));
    let error = Local::new().executor(other.clone()).run(unlucky()).await.unwrap_err();
    assert_eq!(error.kind(), flyte::ErrorKind::System);
    assert_eq!(error.message(), "4 attempts failed, the last: the attempt ended without a result");
    let attempts: Vec<u32> = other.1.lock().unwrap().iter().map(|(_, attempt)| *attempt).collect();
    assert_eq!(attempts, [0, 1, 2, 3]);
}
