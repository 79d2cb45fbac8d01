// The attributes and the visibility that a function has, it keeps.
#![deny(warnings)]

use flyte::Task as _;

mod steps {
    use flyte::prelude::*;

    /// Doubles.
    ///
    /// Twice.
    #[allow(clippy::needless_return)]
    #[inline]
    #[cfg(any(unix, windows, target_family = "wasm"))]
    #[task]
    pub(super) fn double(
        /// What to double.
        x: i64,
    ) -> i64 {
        return x * 2;
    }

    #[cfg(any())]
    #[task]
    pub fn absent(x: Missing) -> Missing {
        x
    }

    #[task]
    #[cfg(any())]
    pub fn absent_too(x: i64) -> i64 {
        x
    }

    #[task]
    #[deprecated = "use `double`"]
    pub fn old(#[allow(unused_variables)] x: i64) -> i64 {
        0
    }

    #[workflow(main, name = "team.pipeline", on_failure = "finish")]
    #[allow(deprecated)]
    pub fn pipeline(#[default(3)] x: i64) -> i64 {
        old(double(x))
    }
}

pub(crate) fn main() {
    assert_eq!(steps::double::call(2), 4);
    assert_eq!(steps::double::definition().spec.docs, "Doubles.\n\nTwice.");
    assert_eq!(steps::double::definition().spec.inputs[0].docs, "What to double.");
    assert_eq!(steps::pipeline::definition().spec.full_name(), "team.pipeline");
}
