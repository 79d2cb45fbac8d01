//! What is nearly an argument: a reference to a promise, an iterator in a list's place.

use std::iter::{Chain, Cloned, Copied, Enumerate, Filter, FilterMap, Map, Rev, Skip, Take};
use std::ops::{Range, RangeInclusive};
use std::{slice, vec};

use super::super::argument::{Arg, Argument};
use super::super::promise::Promise;

/// Never implemented: a promise is copied.
#[diagnostic::on_unimplemented(
    message = "an input takes the promise itself, not a reference to it",
    label = "drop the `&`",
    note = "a promise is a few numbers and is copied freely; inside a closure over references, `*x` is the promise"
)]
pub trait Borrowed {}

impl<T: Borrowed> Arg<T> for &Promise<T> {
    fn argument(self) -> Argument {
        Argument::Promise(self.handle())
    }
}

/// Never implemented: an iterator is no list yet.
#[diagnostic::on_unimplemented(
    message = "this input is `Vec<{Self}>`, but an iterator was given",
    label = "end it in `.collect::<Vec<_>>()`"
)]
pub trait Collected {}

macro_rules! iterators {
    ($(impl<$($parameter:ident),*> $ty:ty;)+) => {$(
        impl<Item: Collected, $($parameter),*> Arg<Vec<Item>> for $ty {
            fn argument(self) -> Argument {
                Argument::List(Vec::new())
            }
        }
    )+};
}

iterators! {
    impl<I, F> Map<I, F>;
    impl<I, F> Filter<I, F>;
    impl<I, F> FilterMap<I, F>;
    impl<I> Rev<I>;
    impl<I> Take<I>;
    impl<I> Skip<I>;
    impl<I> Enumerate<I>;
    impl<I> Cloned<I>;
    impl<I> Copied<I>;
    impl<A, B> Chain<A, B>;
    impl<T> Range<T>;
    impl<T> RangeInclusive<T>;
    impl<T> vec::IntoIter<T>;
    impl<T> slice::Iter<'_, T>;
}
