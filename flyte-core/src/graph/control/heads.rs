//! The heads of statements that take plain values only, each with its words, and `let (a, b) = …`.

use super::super::promise::Promise;

/// What an `if` without `else` takes.
#[diagnostic::on_unimplemented(
    message = "an `if` on a promise needs an `else`: Flyte must know what the other way gives",
    label = "decided when the graph runs, not while it is built",
    note = "write `else {{ … }}` with a value of the same type"
)]
pub trait NeedsElse {
    #[doc(hidden)]
    fn plain(self) -> bool;
}

#[diagnostic::do_not_recommend]
impl NeedsElse for bool {
    fn plain(self) -> bool {
        self
    }
}

/// The condition of an `if` without `else`.
pub fn needs_else<C: NeedsElse>(condition: C) -> bool {
    condition.plain()
}

/// What an `if` takes whose arms leave it by `return`, `break`, `continue` or `?`.
#[diagnostic::on_unimplemented(
    message = "an arm of an `if` on a promise can't leave it by `return`, `break`, `continue` or `?`: both arms are recorded",
    label = "this can't be left",
    note = "make what the arm gives its value"
)]
pub trait Jumping {
    #[doc(hidden)]
    fn plain(self) -> bool;
}

#[diagnostic::do_not_recommend]
impl Jumping for bool {
    fn plain(self) -> bool {
        self
    }
}

/// The condition of an `if` whose arms leave it.
pub fn jumping<C: Jumping>(condition: C) -> bool {
    condition.plain()
}

/// What an `if` takes whose arms change what lies outside of it.
#[diagnostic::on_unimplemented(
    message = "an arm of an `if` on a promise can't change what lies outside of it: both arms are recorded",
    label = "both arms would do this",
    note = "make it the value of the `if`: `let t = if n > 3 {{ add(t, 2) }} else {{ t }};`, or `let (a, b) = if …` for several"
)]
pub trait Changing {
    #[doc(hidden)]
    fn plain(self) -> bool;
}

#[diagnostic::do_not_recommend]
impl Changing for bool {
    fn plain(self) -> bool {
        self
    }
}

/// The condition of an `if` whose arms change what lies outside of it.
pub fn changing<C: Changing>(condition: C) -> bool {
    condition.plain()
}

/// What an `if` takes with an arm that panics.
#[diagnostic::on_unimplemented(
    message = "an arm of an `if` on a promise can't panic: both arms are recorded while the graph is built",
    label = "this would always end the program",
    note = "call a task that fails, which is the value of the arm: `#[task] fn refuse(n: i64) -> Result<i64> {{ Err(Error::msg(\"too big\")) }}`"
)]
pub trait Panicking {
    #[doc(hidden)]
    fn plain(self) -> bool;
}

#[diagnostic::do_not_recommend]
impl Panicking for bool {
    fn plain(self) -> bool {
        self
    }
}

/// The condition of an `if` with an arm that panics.
pub fn panicking<C: Panicking>(condition: C) -> bool {
    condition.plain()
}

/// What stands beside a `let` in a condition, or in the guard of a `match`.
#[diagnostic::on_unimplemented(
    message = "a promise can't be decided beside a `let` or in a guard: there, the graph has no branch",
    label = "decided when the graph runs, not while it is built",
    note = "put an `if` of its own inside: `if let Some(k) = k {{ if n > 3 {{ … }} else {{ … }} }} else {{ … }}`"
)]
pub trait Chained {
    #[doc(hidden)]
    fn plain(self) -> bool;
}

#[diagnostic::do_not_recommend]
impl Chained for bool {
    fn plain(self) -> bool {
        self
    }
}

/// A condition beside a `let`, or a guard.
pub fn chained<C: Chained>(condition: C) -> bool {
    condition.plain()
}

/// What a `while` in a workflow takes.
#[diagnostic::on_unimplemented(
    message = "a `while` can't wait for a promise: the graph is built before there are values",
    label = "decided when the graph runs, not while it is built",
    note = "write the loop inside a task, or use `.map(…)` over a list"
)]
pub trait WhileCondition {
    #[doc(hidden)]
    fn plain(self) -> bool;
}

#[diagnostic::do_not_recommend]
impl WhileCondition for bool {
    fn plain(self) -> bool {
        self
    }
}

/// The condition of a `while`.
pub fn plain_while<C: WhileCondition>(condition: C) -> bool {
    condition.plain()
}

/// What a `for` in a workflow goes over.
#[diagnostic::on_unimplemented(
    message = "a `for` can't go over `{Self}` while the graph is built",
    label = "not an iterator",
    note = "a `for` in a workflow goes over plain values, which unrolls it; for every element of a promise of a list, write `xs.map(task)`"
)]
pub trait Iterate {
    #[doc(hidden)]
    type Over: IntoIterator;

    #[doc(hidden)]
    fn over(self) -> Self::Over;
}

#[diagnostic::do_not_recommend]
impl<I: IntoIterator> Iterate for I {
    type Over = I;

    fn over(self) -> I {
        self
    }
}

/// Never implemented: the elements of a promise aren't known while the graph is built.
#[diagnostic::on_unimplemented(
    message = "a `for` can't go over a promise of a list: its elements aren't known while the graph is built",
    label = "has no elements yet",
    note = "for every element, write `xs.map(task)`"
)]
pub trait Walkable {}

#[diagnostic::do_not_recommend]
impl<T: Walkable> Iterate for &Promise<Vec<T>> {
    type Over = std::iter::Empty<Promise<T>>;

    fn over(self) -> Self::Over {
        std::iter::empty()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Walkable> Iterate for Promise<Vec<T>> {
    type Over = std::iter::Empty<Promise<T>>;

    fn over(self) -> Self::Over {
        std::iter::empty()
    }
}

/// The head of a `for`.
pub fn iterate<I: Iterate<Over = O>, O: IntoIterator>(over: I) -> O {
    over.over()
}

/// What `let (a, b) = …` takes in a workflow: a tuple, or a promise of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be unpacked: `let (a, b) = …` takes a tuple or a promise of a tuple",
    label = "not a tuple"
)]
pub trait Unpack {
    /// The parts.
    type Parts;

    /// The parts.
    fn unpack(self) -> Self::Parts;
}

/// The right side of `let (a, b) = …`.
pub fn unpack<T: Unpack<Parts = P>, P>(whole: T) -> P {
    whole.unpack()
}
