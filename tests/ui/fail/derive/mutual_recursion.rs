// Structs that contain each other have no schema that ends. Told once, and not where one of them is used.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Author { //~ `Author` contains itself, through `Author.books` and `Book.authors`
    books: Vec<Book>,
}

#[derive(FlyteType)]
struct Book {
    authors: Vec<Author>,
}

#[derive(FlyteType)]
struct Shelf {
    favourite: Option<Book>,
}

#[task]
fn first(author: Author) -> Book {
    author.books.into_iter().next().unwrap()
}

#[task]
fn shelf(author: Author) -> Shelf {
    Shelf { favourite: author.books.into_iter().next() }
}

#[workflow]
fn pipeline(author: Author) -> Shelf {
    let _ = first(author);
    shelf(author)
}

fn main() {}
