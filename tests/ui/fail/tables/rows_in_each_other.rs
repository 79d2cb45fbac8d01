// Rows in rows have an end.
use flyte::prelude::*;

#[derive(Columns)]
struct Parent { //~ `Parent` contains itself, through `Parent.children` and `Child.parent`
    children: Vec<Child>,
}

#[derive(Columns)]
struct Child {
    parent: Option<Parent>,
}

#[derive(Columns)]
struct House {
    owner: Parent,
}

#[task]
fn read(table: StructuredDataset<House>) -> bool {
    drop(table);
    true
}

fn main() {}
