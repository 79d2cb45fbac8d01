//! Levels as types.

use super::{Contents, Unseen};

/// How many levels are still looked at.
pub trait Levels {
    /// One level less.
    type Less: Levels;

    /// The contents of a type with a derive, or [`Unseen`] after the last level.
    type Look<T: Contents>: Contents;
}

/// So many levels.
#[derive(Debug)]
pub enum Level<const LEFT: u8> {}

/// All levels: so deep may types with a derive nest. The compiler itself stops at about 60, by its limit of recursion.
pub type All = Level<40>;

impl Levels for Level<0> {
    type Less = Self;
    type Look<T: Contents> = Unseen;
}

macro_rules! levels {
    ($($left:literal)+) => {$(
        impl Levels for Level<$left> {
            type Less = Level<{ $left - 1 }>;
            type Look<T: Contents> = T;
        }
    )+};
}

levels! {
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
    21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40
}
