//! Package `flyteidl.admin`: the specs that tasks, workflows and launch plans are registered with.

mod common;
mod description_entity;
mod launch_plan;
mod task;
mod workflow;

pub use self::{common::*, description_entity::*, launch_plan::*, task::*, workflow::*};
