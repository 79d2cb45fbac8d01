// Both arms of an `if` on a promise are recorded: what they change outside would be changed by both.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let mut named = HashMap::new();
    if n > 3 {
        add(n, 1)
    } else {
        named.insert("n".to_owned(), square(n)); //~ both arms would do this
        square(n)
    }
}

fn main() {}
