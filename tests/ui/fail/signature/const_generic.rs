// The interface of a task is fixed: it has no constant parameters.
use flyte::prelude::*;

#[task]
fn zeros<const N: usize>() -> Vec<f64> { //~ write a constant for `N`
    vec![0.0; N]
}

fn main() {}
