// Types around others have a schema that ends, too.
use std::collections::BTreeMap;

use flyte::prelude::*;

#[derive(FlyteType)]
struct Folder(BTreeMap<String, Entry>); //~ `Folder` contains itself, through `Folder.0` and `Entry.0`

#[derive(FlyteType)]
struct Entry(Vec<Folder>);

fn main() {}
