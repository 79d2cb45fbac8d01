// Inside a struct a directory is a path, as a file is.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(python)]
enum Source {
    File(FlyteFile),
    Folder(FlyteDirectory),
}

#[derive(FlyteType)]
struct Job { //~ nothing else tells `File` and `Folder` apart
    sources: HashMap<String, Source>,
}

fn main() {}
