// The body of a task is plain Rust.
use std::cell::RefCell;
use std::fmt::Display;

use flyte::prelude::*;

#[task]
fn generic(mut x: i64, names: Vec<String>) -> String {
    fn show<T: Display>(value: T) -> String {
        format!("<{value}>")
    }
    struct Held<'a, const N: usize>(&'a [String; N]);
    impl<const N: usize> Held<'_, N> {
        fn first(&self) -> &str {
            &self.0[0]
        }
    }
    macro_rules! twice {
        ($value:expr) => {
            $value + $value
        };
    }
    x += 1;
    let array = [names.first().cloned().unwrap_or_default()];
    let held = Held(&array);
    thread_local!(static COUNT: RefCell<i64> = const { RefCell::new(0) });
    COUNT.with_borrow_mut(|count| *count += 1);
    show(twice!(x)) + &show(held.first())
}

#[task]
async fn waits(x: i64) -> i64 {
    let later = async { x + 1 };
    let text = String::from("kept across an await");
    let y = later.await;
    y + text.len() as i64
}

#[task]
fn recurses(n: i64) -> i64 {
    if n < 2 { 1 } else { n * recurses::call(n - 1) }
}

#[task]
fn returns_early(x: Option<i64>) -> Result<i64> {
    let Some(x) = x else { return Ok(0) };
    let parsed: i64 = "12".parse()?;
    Ok(x + parsed)
}

#[task]
fn nothing() {}

pub(crate) fn main() {
    assert_eq!(generic::call(1, vec!["a".into()]), "<4><a>");
    assert_eq!(recurses::call(5), 120);
    assert_eq!(returns_early::call(Some(1)).unwrap(), 13);
    nothing::call();
    drop(waits::call(1));
}
