// Tasks may come out of the user's own macros.
use flyte::prelude::*;

macro_rules! scale {
    ($name:ident, $ty:ty, $factor:expr, $doc:literal) => {
        #[doc = $doc]
        #[task]
        fn $name(x: $ty) -> $ty {
            x * $factor
        }
    };
}

scale!(double, i64, 2, "Doubles.");
scale!(half, f64, 0.5, "Halves.");

macro_rules! chain {
    ($name:ident: $($step:ident)+) => {
        #[workflow]
        fn $name(x: i64) -> i64 {
            $(let x = $step(x);)+
            if x > 3 { promise(1) } else { x }
        }
    };
}

macro_rules! pair {
    ($name:ident, $field:ident: $ty:ty) => {
        #[derive(FlyteType)]
        struct $name {
            $field: $ty,
        }
    };
}

pair!(Wrapped, value: Vec<Option<i64>>);

#[task]
fn wrapped(value: Vec<Option<i64>>) -> Wrapped {
    Wrapped { value }
}

chain!(one: double);

pub(crate) fn main() {
    assert!(one::definition().graph().is_ok());
    assert_eq!(half::call(3.0), 1.5);
    assert_eq!(double::definition().spec.docs, "Doubles.");
    assert_eq!(wrapped::call(vec![None]).value.len(), 1);
}
