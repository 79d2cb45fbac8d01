//! `cargo run --example branches` sorts a parcel by weight with native `if`s and prints where it goes; try
//! `-- run ship --grams 20000`.

use flyte::prelude::*;

/// Weighs a parcel with its wrapping.
#[task]
fn weigh(grams: i64) -> i64 {
    grams + 50
}

/// Finds a truck.
#[task]
fn truck(grams: i64) -> String {
    format!("truck, {} kg", grams / 1000)
}

/// Finds a bicycle.
#[task]
fn bicycle(grams: i64, express: bool) -> String {
    format!("bicycle, {grams} g{}", if express { ", at once" } else { "" })
}

/// Sends a parcel on its way.
#[workflow]
fn ship(#[default(400)] grams: i64, #[default(false)] express: bool) -> String {
    // Plain values are decided while the graph is built …
    const TRUCKS_RUN_TODAY: bool = true;
    let weight = weigh(grams);
    // … promises when it runs: this becomes Flyte's branch node, with both ways in the graph.
    if weight > 30_000 {
        promise("too heavy".to_owned())
    } else if weight > 5_000 && !express {
        if TRUCKS_RUN_TODAY { truck(weight) } else { promise("tomorrow".to_owned()) }
    } else {
        bicycle(weight, express)
    }
}

fn main() -> ExitCode {
    flyte::main()
}
