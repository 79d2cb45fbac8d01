//! Workflows, as they are registered.

use super::DescriptionEntity;
use crate::idl::core::WorkflowTemplate;

/// A workflow, the workflows within it, and its description.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowSpec {
    #[prost(message, optional, tag = "1")]
    pub template: Option<WorkflowTemplate>,
    /// Those run within the same execution, at any depth.
    #[prost(message, repeated, tag = "2")]
    pub sub_workflows: Vec<WorkflowTemplate>,
    #[prost(message, optional, tag = "3")]
    pub description: Option<DescriptionEntity>,
}
