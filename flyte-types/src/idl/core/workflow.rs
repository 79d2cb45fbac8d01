//! Workflows: nodes, what each of them runs and how they are bound together.

use std::collections::BTreeMap;

use prost_types::Duration;

use super::{
    Binding, BooleanExpression, Error, ExtendedResources, Identifier, K8sPod, LiteralMap,
    LiteralType, QualityOfService, Resources, RetryStrategy, TypedInterface,
};

/// A condition and the node to run if it holds.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct IfBlock {
    #[prost(message, optional, tag = "1")]
    pub condition: Option<BooleanExpression>,
    #[prost(message, optional, tag = "2")]
    pub then_node: Option<Node>,
}

/// Conditions tried in order; the first that holds decides.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct IfElseBlock {
    #[prost(message, optional, tag = "1")]
    pub case: Option<IfBlock>,
    #[prost(message, repeated, tag = "2")]
    pub other: Vec<IfBlock>,
    #[prost(oneof = "if_else_block::Default", tags = "3, 4")]
    pub default: Option<if_else_block::Default>,
}

pub mod if_else_block {
    /// What happens if no condition holds.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Default {
        #[prost(message, tag = "3")]
        ElseNode(Box<super::Node>),
        /// The workflow fails with this error.
        #[prost(message, tag = "4")]
        Error(super::Error),
    }
}

/// A node that runs one of several others.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BranchNode {
    #[prost(message, optional, tag = "1")]
    pub if_else: Option<IfElseBlock>,
}

/// A node that runs a task.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskNode {
    #[prost(oneof = "task_node::Reference", tags = "1")]
    pub reference: Option<task_node::Reference>,
    #[prost(message, optional, tag = "2")]
    pub overrides: Option<TaskNodeOverrides>,
}

pub mod task_node {
    /// What is run.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Reference {
        #[prost(message, tag = "1")]
        ReferenceId(super::Identifier),
    }
}

/// A node that runs a launch plan or another workflow.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowNode {
    #[prost(oneof = "workflow_node::Reference", tags = "1, 2")]
    pub reference: Option<workflow_node::Reference>,
}

pub mod workflow_node {
    /// What is run.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Reference {
        /// A launch plan, as an execution of its own.
        #[prost(message, tag = "1")]
        LaunchplanRef(super::Identifier),
        /// A workflow, within this execution.
        #[prost(message, tag = "2")]
        SubWorkflowRef(super::Identifier),
    }
}

/// A gate that waits for somebody's approval.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ApproveCondition {
    #[prost(string, tag = "1")]
    pub signal_id: String,
}

/// A gate that waits for a value from outside.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SignalCondition {
    #[prost(string, tag = "1")]
    pub signal_id: String,
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<LiteralType>,
    /// The output the value becomes.
    #[prost(string, tag = "3")]
    pub output_variable_name: String,
}

/// A gate that waits for some time.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SleepCondition {
    #[prost(message, optional, tag = "1")]
    pub duration: Option<Duration>,
}

/// A node that holds up what comes after it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GateNode {
    #[prost(oneof = "gate_node::Condition", tags = "1, 2, 3")]
    pub condition: Option<gate_node::Condition>,
}

pub mod gate_node {
    /// What opens the gate.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Condition {
        #[prost(message, tag = "1")]
        Approve(super::ApproveCondition),
        #[prost(message, tag = "2")]
        Signal(Box<super::SignalCondition>),
        #[prost(message, tag = "3")]
        Sleep(super::SleepCondition),
    }
}

/// A node that runs another once for each item of its list inputs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ArrayNode {
    /// What is run for each item.
    #[prost(message, optional, tag = "1")]
    pub node: Option<Node>,
    #[prost(oneof = "array_node::ParallelismOption", tags = "2")]
    pub parallelism_option: Option<array_node::ParallelismOption>,
    #[prost(oneof = "array_node::SuccessCriteria", tags = "3, 4")]
    pub success_criteria: Option<array_node::SuccessCriteria>,
    #[prost(enumeration = "array_node::ExecutionMode", tag = "5")]
    pub execution_mode: i32,
    /// Whether the inner node has an interface of its own, rather than one of lists.
    #[prost(message, optional, tag = "6")]
    pub is_original_sub_node_interface: Option<bool>,
    #[prost(enumeration = "array_node::DataMode", tag = "7")]
    pub data_mode: i32,
    /// Inputs that are the same for each run, rather than one item of a list.
    #[prost(string, repeated, tag = "8")]
    pub bound_inputs: Vec<String>,
    #[prost(bool, tag = "9")]
    pub run_all_sub_nodes: bool,
}

pub mod array_node {
    /// How many runs go on at once.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum ParallelismOption {
        /// 0 for no limit; unset leaves it to the execution.
        #[prost(uint32, tag = "2")]
        Parallelism(u32),
    }

    /// How many runs must succeed; all of them if unset.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum SuccessCriteria {
        #[prost(uint32, tag = "3")]
        MinSuccesses(u32),
        #[prost(float, tag = "4")]
        MinSuccessRatio(f32),
    }

    /// How much state is kept for each of the runs.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum ExecutionMode {
        MinimalState = 0,
        FullState = 1,
    }

    /// How the runs find their inputs.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum DataMode {
        /// All from one file: each run picks its items.
        SingleInputFile = 0,
        /// Each from a file of its own.
        IndividualInputFiles = 1,
    }
}

