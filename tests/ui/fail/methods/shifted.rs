// A promise has no value while the graph is built: order is said by `after`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn log(n: i64) {
    println!("{n}");
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let y = square(n);
    let logged = log(n);
    logged >> y; //~ write `b.after(a)`
    y
}

fn main() {}
