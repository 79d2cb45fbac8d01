// `main` is where the program begins: a task has a name of its own.
use flyte::prelude::*;

#[task]
fn main() { //~ `main` is where the program begins
    println!("hello");
}
