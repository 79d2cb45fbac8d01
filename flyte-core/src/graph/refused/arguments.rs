//! What is nearly an argument: an iterator in a list's place.

use std::iter::{Chain, Cloned, Copied, Enumerate, Filter, FilterMap, Map, Rev, Skip, Take};
use std::ops::{Range, RangeInclusive};
use std::{slice, vec};

use super::super::argument::{Arg, Argument};
use crate::value::Plain;

/// An iterator of std.
pub trait Iterates {
    /// `AnIterator`. Asked for the kind of something else, the compiler stops before it would call that an iterator.
    type Kind;
}

/// What all iterators are here.
#[derive(Debug)]
pub enum AnIterator {}

/// Never implemented: an iterator is no list yet.
#[diagnostic::on_unimplemented(
    message = "this input is `Vec<{Item}>`, but an iterator was given",
    label = "end it in `.collect::<Vec<_>>()`"
)]
pub trait Collected<Item> {}

// Once, and for a type parameter: the compiler doesn't list that among what could be given. Lists of
// tables have impls of their own.
impl<Item, I> Arg<Vec<Item>> for I
where
    Item: Plain,
    I: Iterates,
    I::Kind: Collected<Item>,
{
    fn argument(self) -> Argument {
        Argument::List(Vec::new())
    }
}

macro_rules! iterators {
    ($(impl<$($parameter:ident),*> $ty:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($parameter),*> Iterates for $ty {
            type Kind = AnIterator;
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
