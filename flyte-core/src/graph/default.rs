//! `flyte::default()`: stands for an input's `#[default(…)]`, and is refused where the input has none.

use flyte_types::FlyteType;

use super::argument::{Arg, Argument};

/// An input without `#[default(…)]`.
#[derive(Debug)]
pub enum Mandatory {}

/// An input with `#[default(…)]`.
#[derive(Debug)]
pub enum WithDefault {}

/// The default of the callee's signature, see [`default()`]. Hidden, so that the compiler doesn't list it among what could be
/// given for any input.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct UseDefault(());

/// Stands for an input's `#[default(…)]` in a call: `train(trips, flyte::default())`. An input without a default doesn't
/// take it.
pub fn default() -> UseDefault {
    UseDefault(())
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType> Arg<T, WithDefault> for UseDefault {
    fn argument(self) -> Argument {
        Argument::Default
    }
}

/// Never implemented: only an input with a default can take it.
#[diagnostic::on_unimplemented(
    message = "this input has no default that `flyte::default()` could stand for",
    label = "expected `{Self}` or `Promise<{Self}>`",
    note = "write a value here, or give the input of the task a default: `#[default(3)] n: i64`"
)]
pub trait HasDefault {}

impl<T: HasDefault> Arg<T, Mandatory> for UseDefault {
    fn argument(self) -> Argument {
        Argument::Default
    }
}

/// What was given for an input of type `T` that has a default.
pub fn bind_or_default<T, A: Arg<T, WithDefault>>(given: A) -> Argument {
    given.argument()
}
