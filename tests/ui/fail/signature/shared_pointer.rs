// What belongs to one process doesn't travel.
use std::sync::Arc;

use flyte::prelude::*;

#[task]
fn length(names: Arc<Vec<String>>) -> i64 { //~ write `Vec<String>`
    names.len() as i64
}

fn main() {}
