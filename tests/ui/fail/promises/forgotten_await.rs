// Outside a workflow a call does nothing until it is awaited.
#![deny(unused_must_use)]
use flyte::prelude::*;

#[task]
fn log(x: i64) {
    println!("{x}");
}

async fn run() {
    log(3); //~ does nothing until it is awaited
}

fn main() {
    drop(run());
}
