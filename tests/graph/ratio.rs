//! A success ratio makes the results of a map optionals: they are no list of values any more, wherever that is tried.

use flyte::prelude::*;

#[task]
fn half(x: i64) -> i64 {
    x / 2
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[task]
fn found(xs: Vec<Option<i64>>) -> i64 {
    xs.iter().flatten().sum()
}

#[workflow]
fn returned(xs: Vec<i64>) -> Vec<i64> {
    let ys = xs.map(half);
    let _ = ys.min_success_ratio(0.5);
    ys
}

#[workflow]
fn handed_on(xs: Vec<i64>) -> i64 {
    let ys = xs.map(half);
    let zs = ys.min_success_ratio(0.5);
    let _ = found(zs);
    sum(ys)
}

#[workflow]
fn used_before(xs: Vec<i64>) -> Vec<Option<i64>> {
    let ys = xs.map(half);
    let _ = sum(ys);
    ys.min_success_ratio(0.5)
}

#[workflow]
fn element(xs: Vec<i64>) -> i64 {
    let ys = xs.map(half);
    let _ = ys.min_success_ratio(1.0);
    half(ys[0])
}

#[workflow]
fn compared(xs: Vec<i64>) -> i64 {
    let ys = xs.map(half);
    let _ = ys.min_success_ratio(1.0);
    if ys[0] > 3 { half(1) } else { half(2) }
}

#[workflow]
fn mapped_again(xs: Vec<i64>) -> Vec<i64> {
    let ys = xs.map(half);
    let _ = ys.min_success_ratio(1.0);
    ys.map(half)
}

#[workflow]
fn in_one_arm(xs: Vec<i64>, n: i64) -> Vec<i64> {
    let ys = xs.map(half);
    if n > 3 {
        let _ = ys.min_success_ratio(0.5);
        xs.map(half)
    } else {
        ys
    }
}

#[test]
fn a_list_that_became_optionals_is_not_used_as_values() {
    let all = [
        refused!(returned),
        refused!(handed_on),
        refused!(element),
        refused!(compared),
        refused!(mapped_again),
        refused!(in_one_arm),
    ];
    for text in all {
        says!(&text, "a list of optionals", "let zs = xs.map(task).min_success_ratio(0.9);");
        // The workflow, the use and the ratio.
        assert!(text.matches("ratio.rs:").count() >= 3, "{text}");
    }
    let text = refused!(used_before);
    says!(&text, "makes the results of this map optionals", "right behind `.map(…)`");
    assert_eq!(text.matches("ratio.rs:").count(), 3, "{text}");
}

#[workflow]
fn twice(xs: Vec<i64>) -> i64 {
    let ys = xs.map(half);
    let _ = ys.min_success_ratio(0.5);
    found(ys.min_success_ratio(0.9))
}

#[test]
fn a_map_has_one_ratio() {
    let text = refused!(twice);
    says!(&text, "one ratio");
    assert_eq!(text.matches("ratio.rs:").count(), 3, "{text}");
}

#[workflow]
fn well_used(xs: Vec<i64>) -> i64 {
    let ys = xs.map(half);
    let zs = ys.min_success_ratio(0.5).concurrency(2);
    let first = half(3).after(ys);
    found(zs).after(first)
}

#[workflow]
fn dropped(xs: Vec<i64>) {
    xs.map(half).min_success_ratio(0.5);
}

#[test]
fn what_the_ratio_gives_is_used_as_any_list() {
    // Order says nothing of values: either promise of the map will do.
    assert!(well_used::definition().graph().is_ok());
    assert!(dropped::definition().graph().is_ok());
}
