//! Dynamic jobs: the workflow a task makes while it runs.

use super::{Binding, Node, TaskTemplate, WorkflowTemplate};

/// Nodes a dynamic task wants run in its place, and where its outputs come from.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DynamicJobSpec {
    #[prost(message, repeated, tag = "1")]
    pub nodes: Vec<Node>,
    /// How many nodes must succeed; all of them if 0.
    #[prost(int64, tag = "2")]
    pub min_successes: i64,
    #[prost(message, repeated, tag = "3")]
    pub outputs: Vec<Binding>,
    #[prost(message, repeated, tag = "4")]
    pub tasks: Vec<TaskTemplate>,
    #[prost(message, repeated, tag = "5")]
    pub subworkflows: Vec<WorkflowTemplate>,
}
