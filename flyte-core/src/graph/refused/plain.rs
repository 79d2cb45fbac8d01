//! `.map(task)` on a plain list, which `#[workflow]` brings into scope.

use super::super::promise::Promise;

/// Never implemented: a plain list has no `.map`.
#[diagnostic::on_unimplemented(
    message = "a plain list has no `.map(…)`: only the promise of a list has",
    label = "not a promise",
    note = "write `promise(xs).map(task)` for one node that calls the task for every element",
    note = "or `xs.into_iter().map(task).collect::<Vec<_>>()` for a node of its own per element; this it must be when the elements are promises"
)]
pub trait Mappable {}

/// `.map(…)` where a list is a plain one.
pub trait MapPlain {
    /// The element.
    type Element;

    /// Refused: only the promise of a list can be mapped.
    #[doc(hidden)]
    fn map<'a, U, F: FnOnce(Promise<Self::Element>) -> Promise<U>>(
        &'a self,
        _body: F,
    ) -> Promise<Vec<U>>
    where
        &'a Self: Mappable,
    {
        unreachable!("nothing is `Mappable`")
    }
}

/// Never implemented: only a list has elements to map.
#[diagnostic::on_unimplemented(
    message = "only the promise of a list has `.map(…)`, and this is `{Self}`",
    label = "no promise of a list",
    note = "call the task with it: `square(n)`"
)]
pub trait MappableOne {}

/// `.map(…)` on the promise of something else than a list.
pub trait MapOne {
    /// Refused: only the promise of a list can be mapped. By a mutable reference, which the compiler tries last.
    #[doc(hidden)]
    fn map<F, R>(&mut self, _body: F) -> R
    where
        Self: MappableOne,
    {
        unreachable!("nothing is `MappableOne`")
    }
}

impl<T: flyte_types::FlyteType> MapOne for Promise<T> {}

/// The value of an element that may be a promise itself.
pub trait Elementary {
    /// The value's type.
    type Value;
}

impl<T: flyte_types::FlyteType> Elementary for T {
    type Value = T;
}

impl<T> Elementary for Promise<T> {
    type Value = T;
}

// Of a slice, which lists, arrays and references to them lead to.
impl<T: Elementary> MapPlain for [T] {
    type Element = T::Value;
}
