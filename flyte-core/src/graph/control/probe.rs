//! A look at an operand that only refuses promises: the head of a `match`, the end of a range, what `!` takes.

use std::fmt;

use super::super::promise::{HasFields, Promise};
use super::super::refused::Computable;

/// An operand, looked at but not moved: the head of a `match`, a side of arithmetic or of a comparison outside an `if`.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// Never implemented: a promise can't be matched.
#[diagnostic::on_unimplemented(
    message = "a pattern can't look into a promise: the graph is built before there are values",
    label = "decided when the graph runs, not while it is built",
    note = "compare it in an `if`, match inside a task, or use its fields, which are promises"
)]
pub trait Matchable {}

/// Never implemented: nobody can count to a promise.
#[diagnostic::on_unimplemented(
    message = "a `for` can't count to a promise: the graph is built before there are values",
    label = "known when the graph runs, not while it is built",
    note = "use `.map(…)` over a list, or loop in a task"
)]
pub trait Countable {}

/// What `!` takes in the condition of an `if`.
#[diagnostic::on_unimplemented(
    message = "`!` turns a condition, and `{Self}` is none",
    label = "not a condition",
    note = "compare it with a value: `x == 0`"
)]
pub trait Negatable<Turned> {
    #[doc(hidden)]
    fn turned(self) -> Turned;
}

impl Negatable<Promise<bool>> for Promise<bool> {
    fn turned(self) -> Promise<bool> {
        self
    }
}

/// An operand that is moved: of `-`, `as` and `!`, or the head of a `match`. What a refused promise would give is whatever the
/// place wants, so that one error is told.
pub struct Taken<T>(pub T);

impl<T> fmt::Debug for Taken<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Taken")
    }
}

/// For promises: methods of the type itself are chosen first.
impl<T> Taken<Promise<T>> {
    /// Refused: a pattern looks into values.
    pub fn flyte_match<R>(self) -> R
    where
        Promise<T>: Matchable,
    {
        unreachable!("nothing is `Matchable`")
    }

    /// Refused: the graph is built before there is a number to count to.
    pub fn flyte_count<R>(self) -> R
    where
        Promise<T>: Countable,
    {
        unreachable!("nothing is `Countable`")
    }

    /// Refused: only values can be computed with.
    pub fn flyte_compute<R>(self) -> R
    where
        Promise<T>: Computable,
    {
        unreachable!("nothing is `Computable`")
    }

    /// Refused, unless it is a condition.
    pub fn flyte_not<R>(self) -> R
    where
        Promise<T>: Negatable<R>,
    {
        self.0.turned()
    }

    /// Refused: a promise is no `Result`.
    pub fn flyte_try<R>(self) -> R
    where
        Promise<T>: Fallible,
    {
        unreachable!("nothing is `Fallible`")
    }

    /// Refused, unless it is the promise of a struct.
    pub fn flyte_deref<R>(self) -> R
    where
        Promise<T>: Pointing<R>,
    {
        self.0.pointed()
    }
}

/// Never implemented: a promise is no `Result`.
#[diagnostic::on_unimplemented(
    message = "a workflow builds a graph, a promise is its value and a failed task ends the run",
    label = "drop the `?`, or do this in a task"
)]
pub trait Fallible {}

/// What `*` takes: a promise of a struct leads to the promises of its fields, any other is no reference.
#[diagnostic::on_unimplemented(
    message = "a promise is no reference: it has no value yet that `*` could lead to",
    label = "drop the `*`",
    note = "a promise is handed on as it is: `square(n)`; what needs the value is a task"
)]
pub trait Pointing<Pointed> {
    #[doc(hidden)]
    fn pointed(self) -> Pointed;
}

#[diagnostic::do_not_recommend]
impl<T: HasFields> Pointing<Promise<T>> for Promise<T> {
    fn pointed(self) -> Promise<T> {
        self
    }
}

/// For everything else: what was taken.
pub trait TakeOther {
    #[doc(hidden)]
    type Value;

    #[doc(hidden)]
    fn flyte_match(self) -> Self::Value;

    #[doc(hidden)]
    fn flyte_count(self) -> Self::Value;

    #[doc(hidden)]
    fn flyte_compute(self) -> Self::Value;

    #[doc(hidden)]
    fn flyte_not(self) -> Self::Value;

    #[doc(hidden)]
    fn flyte_try(self) -> Self::Value;

    #[doc(hidden)]
    fn flyte_deref(self) -> Self::Value;
}

impl<T> TakeOther for Taken<T> {
    type Value = T;

    fn flyte_match(self) -> T {
        self.0
    }

    fn flyte_count(self) -> T {
        self.0
    }

    fn flyte_compute(self) -> T {
        self.0
    }

    fn flyte_not(self) -> T {
        self.0
    }

    fn flyte_try(self) -> T {
        self.0
    }

    fn flyte_deref(self) -> T {
        self.0
    }
}

/// Chosen for promises.
pub trait MatchPromise {
    #[doc(hidden)]
    type Promise;

    #[doc(hidden)]
    fn flyte_match(&self)
    where
        Self::Promise: Matchable,
    {
    }
}

impl<T> MatchPromise for &Probe<'_, Promise<T>> {
    type Promise = Promise<T>;
}

/// Chosen for everything else.
pub trait MatchOther {
    #[doc(hidden)]
    fn flyte_match(&self) {}
}

impl<T: ?Sized> MatchOther for Probe<'_, T> {}
