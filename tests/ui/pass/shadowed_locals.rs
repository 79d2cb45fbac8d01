// The names of inputs, locals and tasks may be those that generated code could have used.
use flyte::prelude::*;

#[task]
fn call(inputs: i64, input_0: i64, output: i64, this: i64) -> i64 {
    inputs + input_0 + output + this
}

#[task]
fn definition(name: String, value: String, result: String) -> String {
    name + &value + &result
}

#[task]
fn start(branch: i64) -> i64 {
    branch
}

#[workflow]
fn build(branch: i64, then: i64, otherwise: i64, condition: bool, left: i64, inputs: i64) -> i64 {
    let begin = start(branch);
    let end = call(then, otherwise, left, inputs);
    if condition && begin > end { then } else { otherwise }
}

pub(crate) fn main() {
    assert!(build::definition().graph().is_ok());
    assert_eq!(call::call(1, 2, 3, 4), 10);
}
