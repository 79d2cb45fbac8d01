//! What everyone tries on a promise in the first hour, and what to write instead.
//!
//! Each of these impls and methods has a bound that nothing meets, so the compiler refuses the use with our words
//! instead of "method not found". A bound stands on a type with a parameter or a lifetime: the compiler would refuse
//! any other where the method is defined.

mod arguments;
mod iterator;
mod methods;
mod operators;
mod plain;

pub use methods::{MethodOfValue, Overridden};
pub(super) use operators::Computable;
pub use plain::{MapOne, MapPlain};

/// What nothing implements, see [`super::mistakes`].
pub(super) mod mistakes {
    pub use super::Shown;
    pub use super::arguments::{Collected, Iterates};
    pub use super::methods::{
        Changed, Counted, Decided, Number, Opened, Picked, Present, Read, Unwrapped, Walked,
    };
    pub use super::operators::{
        Compared, ComparedHere, Computable, Indexing, Joinable, Joint, Operand, Orderable, Sliced,
    };
    pub use super::plain::{Elementary, Mappable};
}

use std::fmt;

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
