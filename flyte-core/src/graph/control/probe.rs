//! A look at an operand that only refuses promises: the head of a `match`, the end of a range, what `!` takes.

use super::super::promise::Promise;
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
pub trait Negatable {}

impl Negatable for Promise<bool> {}

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

    #[doc(hidden)]
    fn flyte_count(&self)
    where
        Self::Promise: Countable,
    {
    }

    #[doc(hidden)]
    fn flyte_not(&self)
    where
        Self::Promise: Negatable,
    {
    }

    #[doc(hidden)]
    fn flyte_negate(&self)
    where
        Self::Promise: Computable,
    {
    }

    #[doc(hidden)]
    fn flyte_cast(&self)
    where
        Self::Promise: Computable,
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

    #[doc(hidden)]
    fn flyte_count(&self) {}

    #[doc(hidden)]
    fn flyte_not(&self) {}

    #[doc(hidden)]
    fn flyte_negate(&self) {}

    #[doc(hidden)]
    fn flyte_cast(&self) {}
}

impl<T: ?Sized> MatchOther for Probe<'_, T> {}
