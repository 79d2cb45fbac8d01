//! What may be given for an input, and for a workflow's result.

use std::panic::Location;

use bytes::Bytes;
use flyte_types::interface::{encode_one, shape};
use flyte_types::{FlyteType, Outputs};

use super::default::Mandatory;
use super::promise::{Handle, Promise};
use crate::value::Plain;

/// What was given for an input.
#[derive(Debug)]
pub enum Argument {
    /// A constant.
    Constant(flyte_types::Result<Bytes>),
    /// A promise.
    Promise(Handle),
    /// A list with promises in it.
    List(Vec<Argument>),
    /// A map with promises in it.
    Map(Vec<(String, Argument)>),
    /// The default that the callee's signature has.
    Default,
}

impl Argument {
    /// How many bytes it keeps.
    pub(super) fn size(&self) -> usize {
        let inside: usize = match self {
            Argument::Constant(Ok(bytes)) => bytes.len(),
            Argument::Constant(Err(_)) | Argument::Promise(_) | Argument::Default => 0,
            Argument::List(items) => items.iter().map(Argument::size).sum(),
            Argument::Map(items) => items.iter().map(|(key, item)| key.len() + item.size()).sum(),
        };
        size_of::<Argument>() + inside
    }

    /// Appends the promises in it.
    pub(super) fn handles(&self, found: &mut Vec<Handle>) {
        match self {
            Argument::Constant(_) | Argument::Default => {}
            Argument::Promise(handle) => found.push(*handle),
            Argument::List(items) => items.iter().for_each(|item| item.handles(found)),
            Argument::Map(items) => items.iter().for_each(|(_, item)| item.handles(found)),
        }
    }

    /// The same with other promises in their places.
    pub(super) fn relocate(&self, to: &impl Fn(Handle) -> Handle) -> Argument {
        match self {
            Argument::Constant(Ok(bytes)) => Argument::Constant(Ok(bytes.clone())),
            Argument::Constant(Err(error)) => {
                Argument::Constant(Err(flyte_types::Error::new(error.to_string())))
            }
            Argument::Promise(handle) => Argument::Promise(to(*handle)),
            Argument::List(items) => {
                Argument::List(items.iter().map(|item| item.relocate(to)).collect())
            }
            Argument::Map(items) => Argument::Map(
                items.iter().map(|(key, item)| (key.clone(), item.relocate(to))).collect(),
            ),
            Argument::Default => Argument::Default,
        }
    }
}

/// What may be given for an input of type `T`: a value, a promise of one, or a list or map of promises.
#[diagnostic::on_unimplemented(
    message = "this input is `{T}`, but `{Self}` was given",
    label = "expected `{T}` or `Promise<{T}>`",
    note = "a whole float is written `1.0`, a list `vec![…]`; for an optional, hand on the value or the promise of its value as it is",
    note = "a promise is copied, and handed on without `&`: inside a closure over references, `*x` is the promise"
)]
// Without `T: FlyteType`: what is no such type is told once, where the signature is described.
pub trait Arg<T, Default = Mandatory> {
    /// What was given.
    fn argument(self) -> Argument;
}

/// A promise for an output of its own type.
pub fn promised<T>(promise: Promise<T>) -> Argument {
    Argument::Promise(promise.handle())
}

/// What was given for an input of type `T`.
pub fn bind<T, A: Arg<T>>(given: A) -> Argument {
    given.argument()
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType, Default> Arg<T, Default> for T {
    fn argument(self) -> Argument {
        Argument::Constant(encode_one(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Plain, Default> Arg<T, Default> for Promise<T> {
    fn argument(self) -> Argument {
        Argument::Promise(self.handle())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Plain, Default> Arg<Option<T>, Default> for Promise<T> {
    fn argument(self) -> Argument {
        Argument::Promise(self.handle())
    }
}

/// A map of arguments, by its keys.
pub(super) fn map(items: impl IntoIterator<Item = (String, Argument)>) -> Argument {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by(|(left, _), (right, _)| left.cmp(right));
    Argument::Map(items)
}

/// What a workflow that gives `R` may end in.
#[diagnostic::on_unimplemented(
    message = "this workflow gives `{R}`, but ends in `{Self}`",
    label = "expected `Promise<{R}>`, or a value or tuple that makes one",
    note = "a workflow's last expression is what it gives, without `Ok(…)` and without a `;`; named outputs are given as `SplitPromises {{ … }}`"
)]
pub trait ReturnArg<R, Shape> {
    /// One argument per output.
    fn arguments(self) -> Vec<Argument>;
}

/// What a workflow's function gives to the graph.
#[derive(Debug)]
pub struct Returned {
    pub(super) results: Vec<Argument>,
    /// The last expression.
    pub(super) place: &'static Location<'static>,
}

/// The end of a workflow that gives `R`.
#[track_caller]
pub fn returns<R: Outputs, A: ReturnArg<R, R::Shape>>(end: A) -> Returned {
    Returned { results: end.arguments(), place: Location::caller() }
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType, A: Arg<T>> ReturnArg<T, shape::Single> for A {
    fn arguments(self) -> Vec<Argument> {
        vec![self.argument()]
    }
}

#[diagnostic::do_not_recommend]
impl ReturnArg<(), shape::Nothing> for () {
    fn arguments(self) -> Vec<Argument> {
        Vec::new()
    }
}

#[diagnostic::do_not_recommend]
impl ReturnArg<(), shape::Nothing> for Promise<()> {
    fn arguments(self) -> Vec<Argument> {
        Vec::new()
    }
}

fn all_outputs<R: Outputs>(whole: Promise<R>) -> Vec<Argument> {
    (0..R::variables().len()).map(|index| Argument::Promise(whole.handle().nth(index))).collect()
}

#[diagnostic::do_not_recommend]
impl<R: Outputs<Shape = shape::Named>> ReturnArg<R, shape::Named> for Promise<R> {
    fn arguments(self) -> Vec<Argument> {
        all_outputs(self)
    }
}

macro_rules! tuple_returns {
    ($(($($ty:ident $given:ident $index:tt $var:literal),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($ty: FlyteType),+> ReturnArg<($($ty,)+), shape::Tuple> for Promise<($($ty,)+)> {
            fn arguments(self) -> Vec<Argument> {
                all_outputs(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($ty: FlyteType, $given: Arg<$ty>),+> ReturnArg<($($ty,)+), shape::Tuple> for ($($given,)+) {
            fn arguments(self) -> Vec<Argument> {
                vec![$(self.$index.argument()),+]
            }
        }
    )+};
}

flyte_types::__each_tuple!(tuple_returns);
