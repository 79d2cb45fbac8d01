// A task is a function of its own.
use flyte::prelude::*;

struct Shop;

impl Shop {
    #[task]
    fn price(&self, item: String) -> i64 { //~ take `self` out of the `impl`
        item.len() as i64
    }
}

fn main() {}
