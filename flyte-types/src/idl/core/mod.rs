//! Package `flyteidl.core`: literals, types, interfaces, tasks, workflows and their executions.

mod artifact_id;
mod compiler;
mod condition;
mod dynamic_job;
mod errors;
mod execution;
mod execution_envs;
mod identifier;
mod interface;
mod literals;
mod security;
mod tasks;
mod types;
mod workflow;

pub use self::{
    artifact_id::*, compiler::*, condition::*, dynamic_job::*, errors::*, execution::*,
    execution_envs::*, identifier::*, interface::*, literals::*, security::*, tasks::*, types::*,
    workflow::*,
};
