use flyte::prelude::*;

#[task]
async fn say(text: String) -> String {
    text
}

#[workflow]
fn less(a: f64, b: f64) -> String {
    if a < b { say("yes") } else { say("no") }
}

#[workflow]
fn less_or_equal(a: f64, b: f64) -> String {
    if a <= b { say("yes") } else { say("no") }
}

#[workflow]
fn greater(a: f64, b: f64) -> String {
    if a > b { say("yes") } else { say("no") }
}

#[workflow]
fn equal(a: f64, b: f64) -> String {
    if a == b { say("yes") } else { say("no") }
}

#[workflow]
fn not_equal(a: f64, b: f64) -> String {
    if a != b { say("yes") } else { say("no") }
}

#[tokio::test]
async fn nan_is_less_than_everything_and_equal_to_nothing() {
    let nan = f64::NAN;
    assert_eq!(less(nan, 1.0).await.unwrap(), "yes");
    assert_eq!(less(1.0, nan).await.unwrap(), "yes");
    assert_eq!(less_or_equal(nan, 1.0).await.unwrap(), "yes");
    assert_eq!(greater(nan, 1.0).await.unwrap(), "no");
    assert_eq!(equal(nan, nan).await.unwrap(), "no");
    assert_eq!(not_equal(nan, nan).await.unwrap(), "yes");
    assert_eq!(less(1.0, 2.0).await.unwrap(), "yes");
    assert_eq!(less(2.0, 1.0).await.unwrap(), "no");
}

#[workflow]
fn text(a: String, b: String) -> String {
    if a < b {
        say("less")
    } else if a == b {
        say("equal")
    } else {
        say("greater")
    }
}

#[tokio::test]
async fn text_compares_by_bytes() {
    assert_eq!(text("Z", "a").await.unwrap(), "less");
    assert_eq!(text("z", "é").await.unwrap(), "less");
    assert_eq!(text("a", "a").await.unwrap(), "equal");
    assert_eq!(text("b", "a").await.unwrap(), "greater");
}

#[workflow]
fn both(a: i64, b: bool) -> String {
    if (a > 1 && b) || a == -1 { say("yes") } else { say("no") }
}

#[tokio::test]
async fn logic() {
    assert_eq!(both(2, true).await.unwrap(), "yes");
    assert_eq!(both(2, false).await.unwrap(), "no");
    assert_eq!(both(-1, false).await.unwrap(), "yes");
}
