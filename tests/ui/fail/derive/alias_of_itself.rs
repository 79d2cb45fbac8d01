// Another name for a type doesn't hide what it leads to.
use flyte::prelude::*;

type Children = Vec<Tree>;

#[derive(FlyteType)]
struct Tree { //~ `Tree` contains itself, through `Tree.children`
    children: Children,
}

fn main() {}
