//! What can't be a graph is refused when it is built, with source lines and what to write instead.

use flyte::prelude::*;

#[derive(Debug, Clone, FlyteType)]
struct Pair {
    left: i64,
    right: i64,
}

#[task]
fn pair(x: i64) -> Pair {
    Pair { left: x, right: x }
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
fn positive(x: i64) -> bool {
    x > 0
}

#[task]
fn when(x: i64) -> Stamped {
    Stamped { took: chrono::TimeDelta::seconds(x) }
}

#[derive(Debug, Clone, FlyteType)]
struct Stamped {
    took: chrono::TimeDelta,
}

/// The words of the refusal.
macro_rules! refused {
    ($workflow:ident) => {
        $workflow::definition().graph().expect_err("this graph must be refused").to_string()
    };
}

macro_rules! says {
    ($text:expr, $($words:literal),+) => {
        let text = $text;
        $(assert!(text.contains($words), "{:?} is not in: {text}", $words);)+
    };
}

#[workflow]
fn assigned_outside(x: i64) -> i64 {
    let mut kept = add(x, 1);
    if x > 3 {
        // The macro sees assignments, not this.
        let _ = std::mem::replace(&mut kept, add(x, 2));
    } else {
    }
    add(kept, 1)
}

#[workflow]
fn pushed_outside(x: i64) -> i64 {
    let mut list = vec![add(x, 1)];
    let value = if positive(x) {
        let inner = add(x, 2);
        let _ = std::mem::replace(&mut list, vec![inner, inner]);
        inner
    } else {
        add(x, 3)
    };
    let last = list[1];
    add(last, value)
}

#[workflow]
fn escapes_a_map(xs: Vec<i64>) -> i64 {
    let mut kept = None;
    let _ = xs.map(|x| {
        let sum = add(x, 1);
        kept = Some(sum);
        sum
    });
    match kept {
        Some(promise) => add(promise, 1),
        None => promise(0),
    }
}

#[workflow]
fn ends_in_a_promise_of_a_map(xs: Vec<i64>) -> i64 {
    let mut kept = promise(0);
    let _ = xs.map(|x| {
        kept = add(x, 1);
        kept
    });
    kept
}

#[test]
fn a_promise_of_an_arm_stays_in_it() {
    for text in [refused!(assigned_outside), refused!(pushed_outside)] {
        says!(text, "refused.rs:", "inside an arm of an `if`", "make it the value of the `if`");
    }
    says!(
        refused!(escapes_a_map),
        "the closure of a `.map(…)`",
        "make it the value of the closure"
    );
    // Both lines are the user's.
    let text = refused!(ends_in_a_promise_of_a_map);
    assert_eq!(text.matches("refused.rs:").count(), 3, "{text}");
}

#[workflow]
fn element_field(xs: Vec<Pair>) -> Vec<i64> {
    xs.map(|x| add(x.left, 1))
}

#[workflow]
fn if_in_map(xs: Vec<i64>) -> Vec<i64> {
    xs.map(|x| if x > 3 { add(x, 1) } else { add(x, 2) })
}

#[workflow]
fn workflow_in_map(xs: Vec<i64>) -> Vec<i64> {
    xs.map(inner)
}

#[workflow]
fn inner(x: i64) -> i64 {
    add(x, 1)
}

#[workflow]
fn identity_map(xs: Vec<i64>) -> Vec<i64> {
    xs.map(|x| x)
}

#[test]
fn a_map_calls_tasks_on_whole_elements() {
    says!(refused!(element_field), "only whole", "element.left", "takes the whole element");
    says!(refused!(if_in_map), "can only call tasks", "an `if`");
    says!(refused!(workflow_in_map), "can only call tasks", "the call of a workflow");
    says!(refused!(identity_map), "must give the whole result of a task");
}

#[workflow]
fn waits_in_a_circle(x: i64) -> i64 {
    let a = add(x, 1);
    let b = add(x, 2);
    let a = a.after(b);
    let b = b.after(a);
    add(a, b)
}

#[workflow]
fn later_order(x: i64) -> i64 {
    let a = add(x, 1);
    let b = add(x, 2);
    let _ = a.after(b);
    a
}

#[test]
fn orders_never_make_a_circle() {
    says!(refused!(waits_in_a_circle), "wait for each other", "drop one of the orders");
    let graph = later_order::definition().graph().unwrap();
    let order: Vec<u32> = graph.scopes[0].nodes.iter().map(|id| id.0).collect();
    assert_eq!(order, [1, 0]);
}

#[workflow]
fn retries_of_a_workflow(x: i64) -> i64 {
    inner(x).with(With::new().retries(3))
}

#[workflow]
fn retries_of_a_map(xs: Vec<i64>) -> Vec<i64> {
    xs.map(inner_task).with(With::new().retries(3))
}

#[task]
fn inner_task(x: i64) -> i64 {
    x
}

#[workflow]
fn bad_quantity(x: i64) -> i64 {
    // What is written in the call itself, the macro refuses.
    let size = "4 gigs";
    add(x, 1).with(With::new().mem(size))
}

#[test]
fn settings_without_effect_are_refused() {
    says!(refused!(retries_of_a_workflow), "`retries` would have no effect", "calls inside");
    says!(
        refused!(retries_of_a_map),
        "`retries` would have no effect",
        ".map(|x| task(x).with(…))"
    );
    says!(refused!(bad_quantity), "\"4 gigs\"", "Kubernetes quantity");
}

#[workflow]
fn ping(x: i64) -> i64 {
    pong(x)
}

#[workflow]
fn pong(x: i64) -> i64 {
    if x > 3 { ping(x) } else { add(x, 1) }
}

#[test]
fn a_workflow_does_not_contain_itself() {
    says!(refused!(ping), "can't contain itself", "ping → ", "pong → ");
}

#[workflow]
fn time_in_a_struct(x: i64) -> i64 {
    if when(x).took > chrono::TimeDelta::seconds(3) { add(x, 1) } else { add(x, 2) }
}

#[test]
fn a_time_inside_a_struct_is_not_compared() {
    says!(refused!(time_in_a_struct), "arrives as text", "output of its own");
}

#[workflow]
fn many_paths(x: i64) -> i64 {
    let mut value = x;
    for _ in 0..60 {
        value = add(add(value, 1), add(value, 2));
    }
    value
}

#[test]
fn a_graph_with_hopelessly_many_paths_is_refused() {
    says!(refused!(many_paths), "paths", "workflows of their own");
}

#[workflow]
fn panics(x: i64) -> i64 {
    let list = vec![x];
    list[2]
}

#[test]
fn a_panic_while_building_is_an_error() {
    says!(refused!(panics), "its function panicked", "index out of bounds");
}

#[workflow]
fn several_mistakes(xs: Vec<Pair>) -> Vec<i64> {
    let _ = xs.map(|x| add(x.right, 1));
    xs.map(|x| add(x.left, 1))
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = refused!(several_mistakes);
    says!(&text, "element.left", "element.right");
}

#[workflow]
fn order_across_an_arm(x: i64) -> i64 {
    let first = add(x, 1);
    if x > 3 { add(x, 2).after(first) } else { add(x, 3) }
}

#[test]
fn an_order_across_an_arm_is_refused() {
    says!(refused!(order_across_an_arm), "same arm", "whole `if`");
}

#[workflow]
fn after_itself(x: i64) -> i64 {
    let sum = add(x, 1);
    sum.after(sum)
}

#[workflow]
fn after_an_input(x: i64) -> i64 {
    add(x, 1).after([x])
}

#[workflow]
fn input_after_a_call(x: i64) -> i64 {
    let sum = add(x, 1);
    x.after((sum, sum))
}

#[workflow]
fn after_a_constant(x: i64) -> i64 {
    add(x, 1).after(vec![promise(3)])
}

#[test]
fn an_order_that_cant_be_is_told_at_its_line() {
    says!(refused!(after_itself), "can't come after itself");
    let orders =
        [refused!(after_an_input), refused!(input_after_a_call), refused!(after_a_constant)];
    for text in &orders {
        says!(text, "takes the promises of calls");
    }
    for text in orders.iter().chain([&refused!(after_itself)]) {
        // The workflow and the order, and no line of ours.
        assert!(text.matches("refused.rs:").count() >= 2, "{text}");
        assert!(!text.contains("flyte-core"), "{text}");
    }
}
