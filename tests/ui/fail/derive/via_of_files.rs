// Files are found by their types, and nothing tells where they are in what a conversion makes.
use flyte::custom::Via;
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(via)]
struct Photo(FlyteFile); //~ use `Stored`

impl Via for Photo {
    type Repr = FlyteFile;

    fn to_repr(&self) -> Result<FlyteFile> {
        Ok(self.0.clone())
    }

    fn from_repr(file: FlyteFile) -> Result<Self> {
        Ok(Photo(file))
    }
}

fn main() {}
