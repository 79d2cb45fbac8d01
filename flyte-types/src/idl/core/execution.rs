//! Executions: phases, errors, logs and quality of service.

use prost_types::{Duration, Timestamp};

/// Holds the phases of a workflow execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WorkflowExecution {}

pub mod workflow_execution {
    /// How far the execution of a workflow has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Phase {
        Undefined = 0,
        Queued = 1,
        Running = 2,
        Succeeding = 3,
        Succeeded = 4,
        Failing = 5,
        Failed = 6,
        Aborted = 7,
        TimedOut = 8,
        Aborting = 9,
    }
}

/// Holds the phases of a node execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NodeExecution {}

pub mod node_execution {
    /// How far the execution of a node has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Phase {
        Undefined = 0,
        Queued = 1,
        Running = 2,
        Succeeded = 3,
        Failing = 4,
        Failed = 5,
        Aborted = 6,
        Skipped = 7,
        TimedOut = 8,
        DynamicRunning = 9,
        Recovered = 10,
    }
}

/// Holds the phases of a task execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskExecution {}

pub mod task_execution {
    /// How far the execution of a task has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Phase {
        Undefined = 0,
        Queued = 1,
        Running = 2,
        Succeeded = 3,
        Aborted = 4,
        Failed = 5,
        Initializing = 6,
        WaitingForResources = 7,
        RetryableFailed = 8,
    }
}

/// Why an execution failed.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecutionError {
    #[prost(string, tag = "1")]
    pub code: String,
    #[prost(string, tag = "2")]
    pub message: String,
    /// Where the whole error is stored.
    #[prost(string, tag = "3")]
    pub error_uri: String,
    #[prost(enumeration = "execution_error::ErrorKind", tag = "4")]
    pub kind: i32,
    #[prost(message, optional, tag = "5")]
    pub timestamp: Option<Timestamp>,
    #[prost(string, tag = "6")]
    pub worker: String,
}

pub mod execution_error {
    /// Who is to blame for a failure: the user's code or the platform.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum ErrorKind {
        Unknown = 0,
        User = 1,
        System = 2,
    }
}

/// A link to a log of a task.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskLog {
    #[prost(string, tag = "1")]
    pub uri: String,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(enumeration = "task_log::MessageFormat", tag = "3")]
    pub message_format: i32,
    #[prost(message, optional, tag = "4")]
    pub ttl: Option<Duration>,
    #[prost(bool, tag = "5")]
    pub show_while_pending: bool,
    #[prost(bool, tag = "6")]
    pub hide_once_finished: bool,
}

pub mod task_log {
    /// How the messages of a log are written.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum MessageFormat {
        Unknown = 0,
        Csv = 1,
        Json = 2,
    }
}

/// Where the logs of a task come from: its pods.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LogContext {
    #[prost(message, repeated, tag = "1")]
    pub pods: Vec<PodLogContext>,
    #[prost(string, tag = "2")]
    pub primary_pod_name: String,
}

/// A pod and the containers that write logs in it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PodLogContext {
    #[prost(string, tag = "1")]
    pub namespace: String,
    #[prost(string, tag = "2")]
    pub pod_name: String,
    #[prost(message, repeated, tag = "3")]
    pub containers: Vec<ContainerContext>,
    #[prost(string, tag = "4")]
    pub primary_container_name: String,
    #[prost(message, repeated, tag = "5")]
    pub init_containers: Vec<ContainerContext>,
}

/// A container that writes logs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ContainerContext {
    #[prost(string, tag = "1")]
    pub container_name: String,
    #[prost(message, optional, tag = "2")]
    pub process: Option<container_context::ProcessContext>,
}

pub mod container_context {
    /// When the process in a container started and ended.
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct ProcessContext {
        #[prost(message, optional, tag = "1")]
        pub container_start_time: Option<super::Timestamp>,
        #[prost(message, optional, tag = "2")]
        pub container_end_time: Option<super::Timestamp>,
    }
}

/// The service an execution asks for, in numbers.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QualityOfServiceSpec {
    /// How long an execution may wait in a queue.
    #[prost(message, optional, tag = "1")]
    pub queueing_budget: Option<Duration>,
}

/// How urgent an execution is.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QualityOfService {
    #[prost(oneof = "quality_of_service::Designation", tags = "1, 2")]
    pub designation: Option<quality_of_service::Designation>,
}

pub mod quality_of_service {
    /// The urgency, by name or in numbers.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Designation {
        #[prost(enumeration = "Tier", tag = "1")]
        Tier(i32),
        #[prost(message, tag = "2")]
        Spec(super::QualityOfServiceSpec),
    }

    /// Named levels of urgency; what they mean is up to the platform.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Tier {
        Undefined = 0,
        High = 1,
        Medium = 2,
        Low = 3,
    }
}
