// Inside a struct a time is text, and no tag is beside it.
use chrono::{DateTime, Utc};
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(python)]
enum When {
    At(DateTime<Utc>),
    Said(String),
}

#[derive(FlyteType)]
struct Event { //~ nothing else tells `At` and `Said` apart
    when: Vec<Option<When>>,
}

fn main() {}
