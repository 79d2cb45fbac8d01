// A `for` goes over plain values, and a field of a promise is none.
use flyte::prelude::*;

#[derive(Debug, Clone, FlyteType)]
struct Plan {
    days: Vec<i64>,
}

#[task]
fn drive(day: i64) {}

#[workflow]
fn week(plan: Plan) {
    for day in plan.days { //~ write `xs.map(task)`
        drive(day);
    }
}

fn main() {}
