//! A crate that gives its tasks and types to others, under the lints that a library has.
#![deny(missing_docs, missing_debug_implementations, unused, nonstandard_style, rust_2018_idioms)]

/// Steps.
pub mod steps {
    use flyte::prelude::*;

    /// A point.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FlyteType)]
    pub struct Point {
        /// To the right.
        pub x: f64,
        /// Up.
        pub y: f64,
    }

    #[derive(Clone, Debug, FlyteType)]
    struct Secret {
        key: String,
    }

    /// What nobody outside looks into.
    #[derive(Clone, Debug, FlyteType)]
    pub struct Sealed(Secret);

    /// A distance.
    #[derive(Clone, Debug, PartialEq, FlyteType)]
    pub struct Meters(pub f64);

    /// Seals a key.
    #[task]
    pub fn seal(key: String) -> Sealed {
        Sealed(Secret { key })
    }

    /// How long a sealed key is.
    #[task]
    pub fn length(sealed: Sealed) -> Meters {
        Meters(sealed.0.key.len() as f64)
    }

    /// A choice.
    #[derive(Clone, Debug, FlyteType)]
    pub enum Shape {
        /// A point.
        Dot(Point),
        /// A circle.
        Circle {
            /// Its radius.
            radius: f64,
        },
    }

    /// Two ends.
    #[derive(Clone, Debug, Outputs)]
    pub struct Ends {
        /// The first.
        pub first: Point,
        /// The last.
        pub last: Point,
    }

    /// Makes a point.
    #[task]
    pub fn point(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    /// Makes a shape.
    #[task]
    pub fn shape(dot: Point) -> Shape {
        if dot.x > 0.0 { Shape::Dot(dot) } else { Shape::Circle { radius: dot.y } }
    }

    /// Takes what it likes.
    ///
    /// # Errors
    /// If `a` is negative.
    #[task]
    pub fn many(
        a: i64,
        b: i64,
        c: i64,
        d: i64,
        e: i64,
        f: i64,
        g: i64,
        h: i64,
        i: i64,
        j: i64,
        k: i64,
        l: i64,
    ) -> Result<i64> {
        if a < 0 {
            return Err(Error::msg("negative"));
        }
        Ok(a + b + c + d + e + f + g + h + i + j + k + l)
    }

    /// Both ends.
    #[workflow]
    pub fn ends(x: f64, y: f64) -> Ends {
        let first = point(x, y);
        let last = if first.x > 1.0 { point(y, x) } else { point(1.0, first.y) };
        let _ = shape(first);
        EndsPromises { first, last }
    }

    /// A workflow of one task with many inputs.
    #[workflow]
    pub fn one(a: i64) -> i64 {
        many(a, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    }
}

#[allow(dead_code)] // a library has none
pub(crate) fn main() {
    assert!(steps::ends::definition().graph().is_ok());
    assert!(steps::one::definition().graph().is_ok());
}
