// The interface of a task is fixed: it has no type parameters.
use flyte::prelude::*;

#[task]
fn show<T: ToString>(value: T) -> String { //~ write a concrete type for `T`
    value.to_string()
}

fn main() {}
