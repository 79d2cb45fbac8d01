//! What the refused `iter()` of a promise gives, so that what follows it is not refused once more.

use std::iter::{Product, Sum};
use std::ops::Deref;

use flyte_types::FlyteType;

use super::super::argument::{Arg, Argument};
use super::super::promise::Promise;

/// The iterator that a refused method gives: without elements.
#[derive(Debug)]
pub struct Elements<T>(Vec<Element<T>>);

impl<T> Iterator for Elements<T> {
    type Item = Element<T>;

    fn next(&mut self) -> Option<Element<T>> {
        self.0.pop()
    }
}

impl<T> DoubleEndedIterator for Elements<T> {
    fn next_back(&mut self) -> Option<Element<T>> {
        self.0.pop()
    }
}

impl<T> ExactSizeIterator for Elements<T> {}

/// What an iterator over a promise would give: taken for a promise and for a reference to one.
#[derive(Debug)]
pub struct Element<T>(Promise<T>);

impl<T> Clone for Element<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Element<T> {}

impl<T> Deref for Element<T> {
    type Target = Promise<T>;

    fn deref(&self) -> &Promise<T> {
        &self.0
    }
}

/// Taken as arguments, also in lists: what gives them was refused, so no program calls these.
///
/// There are so many that the compiler, where it doesn't know the type of an argument, names none of the impls: it lists up
/// to five.
macro_rules! arguments {
    ($($given:ty)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: FlyteType, Default> Arg<T, Default> for $given {
            fn argument(self) -> Argument {
                Argument::Default
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: FlyteType, Default> Arg<Vec<T>, Default> for Vec<$given> {
            fn argument(self) -> Argument {
                Argument::Default
            }
        }
    )+};
}

arguments!(Element<T> &Element<T> &mut Element<T> &&Element<T>);

macro_rules! folded {
    ($($ty:ty)+) => {$(
        impl<T> Sum<Element<T>> for $ty {
            fn sum<I: Iterator<Item = Element<T>>>(_elements: I) -> $ty {
                <$ty>::default()
            }
        }

        impl<T> Product<Element<T>> for $ty {
            fn product<I: Iterator<Item = Element<T>>>(_elements: I) -> $ty {
                <$ty>::default()
            }
        }
    )+};
}

folded!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);
