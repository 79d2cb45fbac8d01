// A type on the wire is one type: it has no parameters.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Either<T> { //~ concrete type
    Left(T),
    Right(i64),
}

fn main() {}
