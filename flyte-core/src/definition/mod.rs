//! What a task *is*: its name, interface, options and body. The macros write one static definition per
//! function; nothing here runs it.

mod options;
mod task;

pub use options::{Cache, Resources, Secret, TaskOptions};
pub use task::{
    Body, BodyFuture, Computed, InputSpec, Inputs, SourceLocation, Spec, Task, TaskDefinition,
    finish,
};
