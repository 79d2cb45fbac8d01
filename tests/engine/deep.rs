use flyte::prelude::*;

const MANY: i64 = 100_000;

#[task]
async fn inc(x: i64) -> i64 {
    x + 1
}

#[task]
async fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn chain(x: i64) -> i64 {
    (0..MANY).fold(x, |y, _| inc(y))
}

#[workflow]
fn fan_out(x: i64) -> i64 {
    let ys: Vec<_> = (0..MANY).map(|_| inc(x)).collect();
    sum(ys)
}

#[workflow]
fn mapped(xs: Vec<i64>) -> i64 {
    sum(xs.map(inc))
}

#[workflow]
fn two(x: i64) -> i64 {
    inc(inc(x))
}

#[workflow]
fn many_workflows(x: i64) -> i64 {
    (0..10_000).fold(x, |y, _| two(y))
}

#[workflow]
fn many_branches(x: i64) -> i64 {
    (0..10_000).fold(x, |y, _| if y > 100 { inc(y) } else { two(y) })
}

#[tokio::test]
async fn a_chain() {
    assert_eq!(chain(0).await.unwrap(), MANY);
}

#[tokio::test]
async fn a_fan_out() {
    assert_eq!(fan_out(0).await.unwrap(), MANY);
}

#[tokio::test]
async fn a_map() {
    assert_eq!(mapped(vec![1_i64; MANY as usize]).await.unwrap(), 2 * MANY);
}

#[tokio::test]
async fn many_frames() {
    assert_eq!(many_workflows(0).await.unwrap(), 20_000);
    assert_eq!(many_branches(0).await.unwrap(), 10_000 + 51);
}
