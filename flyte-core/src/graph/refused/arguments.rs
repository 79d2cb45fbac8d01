//! What is nearly an argument: an iterator in a list's place.

use std::iter::{Chain, Cloned, Copied, Enumerate, Filter, FilterMap, Map, Rev, Skip, Take};
use std::ops::{Range, RangeInclusive};
use std::{slice, vec};

use super::super::argument::{Arg, Argument};

/// Never implemented: an iterator is no list yet.
#[diagnostic::on_unimplemented(
    message = "this input is `Vec<{Self}>`, but an iterator was given",
    label = "end it in `.collect::<Vec<_>>()`"
)]
pub trait Collected {}

/// An iterator of std.
pub trait Iterates {}

// Once, and for a type parameter: the compiler doesn't list that among what could be given.
impl<Item: Collected, I: Iterates> Arg<Vec<Item>> for I {
    fn argument(self) -> Argument {
        Argument::List(Vec::new())
    }
}

macro_rules! iterators {
    ($(impl<$($parameter:ident),*> $ty:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($parameter),*> Iterates for $ty {}
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
