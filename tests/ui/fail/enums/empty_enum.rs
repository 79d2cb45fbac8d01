// An enum without variants has no values.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Nothing {} //~ variant

fn main() {}