/// How a node is run, over what its task says.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NodeMetadata {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "4")]
    pub timeout: Option<Duration>,
    #[prost(message, optional, tag = "5")]
    pub retries: Option<RetryStrategy>,
    #[prost(oneof = "node_metadata::InterruptibleValue", tags = "6")]
    pub interruptible_value: Option<node_metadata::InterruptibleValue>,
    #[prost(oneof = "node_metadata::CacheableValue", tags = "7")]
    pub cacheable_value: Option<node_metadata::CacheableValue>,
    #[prost(oneof = "node_metadata::CacheVersionValue", tags = "8")]
    pub cache_version_value: Option<node_metadata::CacheVersionValue>,
    #[prost(oneof = "node_metadata::CacheSerializableValue", tags = "9")]
    pub cache_serializable_value: Option<node_metadata::CacheSerializableValue>,
    #[prost(btree_map = "string, string", tag = "10")]
    pub config: BTreeMap<String, String>,
}

pub mod node_metadata {
    /// Whether the node may run on machines that can be taken away.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum InterruptibleValue {
        #[prost(bool, tag = "6")]
        Interruptible(bool),
    }

    /// Whether results are cached.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum CacheableValue {
        #[prost(bool, tag = "7")]
        Cacheable(bool),
    }

    /// The version of the cache.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum CacheVersionValue {
        #[prost(string, tag = "8")]
        CacheVersion(String),
    }

    /// Whether runs that would fill the same cache entry wait for each other.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum CacheSerializableValue {
        #[prost(bool, tag = "9")]
        CacheSerializable(bool),
    }
}

/// Another name for an output.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Alias {
    #[prost(string, tag = "1")]
    pub var: String,
    #[prost(string, tag = "2")]
    pub alias: String,
}

/// One step of a workflow: what it runs and where its inputs come from.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Node {
    /// Unique in its workflow; `start-node` and `end-node` are taken.
    #[prost(string, tag = "1")]
    pub id: String,
    #[prost(message, optional, tag = "2")]
    pub metadata: Option<NodeMetadata>,
    #[prost(message, repeated, tag = "3")]
    pub inputs: Vec<Binding>,
    /// Nodes that must have finished before this one starts, whether it is bound to them or not.
    #[prost(string, repeated, tag = "4")]
    pub upstream_node_ids: Vec<String>,
    #[prost(message, repeated, tag = "5")]
    pub output_aliases: Vec<Alias>,
    #[prost(oneof = "node::Target", tags = "6, 7, 8, 9, 10")]
    pub target: Option<node::Target>,
}

pub mod node {
    /// What the node runs.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Target {
        #[prost(message, tag = "6")]
        TaskNode(Box<super::TaskNode>),
        #[prost(message, tag = "7")]
        WorkflowNode(super::WorkflowNode),
        #[prost(message, tag = "8")]
        BranchNode(Box<super::BranchNode>),
        #[prost(message, tag = "9")]
        GateNode(super::GateNode),
        #[prost(message, tag = "10")]
        ArrayNode(Box<super::ArrayNode>),
    }
}

/// How a workflow as a whole is run.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowMetadata {
    #[prost(message, optional, tag = "1")]
    pub quality_of_service: Option<QualityOfService>,
    #[prost(enumeration = "workflow_metadata::OnFailurePolicy", tag = "2")]
    pub on_failure: i32,
    #[prost(btree_map = "string, string", tag = "3")]
    pub tags: BTreeMap<String, String>,
}

pub mod workflow_metadata {
    /// What becomes of the other nodes once one has failed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum OnFailurePolicy {
        FailImmediately = 0,
        FailAfterExecutableNodesComplete = 1,
    }
}

/// What the nodes of a workflow do unless they say otherwise.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowMetadataDefaults {
    #[prost(bool, tag = "1")]
    pub interruptible: bool,
}

/// A workflow, whole: identity, interface, nodes and outputs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowTemplate {
    #[prost(message, optional, tag = "1")]
    pub id: Option<Identifier>,
    #[prost(message, optional, tag = "2")]
    pub metadata: Option<WorkflowMetadata>,
    #[prost(message, optional, tag = "3")]
    pub interface: Option<TypedInterface>,
    #[prost(message, repeated, tag = "4")]
    pub nodes: Vec<Node>,
    /// Where each output of the workflow comes from.
    #[prost(message, repeated, tag = "5")]
    pub outputs: Vec<Binding>,
    /// Run when the workflow fails, whichever node it was.
    #[prost(message, optional, tag = "6")]
    pub failure_node: Option<Node>,
    #[prost(message, optional, tag = "7")]
    pub metadata_defaults: Option<WorkflowMetadataDefaults>,
}

/// What a node changes in the task it runs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskNodeOverrides {
    #[prost(message, optional, tag = "1")]
    pub resources: Option<Resources>,
    #[prost(message, optional, tag = "2")]
    pub extended_resources: Option<ExtendedResources>,
    /// Empty for the image of the task.
    #[prost(string, tag = "3")]
    pub container_image: String,
    #[prost(message, optional, tag = "4")]
    pub pod_template: Option<K8sPod>,
}

/// A launch plan as the compiler sees it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LaunchPlanTemplate {
    #[prost(message, optional, tag = "1")]
    pub id: Option<Identifier>,
    #[prost(message, optional, tag = "2")]
    pub interface: Option<TypedInterface>,
    #[prost(message, optional, tag = "3")]
    pub fixed_inputs: Option<LiteralMap>,
}
