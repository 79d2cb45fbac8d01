// `main` is where the program begins: a workflow has a name of its own.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn main() -> i64 { //~ write `fn main() -> ExitCode { flyte::main() }`
    square(3)
}
