// Types around others, and a type behind another name.
use std::collections::BTreeMap;

use flyte::prelude::*;

#[derive(FlyteType)]
struct Folder(BTreeMap<String, Entry>); //~ `Folder` contains itself, through `Folder.0` and `Entry.0`

#[derive(FlyteType)]
struct Entry(Vec<Folder>);

type Children = Vec<Tree>;

#[derive(FlyteType)]
struct Tree { //~ `Tree` contains itself, through `Tree.children`
    children: Children,
}

fn main() {}
