//! No node has another's id, and so none another's folder in a run.

use flyte::graph::NodeNames;
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

fn named(name: &str) -> With {
    With::new().name(name)
}

#[workflow]
fn number_of_a_later_call(x: i64) -> i64 {
    let first = add(x, 1).with(named("n1"));
    add(first, 2)
}

#[workflow]
fn number_of_an_earlier_call(x: i64) -> i64 {
    let first = add(x, 1);
    add(first, 2).with(named("N0"))
}

#[workflow]
fn one_name_for_two(x: i64) -> i64 {
    let first = add(x, 1).with(named("Big Step"));
    add(first, 2).with(named("big-step"))
}

#[workflow]
fn one_name_in_both_arms(x: i64) -> i64 {
    if x > 3 { add(x, 1).with(named("step")) } else { add(x, 2).with(named("step")) }
}

#[workflow]
fn inner(x: i64) -> i64 {
    add(x, 1)
}

#[workflow]
fn inside_a_workflow(x: i64) -> i64 {
    let first = inner(x);
    add(first, 2).with(named("n0-0-n0"))
}

#[workflow]
fn inside_a_named_workflow(x: i64) -> i64 {
    let first = add(x, 2).with(named("train-0-n0"));
    inner(first).with(named("train"))
}

#[workflow]
fn inside_an_arm(x: i64) -> i64 {
    let first = if x > 3 { add(x, 1) } else { add(x, 2) };
    add(first, 2).with(named("n0-n0"))
}

#[workflow]
fn element_of_a_map(xs: Vec<i64>) -> Vec<i64> {
    let first = add(1, 2).with(named("n1-n3"));
    xs.map(|x| add(x, first))
}

#[workflow]
fn loop_without_numbers(x: i64) -> i64 {
    let mut sum = x;
    for at in 0..3 {
        sum = add(sum, at).with(named("step"));
    }
    sum
}

#[test]
fn names_that_are_ids_of_others_are_refused() {
    for text in [
        refused!(number_of_a_later_call),
        refused!(number_of_an_earlier_call),
        refused!(one_name_for_two),
        refused!(one_name_in_both_arms),
        refused!(inside_a_workflow),
        refused!(inside_a_named_workflow),
        refused!(inside_an_arm),
        refused!(element_of_a_map),
        refused!(loop_without_numbers),
    ] {
        // The workflow and both calls.
        assert!(text.matches("names.rs:").count() >= 3, "{text}");
    }
    says!(refused!(number_of_a_later_call), "`n1`", "numbered by its place", "choose a name");
    says!(refused!(loop_without_numbers), "`step`", "format!(\"step-{i}\")");
    says!(refused!(inside_a_workflow), "`n0-0-n0`", "begins as the ids of what `n0`");
}

#[workflow]
fn good_names(x: i64) -> i64 {
    let mut sum = x;
    for at in 0..3 {
        sum = add(sum, at).with(named(&format!("n-{at}")));
    }
    let chosen =
        if sum > 3 { add(sum, 1).with(named("up")) } else { add(sum, 2).with(named("down")) };
    add(chosen, 1).with(named("日本"))
}

#[test]
fn other_names_are_ids() {
    let graph = good_names::definition().graph().unwrap();
    let names = NodeNames::new(&graph);
    let ids: Vec<&str> =
        graph.scopes.iter().flat_map(|scope| &scope.nodes).map(|id| names.in_scope(*id)).collect();
    assert_eq!(ids, ["n-0", "n-1", "n-2", "n3", "n4", "up", "down"]);
}
