// A type of one's own travels when it derives `FlyteType`.
use flyte::prelude::*;

struct Trip {
    _miles: f64,
}

#[task]
fn trip(miles: f64) -> Trip { //~ `#[derive(FlyteType)]`
    Trip { _miles: miles }
}

fn main() {}
