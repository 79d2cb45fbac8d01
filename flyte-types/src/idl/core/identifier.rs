//! Identifiers of registered entities and of what is executed.

/// The kinds of registered entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ResourceType {
    Unspecified = 0,
    Task = 1,
    Workflow = 2,
    LaunchPlan = 3,
    Dataset = 4,
}

/// A registered task, workflow or launch plan.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Identifier {
    #[prost(enumeration = "ResourceType", tag = "1")]
    pub resource_type: i32,
    #[prost(string, tag = "2")]
    pub project: String,
    #[prost(string, tag = "3")]
    pub domain: String,
    #[prost(string, tag = "4")]
    pub name: String,
    #[prost(string, tag = "5")]
    pub version: String,
    #[prost(string, tag = "6")]
    pub org: String,
}

/// One execution of a workflow.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecutionIdentifier {
    #[prost(string, tag = "1")]
    pub project: String,
    #[prost(string, tag = "2")]
    pub domain: String,
    #[prost(string, tag = "4")]
    pub name: String,
    #[prost(string, tag = "5")]
    pub org: String,
}

/// One node within an execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NodeExecutionIdentifier {
    #[prost(string, tag = "1")]
    pub node_id: String,
    #[prost(message, optional, tag = "2")]
    pub execution_id: Option<WorkflowExecutionIdentifier>,
}

/// One attempt at a task within a node.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskExecutionIdentifier {
    #[prost(message, optional, tag = "1")]
    pub task_id: Option<Identifier>,
    #[prost(message, optional, tag = "2")]
    pub node_execution_id: Option<NodeExecutionIdentifier>,
    #[prost(uint32, tag = "3")]
    pub retry_attempt: u32,
}

/// A signal awaited by an execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalIdentifier {
    #[prost(string, tag = "1")]
    pub signal_id: String,
    #[prost(message, optional, tag = "2")]
    pub execution_id: Option<WorkflowExecutionIdentifier>,
}
