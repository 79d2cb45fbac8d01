//! `if` … `else`: an ordinary one, or a branch node.

use std::panic::Location;

use flyte_types::interface::Variable;
use flyte_types::{FlyteType, Outputs};

use super::super::argument::Argument;
use super::super::build::{self, results_of};
use super::super::condition::Test;
use super::super::node::NodeId;
use super::super::promise::{Handle, Promise};
use super::arms::{Promised, PromisedText};

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

/// Begins an `if`. What it begins is a parameter, so that a condition that is none is told once.
#[track_caller]
pub fn begin<C: Decide<If = I>, I>(condition: C) -> I {
    condition.begin()
}

/// Where the values of the two arms go: one type for both, so that one says what the other is.
pub fn slots<T>() -> (Option<T>, Option<T>) {
    (None, None)
}

/// Where the values of two arms go that both tell their types by themselves.
pub fn two_slots<A, B>() -> (Option<A>, Option<B>) {
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

    /// What an arm gives: as it is.
    pub fn arm<T>(&self, value: T) -> T {
        value
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

    /// What an arm gives. A list of promises and the promises of outputs become one promise of the whole, as a call would
    /// give; a plain value is refused.
    #[track_caller]
    pub fn arm<T: ArmValue<Joined = J>, J>(&self, value: T) -> J {
        value.joined()
    }

    /// Leaves the second arm; the value of the `if` is whichever arm's will run.
    pub fn join<T: ArmValue>(self, first: Option<T>, second: Option<T>) -> T::Joined {
        let (first, second) =
            first.zip(second).expect("both arms of an `if` on a promise are recorded");
        let handle = self.node.and_then(|node| {
            let (then, otherwise) = (first.arguments(), second.arguments());
            build::current(|builder| {
                builder.end_branch(node, T::variables(), then, otherwise, self.place)
            })
        });
        T::from_branch(Promise::from_handle(handle.unwrap_or(Handle::NOTHING)))
    }
}

/// What an arm of an `if` on a promise may give: a promise, a list or tuple of promises, the promises of outputs, or nothing.
#[diagnostic::on_unimplemented(
    message = "an arm of an `if` on a promise must give a promise, not `{Self}`",
    label = "write `promise(…)` around a plain value, as in `promise(0)`"
)]
pub trait ArmValue: Sized {
    /// What the `if` gives.
    type Joined;

    #[doc(hidden)]
    fn variables() -> Vec<Variable>;

    #[doc(hidden)]
    fn arguments(&self) -> Vec<Argument>;

    #[doc(hidden)]
    fn from_branch(branch: Promise<()>) -> Self::Joined;

    #[doc(hidden)]
    #[track_caller]
    fn joined(self) -> Self::Joined {
        Self::from_branch(Promise::from_handle(build::values(self.arguments())))
    }
}

/// A plain value: refused, but what it would be is known, so that one error is told.
#[diagnostic::do_not_recommend]
impl<T: Promised> ArmValue for T {
    type Joined = Promise<T>;

    fn variables() -> Vec<Variable> {
        Vec::new()
    }

    fn arguments(&self) -> Vec<Argument> {
        Vec::new()
    }

    fn from_branch(branch: Promise<()>) -> Promise<T> {
        Promise::from_handle(branch.handle())
    }
}

/// Text: refused as the text of a promise.
#[diagnostic::do_not_recommend]
impl<'a> ArmValue for &'a str
where
    &'a str: PromisedText,
{
    type Joined = Promise<String>;

    fn variables() -> Vec<Variable> {
        Vec::new()
    }

    fn arguments(&self) -> Vec<Argument> {
        Vec::new()
    }

    fn from_branch(branch: Promise<()>) -> Promise<String> {
        Promise::from_handle(branch.handle())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Outputs> ArmValue for &Promise<T> {
    type Joined = Promise<T>;

    fn variables() -> Vec<Variable> {
        T::variables()
    }

    fn arguments(&self) -> Vec<Argument> {
        results_of(self.handle(), T::variables().len())
    }

    fn from_branch(branch: Promise<()>) -> Promise<T> {
        Promise::from_handle(branch.handle())
    }

    fn joined(self) -> Promise<T> {
        *self
    }
}

#[diagnostic::do_not_recommend]
impl ArmValue for () {
    type Joined = ();

    fn variables() -> Vec<Variable> {
        Vec::new()
    }

    fn arguments(&self) -> Vec<Argument> {
        Vec::new()
    }

    fn from_branch(_branch: Promise<()>) {}

    fn joined(self) {}
}

#[diagnostic::do_not_recommend]
impl<T: Outputs> ArmValue for Promise<T> {
    type Joined = Self;

    fn variables() -> Vec<Variable> {
        T::variables()
    }

    fn arguments(&self) -> Vec<Argument> {
        results_of(self.handle(), T::variables().len())
    }

    fn from_branch(branch: Promise<()>) -> Self {
        Promise::from_handle(branch.handle())
    }

    fn joined(self) -> Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType> ArmValue for Vec<Promise<T>> {
    type Joined = Promise<Vec<T>>;

    fn variables() -> Vec<Variable> {
        <Vec<T> as Outputs>::variables()
    }

    fn arguments(&self) -> Vec<Argument> {
        vec![Argument::List(self.iter().map(|item| Argument::Promise(item.handle())).collect())]
    }

    fn from_branch(branch: Promise<()>) -> Promise<Vec<T>> {
        Promise::from_handle(branch.handle())
    }
}

macro_rules! tuple_arms {
    ($(($($name:ident $given:ident $index:tt $var:literal),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: FlyteType),+> ArmValue for ($(Promise<$name>,)+) {
            type Joined = Self;

            fn variables() -> Vec<Variable> {
                <($($name,)+) as Outputs>::variables()
            }

            fn arguments(&self) -> Vec<Argument> {
                vec![$(Argument::Promise(self.$index.handle())),+]
            }

            fn from_branch(branch: Promise<()>) -> Self {
                ($(Promise::<$name>::from_handle(branch.handle().nth($index)),)+)
            }

            fn joined(self) -> Self {
                self
            }
        }
    )+};
}

flyte_types::__each_tuple!(tuple_arms);
