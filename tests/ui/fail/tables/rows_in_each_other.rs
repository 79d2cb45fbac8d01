// Rows in rows have an end.
use flyte::prelude::*;

#[derive(Columns)] //~ cycle detected
struct Parent {
    children: Vec<Child>,
}

#[derive(Columns)]
struct Child {
    parent: Option<Parent>,
}

fn main() {}
