// Inputs are moved into the body, promises are copied.
use flyte::prelude::*;

#[derive(FlyteType)]
struct NotClone {
    text: String,
}

#[task]
fn take(value: NotClone, list: Vec<NotClone>) -> NotClone {
    list.into_iter().next().unwrap_or(value)
}

#[task]
fn count(value: NotClone) -> i64 {
    value.text.len() as i64
}

#[workflow]
fn pipeline(value: NotClone) -> (i64, i64) {
    let taken = take(value, vec![value, promise(NotClone { text: "x".to_owned() })]);
    (count(taken), count(taken))
}

pub(crate) fn main() {
    assert!(pipeline::definition().graph().is_ok());
}
