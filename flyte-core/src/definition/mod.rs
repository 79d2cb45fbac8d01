//! What a task *is*: its name, interface, options and body. The macros write how a definition is made, one per function;
//! nothing here runs it.

mod arity;
pub mod assemble;
mod interface;
mod options;
mod task;

pub use arity::MOST_INPUTS;
pub(crate) use arity::each_number_of_inputs;
pub use interface::{
    OneOutput, annotated, annotated_output, encode_hashed, hash_input, hash_output, is_optional,
    rewrite, typed_interface,
};
pub use options::{Cache, Resources, Secret, TaskOptions};
pub use task::{
    AsyncBody, Body, BodyFuture, Computed, InputSpec, Inputs, LiteralHash, SourceLocation, Spec,
    SyncBody, Task, TaskDefinition, fetch_inputs, finish, finish_async, returned,
};
