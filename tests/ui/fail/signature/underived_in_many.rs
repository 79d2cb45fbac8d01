// What can't travel is told once, at its place.
use flyte::prelude::*;

struct Trip {
    miles: f64,
}

#[task]
async fn miles(name: String, trip: Trip, day: i64) -> Result<f64> { //~ derive `FlyteType` for your own types
    Ok(trip.miles)
}

fn main() {}
