//! Tasks, as they are registered.

use super::DescriptionEntity;
use crate::idl::core::TaskTemplate;

/// A task and its description.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskSpec {
    #[prost(message, optional, tag = "1")]
    pub template: Option<TaskTemplate>,
    #[prost(message, optional, tag = "2")]
    pub description: Option<DescriptionEntity>,
}
