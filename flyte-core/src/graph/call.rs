//! Calls: what the function that `#[task]` or `#[workflow]` leaves does. One function here by the number of inputs, so that
//! the user's crate has one call to check for each task, and nothing else.

use std::panic::Location;

use super::argument::{Arg, Argument};
use super::build;
use super::loose::{self, What};
use super::promise::{Handle, Promise};
use super::workflow::{Entity, Workflow};
use crate::definition::{Task, each_number_of_inputs};

/// Calls a task: a node where a graph is being built, a remembered call elsewhere.
#[track_caller]
pub fn call_task<T: Task, const N: usize>(arguments: [Argument; N]) -> Promise<T::Outputs> {
    Promise::from_handle(call(Entity::Task(T::definition()), arguments.into()))
}

/// Calls a workflow.
#[track_caller]
pub fn call_workflow<W: Workflow, const N: usize>(arguments: [Argument; N]) -> Promise<W::Outputs> {
    Promise::from_handle(call(Entity::Workflow(W::definition()), arguments.into()))
}

#[track_caller]
fn call(entity: Entity, arguments: Vec<Argument>) -> Handle {
    let place = Location::caller();
    let mut arguments = Some(arguments);
    build::current(|builder| builder.call(entity, arguments.take().unwrap_or_default(), place))
        .unwrap_or_else(|| {
            let arguments = arguments.take().unwrap_or_default().into();
            loose::remember(What::Call(entity, arguments), place)
        })
}

macro_rules! calls {
    ($($count:literal $call:ident $sync:ident $asynchronous:ident ($($ty:ident $given:ident $index:literal),*);)+) => {$(
        /// Calls a task with this many inputs.
        #[track_caller]
        #[allow(non_snake_case, clippy::too_many_arguments, reason = "one argument per input, named as its type")]
        pub fn $call<Called: Task, $($ty,)* $($given: Arg<$ty>),*>($($given: $given),*) -> Promise<Called::Outputs> {
            call_task::<Called, _>([$($given.argument()),*])
        }
    )+};
}

each_number_of_inputs!(calls);
