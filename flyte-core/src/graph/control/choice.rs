//! `if` … `else`: an ordinary one, or a branch node.

use std::panic::Location;

use flyte_types::Outputs;
use flyte_types::interface::Variable;

use super::super::argument::Argument;
use super::super::build::{self, results_of};
use super::super::condition::Test;
use super::super::node::NodeId;
use super::super::promise::Promise;

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
