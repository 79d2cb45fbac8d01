// Inside a struct a directory is a path, as a file is.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(python)]
enum Source {
    File(FlyteFile),
    Folder(FlyteDirectory), //~ nothing else tells `File` and `Folder` apart
}

#[derive(FlyteType)]
struct Job {
    sources: HashMap<String, Source>,
}

fn main() {}
