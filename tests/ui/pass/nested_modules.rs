// Tasks stand anywhere: in modules, in functions, behind `pub use`, called by path.
mod steps {
    pub mod deep {
        use flyte::prelude::*;

        #[task]
        pub fn double(x: i64) -> i64 {
            x * 2
        }

        #[flyte::task]
        pub(super) fn hidden(x: i64) -> i64 {
            x
        }

        #[flyte::workflow]
        pub(crate) fn twice(x: i64) -> i64 {
            double(double(hidden(x)))
        }
    }

    pub use self::deep::double;

    #[derive(flyte::FlyteType)]
    pub struct Pair {
        pub left: i64,
        pub(crate) right: i64,
    }
}

use steps::{Pair, double};

#[flyte::task]
fn pair(x: i64) -> Pair {
    Pair { left: x, right: x }
}

#[flyte::workflow]
fn whole(x: i64) -> i64 {
    let both = pair(x);
    steps::deep::twice(double(both.right).after(both))
}

pub(crate) fn main() {
    #[flyte::task]
    fn inner(x: i64) -> i64 {
        x + 1
    }
    assert_eq!(inner::call(1), 2);
    assert_eq!(steps::double::call(2), 4);
    assert!(whole::definition().graph().is_ok());
    assert!(steps::deep::twice::definition().spec.full_name().ends_with("steps.deep.twice"));
}
