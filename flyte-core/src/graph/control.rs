//! What `#[workflow]` turns native control flow into: `if`, `let (a, b)`, `for`, `while`, `match`.
//!
//! The operand's type decides. A `bool` is decided while the graph is built, in ordinary Rust; a
//! promise becomes a branch node, and both arms are recorded.

use std::panic::Location;

use flyte_types::Outputs;
use flyte_types::interface::Variable;

use super::argument::Argument;
use super::build::{self, results_of};
use super::condition::Test;
use super::node::NodeId;
use super::promise::Promise;
use super::refused::Computable;

/// What an `if` in a workflow takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't decide a branch: an `if` here takes a `bool`, a `Promise<bool>` or a comparison of promises",
    label = "not a condition"
)]
pub trait Decide {
    /// How the `if` goes on.
    type If;

    /// Begins the `if`.
    #[track_caller]
    fn begin(self) -> Self::If;
}

/// Begins an `if`.
#[track_caller]
pub fn begin<C: Decide>(condition: C) -> C::If {
    condition.begin()
}

/// Where the values of the two arms go: one type for both.
pub fn slots<T>() -> (Option<T>, Option<T>) {
    (None, None)
}

#[diagnostic::do_not_recommend]
impl Decide for bool {
    type If = PlainIf;

    fn begin(self) -> PlainIf {
        PlainIf(self)
    }
}

/// The one type whose promise decides a branch. A bound of the impl, not a separate impl for `Promise<bool>`, so that
/// what a wrong promise would begin is known all the same and only one error is told.
#[diagnostic::on_unimplemented(
    message = "`Promise<{Self}>` can't decide a branch: an `if` here takes a `bool`, a `Promise<bool>` or a comparison of promises",
    label = "not a condition"
)]
pub trait Truth: Sized {
    #[doc(hidden)]
    fn test(promise: Promise<Self>) -> Test;
}

impl Truth for bool {
    fn test(promise: Promise<bool>) -> Test {
        Test::from(promise)
    }
}

impl<T: Truth> Decide for Promise<T> {
    type If = GraphIf;

    #[track_caller]
    fn begin(self) -> GraphIf {
        T::test(self).begin()
    }
}

#[diagnostic::do_not_recommend]
impl Decide for Test {
    type If = GraphIf;

    #[track_caller]
    fn begin(self) -> GraphIf {
        let place = Location::caller();
        let node = build::current(|builder| {
            let condition = self.condition(builder, place);
            builder.begin_branch(condition, place)
        });
        GraphIf { node, place }
    }
}

/// An `if` on a `bool`.
#[derive(Debug)]
pub struct PlainIf(bool);

impl PlainIf {
    /// Whether the first arm runs.
    pub fn first(&mut self) -> bool {
        self.0
    }

    /// Whether the second arm runs.
    pub fn second(&mut self) -> bool {
        !self.0
    }

    /// The value of the arm that ran.
    pub fn join<T>(self, first: Option<T>, second: Option<T>) -> T {
        first.or(second).expect("one arm of an `if` has run")
    }
}

/// An `if` on a promise: both arms are recorded.
#[derive(Debug)]
pub struct GraphIf {
    node: Option<NodeId>,
    place: &'static Location<'static>,
}

impl GraphIf {
    /// Enters the first arm.
    pub fn first(&mut self) -> bool {
        true
    }

    /// Leaves the first arm and enters the second.
    pub fn second(&mut self) -> bool {
        if let Some(node) = self.node {
            build::current(|builder| builder.begin_else(node, self.place));
        }
        true
    }

    /// Leaves the second arm; the value of the `if` is whichever arm's will run.
    pub fn join<T: ArmValue>(self, first: Option<T>, second: Option<T>) -> T {
        let (first, second) =
            first.zip(second).expect("both arms of an `if` on a promise are recorded");
        let handle = self.node.and_then(|node| {
            let (then, otherwise) = (first.arguments(), second.arguments());
            build::current(|builder| {
                builder.end_branch(node, T::variables(), then, otherwise, self.place)
            })
        });
        match handle {
            Some(handle) => T::from_branch(Promise::from_handle(handle)),
            None => first,
        }
    }
}

/// What an arm of an `if` on a promise may give: a promise, a tuple of promises, or nothing.
#[diagnostic::on_unimplemented(
    message = "an arm of an `if` on a promise must give a promise, not `{Self}`",
    label = "not a promise",
    note = "write `promise(…)` around a plain value"
)]
pub trait ArmValue: Sized {
    #[doc(hidden)]
    fn variables() -> Vec<Variable>;

    #[doc(hidden)]
    fn arguments(&self) -> Vec<Argument>;

    #[doc(hidden)]
    fn from_branch(branch: Promise<()>) -> Self;
}

impl ArmValue for () {
    fn variables() -> Vec<Variable> {
        Vec::new()
    }

    fn arguments(&self) -> Vec<Argument> {
        Vec::new()
    }

    fn from_branch(_branch: Promise<()>) {}
}

impl<T: Outputs> ArmValue for Promise<T> {
    fn variables() -> Vec<Variable> {
        T::variables()
    }

    fn arguments(&self) -> Vec<Argument> {
        results_of(self.handle(), T::variables().len())
    }

    fn from_branch(branch: Promise<()>) -> Self {
        Promise::from_handle(branch.handle())
    }
}

macro_rules! tuple_arms {
    ($($name:ident $index:tt),+) => {
        impl<$($name: flyte_types::FlyteType),+> ArmValue for ($(Promise<$name>,)+) {
            fn variables() -> Vec<Variable> {
                <($($name,)+) as Outputs>::variables()
            }

            fn arguments(&self) -> Vec<Argument> {
                vec![$(Argument::Promise(self.$index.handle())),+]
            }

            fn from_branch(branch: Promise<()>) -> Self {
                ($(Promise::<$name>::from_handle(branch.handle().nth($index)),)+)
            }
        }
    };
}

tuple_arms!(A 0, B 1);
tuple_arms!(A 0, B 1, C 2);
tuple_arms!(A 0, B 1, C 2, D 3);

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
impl<T: Walkable> Iterate for Promise<Vec<T>> {
    type Over = std::iter::Empty<Promise<T>>;

    fn over(self) -> Self::Over {
        std::iter::empty()
    }
}

/// The head of a `for`.
pub fn iterate<I: Iterate>(over: I) -> I::Over {
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
pub fn unpack<T: Unpack>(whole: T) -> T::Parts {
    whole.unpack()
}

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
}

impl<T: ?Sized> MatchOther for Probe<'_, T> {}
