//! The small things, each as the front page spells it.

use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn odd_only(x: i64) -> Result<i64> {
    if x % 2 == 1 { Ok(x) } else { Err(Error::fatal(format!("{x} is even"))) }
}

#[task]
fn heavy(x: i64) -> i64 {
    x + 100
}

#[task]
fn note(x: i64) {
    let _ = x;
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[task]
fn present(xs: Vec<Option<i64>>) -> Vec<i64> {
    xs.into_iter().flatten().collect()
}

#[derive(Debug, PartialEq, Outputs)]
struct Split {
    /// The larger part.
    train: Vec<i64>,
    test: Vec<i64>,
}

#[task]
fn split(xs: Vec<i64>) -> Split {
    let (train, test) = xs.split_at(xs.len() - 1);
    Split { train: train.to_vec(), test: test.to_vec() }
}

#[task]
fn both(x: i64) -> (i64, String) {
    (x, x.to_string())
}

#[workflow]
fn concurrency(xs: Vec<i64>) -> Vec<i64> {
    xs.map(square).concurrency(8)
}

#[workflow]
fn success_ratio(xs: Vec<i64>) -> Vec<i64> {
    let zs = xs.map(odd_only).min_success_ratio(0.5);
    present(zs)
}

#[workflow]
fn overrides(a: i64) -> i64 {
    heavy(a).with(With::new().cpu("2").retries(5).name("big"))
}

#[workflow]
fn order(a: i64) -> i64 {
    let first = heavy(a);
    let b = note(a);
    b.after(first);
    first
}

#[workflow]
fn key(table: HashMap<String, i64>) -> i64 {
    let one = table["k"];
    square(one)
}

#[workflow]
fn constants_among_promises(a: i64) -> i64 {
    let l = vec![square(a), promise(3)];
    sum(l)
}

#[workflow]
fn named(xs: Vec<i64>) -> Split {
    let parts = split(xs);
    SplitPromises { train: parts.test, test: parts.train }
}

#[workflow]
fn named_constants() -> Split {
    Split { train: vec![1], test: vec![2, 3] }
}

#[workflow]
fn tuple(a: i64) -> (String, i64) {
    let (number, text) = both(a);
    (text, square(number))
}

#[workflow]
fn tuple_by_index(a: i64) -> (i64, String) {
    let whole = both(a);
    (whole.0, whole.1)
}

#[workflow]
fn sub_workflows(a: i64) -> i64 {
    let (_, n) = tuple(a);
    overrides(n)
}

#[workflow]
fn defaults(#[default(4)] n: i64, #[default("x")] name: String) -> (i64, String) {
    (square(n), name)
}

#[workflow]
fn uses_a_default() -> i64 {
    let (n, _) = defaults(flyte::default(), "y");
    n
}

#[workflow]
fn unrolled(a: i64) -> i64 {
    let mut total = square(a);
    for factor in [1, 2, 3] {
        total = sum(vec![total, promise(factor)]);
    }
    total
}

#[workflow]
fn conditions(a: i64, name: String, flag: bool) -> i64 {
    let n = square(a);
    if (n > 10 && !flag) || name == "go" {
        heavy(n)
    } else if n == 4 {
        promise(4)
    } else if 0 < n && flag {
        square(n)
    } else {
        n
    }
}

#[tokio::test]
async fn each_small_thing_runs() {
    assert_eq!(concurrency(vec![1, 2, 3]).await.unwrap(), [1, 4, 9]);
    assert_eq!(success_ratio(vec![1, 2, 3]).await.unwrap(), [1, 3]);
    assert_eq!(overrides(1).await.unwrap(), 101);
    assert_eq!(order(1).await.unwrap(), 101);
    let table = HashMap::from([("k".to_owned(), 5)]);
    assert_eq!(key(table).await.unwrap(), 25);
    assert_eq!(constants_among_promises(4).await.unwrap(), 19);
    assert_eq!(named_constants().await.unwrap(), Split { train: vec![1], test: vec![2, 3] });
    assert_eq!(named(vec![1, 2, 3]).await.unwrap(), Split { train: vec![3], test: vec![1, 2] });
    assert_eq!(tuple(3).await.unwrap(), ("3".to_owned(), 9));
    assert_eq!(tuple_by_index(3).await.unwrap(), (3, "3".to_owned()));
    assert_eq!(sub_workflows(3).await.unwrap(), 109);
    assert_eq!(uses_a_default().await.unwrap(), 16);
    assert_eq!(unrolled(2).await.unwrap(), 10);
}

#[tokio::test]
async fn parts_of_a_call_can_be_awaited() {
    let parts = split(vec![1, 2, 3]);
    assert_eq!(parts.train.await.unwrap(), [1, 2]);
    assert_eq!(parts.await.unwrap().test, [3]);
    assert_eq!(both(7).await.unwrap(), (7, "7".to_owned()));
    assert_eq!(both(7).1.await.unwrap(), "7");
}

#[tokio::test]
async fn every_arm_of_a_condition_runs() {
    assert_eq!(conditions(4, "no", false).await.unwrap(), 116);
    assert_eq!(conditions(1, "go", true).await.unwrap(), 101);
    assert_eq!(conditions(2, "no", true).await.unwrap(), 4);
    assert_eq!(conditions(3, "no", true).await.unwrap(), 81);
    assert_eq!(conditions(0, "no", true).await.unwrap(), 0);
}

#[tokio::test]
async fn order_is_kept_in_the_graph() {
    let graph = order::definition().graph().unwrap();
    let note = graph.nodes.iter().find(|node| !node.after.is_empty()).unwrap();
    assert_eq!(note.after.len(), 1);
}
