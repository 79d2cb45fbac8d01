// An error travels between threads.
use flyte::prelude::*;

#[task]
fn half(x: String) -> Result<i64, Box<dyn std::error::Error>> { //~ Box<dyn std::error::Error + Send + Sync>
    Ok(x.parse::<i64>()? / 2)
}

fn main() {}
