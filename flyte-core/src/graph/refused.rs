//! What everyone tries on a promise in the first hour, and what to write instead.
//!
//! Each of these impls has a bound that nothing meets, so the compiler refuses the use with our words
//! instead of "method not found".

use std::fmt;

use super::promise::Promise;

/// Never implemented: a promise can't be printed.
#[diagnostic::on_unimplemented(
    message = "a promise can't be printed: it has no value while the graph is built",
    label = "has no value yet",
    note = "print it inside a task, or `.await` it outside a workflow"
)]
pub trait Printable {}

impl<T: ?Sized + Printable> fmt::Display for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Never implemented: a length is known in tasks.
#[diagnostic::on_unimplemented(
    message = "the length of a promise isn't known while the graph is built",
    label = "has no value yet",
    note = "use `.map(…)` for every element, or take the length in a task"
)]
pub trait Counted {}

impl<T> Promise<Vec<T>> {
    /// Refused: a promise of a list has no length while the graph is built.
    #[doc(hidden)]
    pub fn len(&self) -> usize
    where
        T: Counted,
    {
        0
    }

    /// Refused: a promise of a list has no length while the graph is built.
    #[doc(hidden)]
    pub fn is_empty(&self) -> bool
    where
        T: Counted,
    {
        true
    }

    /// Refused: a promise of a list can't be walked while the graph is built.
    #[doc(hidden)]
    pub fn iter(&self) -> std::slice::Iter<'static, T>
    where
        T: Counted,
    {
        [].iter()
    }
}
