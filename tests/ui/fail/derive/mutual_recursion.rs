// Structs that contain each other have no schema that ends.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Author {
    books: Vec<Book>, //~ contains itself
}

#[derive(FlyteType)]
struct Book {
    authors: Vec<Author>,
}

fn main() {}
