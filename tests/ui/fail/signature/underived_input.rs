// A type of one's own travels when it derives `FlyteType`.
use flyte::prelude::*;

struct Trip {
    miles: f64,
}

#[task]
fn miles(trip: Trip) -> f64 { //~ derive `FlyteType` for your own types
    trip.miles
}

fn main() {}
