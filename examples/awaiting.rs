//! `cargo run --example awaiting` needs no command line: calls run where they are awaited. It prints `6` and `a, b`.

use flyte::prelude::*;

/// Adds.
#[task]
async fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Puts names in a row.
#[task]
fn join(names: Vec<String>) -> Result<String, String> {
    if names.is_empty() { Err("no names".to_owned()) } else { Ok(names.join(", ")) }
}

#[tokio::main]
async fn main() -> Result<()> {
    // The inner call is a promise; both run, through literals, when the outer one is awaited.
    println!("{}", add(add(1, 2), 3).await?);
    println!("{}", join(vec!["a".to_owned(), "b".to_owned()]).await?);

    // Errors name the task and say whose fault it was.
    let error = join(Vec::<String>::new()).await.unwrap_err();
    assert_eq!(error.kind(), flyte::ErrorKind::User);
    eprintln!("as expected: {error}");

    // The body itself, for unit tests.
    assert_eq!(add::call(1, 2).await, 3);
    Ok(())
}
