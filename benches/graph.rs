//! Graphs: a workflow's function run on promises, with all checks, against its nodes pushed into vectors.

use flyte::prelude::*;
use flyte_benches::{Case, Suite, nodes};

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

fn chain(length: i64) -> Promise<i64> {
    let mut sum = add(0, 0);
    for index in 1..length {
        sum = add(sum, index);
    }
    sum
}

#[workflow]
fn chain_1k() -> i64 {
    chain(1_000)
}

#[workflow]
fn chain_100k() -> i64 {
    chain(100_000)
}

fn case<W: flyte::graph::Workflow>(name: &str, length: i64) -> Case {
    let build = move || (W::definition().build)().expect("a graph without mistakes");
    let floor = move || nodes::chain(<add as flyte::definition::Task>::definition(), length);
    let (ours, (plain, _)) = (build(), floor());
    assert_eq!(ours.nodes.len(), plain.len());
    for (ours, plain) in ours.nodes.iter().zip(&plain) {
        assert_eq!(ours.inputs, plain.inputs, "{name}: the floor builds another graph");
    }
    Case::new(format!("graph/{name}"), 4.0, build, floor)
}

fn main() {
    let suite = Suite::from_args();
    suite.run([case::<chain_1k>("1k", 1_000), case::<chain_100k>("100k", 100_000)]);
}
