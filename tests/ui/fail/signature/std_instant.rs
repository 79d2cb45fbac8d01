// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: std::time::Instant) { //~ chrono::DateTime<Utc>
    drop(given);
}

fn main() {}
