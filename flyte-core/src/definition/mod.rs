//! What a task *is*: its name, interface, options and body. The macros write one static definition per
//! function; nothing here runs it.

mod interface;
mod options;
mod task;

pub use interface::{
    annotate_outputs, annotated, check, encode_hashed, finish_hashed, hash_input, is_optional,
    typed_interface,
};
pub use options::{Cache, Resources, Secret, TaskOptions};
pub use task::{
    Body, BodyFuture, Computed, InputSpec, Inputs, LiteralHash, SourceLocation, Spec, Task,
    TaskDefinition, finish,
};
