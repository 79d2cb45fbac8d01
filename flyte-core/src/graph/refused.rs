//! What everyone tries on a promise in the first hour, and what to write instead.
//!
//! Each of these impls and methods has a bound that nothing meets, so the compiler refuses the use with our words
//! instead of "method not found". For operators the bound is on the *other* side: when the compiler looks an operator
//! up it doesn't know that side yet, so it takes the impl and finds the bound unmet only later, in our words. (A
//! bound on this side would be "cannot add" in the compiler's.)

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::{
    Add, AddAssign, Div, DivAssign, Index, Mul, MulAssign, Rem, RemAssign, Sub, SubAssign,
};

use super::promise::Promise;

/// Never implemented: a promise can't be printed.
#[diagnostic::on_unimplemented(
    message = "a promise can't be printed: it has no value while the graph is built",
    label = "has no value yet",
    note = "print it inside a task, or `.await` it outside a workflow"
)]
pub trait Shown {}

impl<T: ?Sized + Shown> fmt::Display for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<T: ?Sized> Promise<T> {
    /// Refused: a promise has no value that could become text.
    #[doc(hidden)]
    #[allow(clippy::inherent_to_string, clippy::inherent_to_string_shadow_display)] // both are refused
    pub fn to_string(&self) -> String
    where
        Self: Shown,
    {
        String::new()
    }
}

/// Never implemented: arithmetic happens in tasks.
#[diagnostic::on_unimplemented(
    message = "a promise can't be computed with: it has no value while the graph is built",
    label = "computing happens in tasks",
    note = "write a task that computes it: `#[task] fn add(a: i64, b: i64) -> i64 {{ a + b }}`",
    note = "outside a workflow, `.await` the promise; the body of a task calls another's body as `task::call(…)`"
)]
pub trait Computable {}

/// The other side of an arithmetic operator.
pub trait Operand {}

impl<T> Operand for T where (T,): Computable {}

macro_rules! arithmetic {
    ($($operator:ident $method:ident $assign:ident $assign_method:ident,)+) => {$(
        impl<T, R: Operand> $operator<R> for Promise<T> {
            type Output = T;

            fn $method(self, _other: R) -> T {
                unreachable!("nothing is `Computable`")
            }
        }

        impl<T, R: Operand> $assign<R> for Promise<T> {
            fn $assign_method(&mut self, _other: R) {}
        }

        impl<T: Computable> $operator<Promise<T>> for i64 {
            type Output = T;

            fn $method(self, _other: Promise<T>) -> T {
                unreachable!("nothing is `Computable`")
            }
        }

        impl<T: Computable> $operator<Promise<T>> for f64 {
            type Output = T;

            fn $method(self, _other: Promise<T>) -> T {
                unreachable!("nothing is `Computable`")
            }
        }
    )+};
}

arithmetic! {
    Add add AddAssign add_assign,
    Sub sub SubAssign sub_assign,
    Mul mul MulAssign mul_assign,
    Div div DivAssign div_assign,
    Rem rem RemAssign rem_assign,
}

/// Never implemented: a comparison stands in an `if`.
#[diagnostic::on_unimplemented(
    message = "a promise can't be compared here: it has no value while the graph is built",
    label = "a comparison of promises is the condition of an `if`",
    note = "write the comparison in the `if` itself: `if m > 3 {{ … }} else {{ … }}`; outside a workflow, `.await` the promise"
)]
pub trait ComparedHere {}

/// The other side of a comparison.
pub trait Compared {}

impl<T> Compared for T where (T,): ComparedHere {}

impl<T: ?Sized, R: Compared> PartialEq<R> for Promise<T> {
    fn eq(&self, _other: &R) -> bool {
        false
    }
}

impl<T: ?Sized, R: Compared> PartialOrd<R> for Promise<T> {
    fn partial_cmp(&self, _other: &R) -> Option<std::cmp::Ordering> {
        None
    }
}

/// Never implemented: an index is a number that the graph is built with.
#[diagnostic::on_unimplemented(
    message = "a promise can't be an index: it has no value while the graph is built",
    label = "has no value yet",
    note = "take the element in a task: `#[task] fn element(list: Vec<i64>, at: i64) -> i64 {{ list[at as usize] }}`"
)]
pub trait Indexing {}

impl<T, I: Indexing> Index<Promise<I>> for Promise<Vec<T>> {
    type Output = Promise<T>;

    fn index(&self, _index: Promise<I>) -> &Promise<T> {
        unreachable!("nothing is `Indexing`")
    }
}

/// Never implemented: a failed task ends the run.
#[diagnostic::on_unimplemented(
    message = "a promise is no `Result`: a failed task ends the run",
    label = "there is nothing to unwrap",
    note = "drop this and hand the promise on; outside a workflow, `.await` it and unwrap what that gives"
)]
pub trait Unwrapped {}

impl<T> Promise<T> {
    /// Refused: a promise is no `Result`.
    #[doc(hidden)]
    pub fn unwrap(self) -> T
    where
        T: Unwrapped,
    {
        unreachable!("nothing is `Unwrapped`")
    }

    /// Refused: a promise is no `Result`.
    #[doc(hidden)]
    pub fn expect(self, _message: &str) -> T
    where
        T: Unwrapped,
    {
        unreachable!("nothing is `Unwrapped`")
    }
}

/// Never implemented: a length is known in tasks.
#[diagnostic::on_unimplemented(
    message = "the length of a promise isn't known while the graph is built",
    label = "has no value yet",
    note = "use `.map(…)` for every element, or take the length in a task"
)]
pub trait Counted {}

macro_rules! lengths {
    ($(impl<$($parameter:ident),*> $ty:ty;)+) => {$(
        impl<$($parameter),*> Promise<$ty> {
            /// Refused: a promise has no length while the graph is built.
            #[doc(hidden)]
            pub fn len<'a>(&'a self) -> usize
            where
                &'a Self: Counted,
            {
                0
            }

            /// Refused: a promise has no length while the graph is built.
            #[doc(hidden)]
            pub fn is_empty<'a>(&'a self) -> bool
            where
                &'a Self: Counted,
            {
                true
            }
        }
    )+};
}

lengths! {
    impl<T> Vec<T>;
    impl<K, V> HashMap<K, V>;
    impl<K, V> BTreeMap<K, V>;
    impl<> String;
}

impl<T> Promise<Vec<T>> {
    /// Refused: a promise of a list can't be walked while the graph is built.
    #[doc(hidden)]
    pub fn iter(&self) -> std::slice::Iter<'static, Promise<T>>
    where
        Self: Counted,
    {
        [].iter()
    }

    /// Refused: a promise of a list can't be walked while the graph is built.
    #[doc(hidden)]
    #[allow(clippy::should_implement_trait)] // then a `for` would be refused in other words
    pub fn into_iter(self) -> std::vec::IntoIter<Promise<T>>
    where
        Self: Counted,
    {
        Vec::new().into_iter()
    }
}
