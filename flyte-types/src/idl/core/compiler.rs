//! Compiled entities: what the platform makes of specs when they are registered.

use std::collections::BTreeMap;

use super::{LaunchPlanTemplate, TaskTemplate, WorkflowTemplate};

/// Which node leads to which.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ConnectionSet {
    #[prost(btree_map = "string, message", tag = "7")]
    pub downstream: BTreeMap<String, connection_set::IdList>,
    #[prost(btree_map = "string, message", tag = "8")]
    pub upstream: BTreeMap<String, connection_set::IdList>,
}

pub mod connection_set {
    /// Nodes by id.
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct IdList {
        #[prost(string, repeated, tag = "1")]
        pub ids: Vec<String>,
    }
}

/// A workflow, checked, with its connections.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompiledWorkflow {
    #[prost(message, optional, tag = "1")]
    pub template: Option<WorkflowTemplate>,
    #[prost(message, optional, tag = "2")]
    pub connections: Option<ConnectionSet>,
}

/// A launch plan, checked.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompiledLaunchPlan {
    #[prost(message, optional, tag = "1")]
    pub template: Option<LaunchPlanTemplate>,
}

/// A task, checked.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompiledTask {
    #[prost(message, optional, tag = "1")]
    pub template: Option<TaskTemplate>,
}

/// A workflow with everything it runs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompiledWorkflowClosure {
    #[prost(message, optional, tag = "1")]
    pub primary: Option<CompiledWorkflow>,
    #[prost(message, repeated, tag = "2")]
    pub sub_workflows: Vec<CompiledWorkflow>,
    #[prost(message, repeated, tag = "3")]
    pub tasks: Vec<CompiledTask>,
    #[prost(message, repeated, tag = "4")]
    pub launch_plans: Vec<CompiledLaunchPlan>,
}
