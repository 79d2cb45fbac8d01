// Structs that contain each other have no schema that ends.
use flyte::prelude::*;

#[derive(FlyteType)] //~ cycle detected
struct Author {
    books: Vec<Book>,
}

#[derive(FlyteType)]
struct Book {
    authors: Vec<Author>,
}

fn main() {}
