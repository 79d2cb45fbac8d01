//! Tasks: what is run, in which container, with what around it.

use std::collections::BTreeMap;

use prost_types::{Duration, Struct};

use super::{Identifier, KeyValuePair, RetryStrategy, SecurityContext, TypedInterface};

/// What a container asks for and may not exceed.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Resources {
    #[prost(message, repeated, tag = "1")]
    pub requests: Vec<resources::ResourceEntry>,
    #[prost(message, repeated, tag = "2")]
    pub limits: Vec<resources::ResourceEntry>,
}

pub mod resources {
    /// The resources that can be asked for by name.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum ResourceName {
        Unknown = 0,
        Cpu = 1,
        Gpu = 2,
        Memory = 3,
        Storage = 4,
        EphemeralStorage = 5,
    }

    /// An amount of one resource, written as a Kubernetes quantity.
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct ResourceEntry {
        #[prost(enumeration = "ResourceName", tag = "1")]
        pub name: i32,
        #[prost(string, tag = "2")]
        pub value: String,
    }
}

/// The GPU a task needs, or a slice of one.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GpuAccelerator {
    #[prost(string, tag = "1")]
    pub device: String,
    #[prost(oneof = "gpu_accelerator::PartitionSizeValue", tags = "2, 3")]
    pub partition_size_value: Option<gpu_accelerator::PartitionSizeValue>,
}

pub mod gpu_accelerator {
    /// How much of the device is meant.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum PartitionSizeValue {
        /// The whole device.
        #[prost(bool, tag = "2")]
        Unpartitioned(bool),
        #[prost(string, tag = "3")]
        PartitionSize(String),
    }
}

/// Memory shared between the processes of a task.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SharedMemory {
    #[prost(string, tag = "1")]
    pub mount_path: String,
    #[prost(string, tag = "2")]
    pub mount_name: String,
    /// A Kubernetes quantity; empty for no limit.
    #[prost(string, tag = "3")]
    pub size_limit: String,
}

/// What a task needs beyond plain resources.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExtendedResources {
    #[prost(message, optional, tag = "1")]
    pub gpu_accelerator: Option<GpuAccelerator>,
    #[prost(message, optional, tag = "2")]
    pub shared_memory: Option<SharedMemory>,
}

/// The SDK that wrote a task.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RuntimeMetadata {
    #[prost(enumeration = "runtime_metadata::RuntimeType", tag = "1")]
    pub r#type: i32,
    #[prost(string, tag = "2")]
    pub version: String,
    #[prost(string, tag = "3")]
    pub flavor: String,
}

pub mod runtime_metadata {
    /// The kinds of SDK.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum RuntimeType {
        Other = 0,
        FlyteSdk = 1,
    }
}

/// How a task is run: caching, retries, timeout.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskMetadata {
    /// Whether results are cached.
    #[prost(bool, tag = "1")]
    pub discoverable: bool,
    #[prost(message, optional, tag = "2")]
    pub runtime: Option<RuntimeMetadata>,
    /// Time for all attempts together.
    #[prost(message, optional, tag = "4")]
    pub timeout: Option<Duration>,
    #[prost(message, optional, tag = "5")]
    pub retries: Option<RetryStrategy>,
    /// The version of the cache: a new one forgets the results of the old.
    #[prost(string, tag = "6")]
    pub discovery_version: String,
    #[prost(string, tag = "7")]
    pub deprecated_error_message: String,
    #[prost(oneof = "task_metadata::InterruptibleValue", tags = "8")]
    pub interruptible_value: Option<task_metadata::InterruptibleValue>,
    /// Whether runs that would fill the same cache entry wait for each other.
    #[prost(bool, tag = "9")]
    pub cache_serializable: bool,
    #[prost(btree_map = "string, string", tag = "11")]
    pub tags: BTreeMap<String, String>,
    #[prost(string, tag = "12")]
    pub pod_template_name: String,
    /// Inputs that do not count in the cache key.
    #[prost(string, repeated, tag = "13")]
    pub cache_ignore_input_vars: Vec<String>,
    #[prost(bool, tag = "14")]
    pub is_eager: bool,
    #[prost(message, optional, tag = "15")]
    pub generates_deck: Option<bool>,
    #[prost(message, optional, tag = "16")]
    pub metadata: Option<K8sObjectMetadata>,
}

pub mod task_metadata {
    /// Whether the task may run on machines that can be taken away; unset leaves it to the
    /// workflow.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum InterruptibleValue {
        #[prost(bool, tag = "8")]
        Interruptible(bool),
    }
}

/// A task, whole: identity, interface and what to run.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TaskTemplate {
    #[prost(message, optional, tag = "1")]
    pub id: Option<Identifier>,
    /// Picks the backend plugin that runs the task, such as `container`.
    #[prost(string, tag = "2")]
    pub r#type: String,
    #[prost(message, optional, tag = "3")]
    pub metadata: Option<TaskMetadata>,
    #[prost(message, optional, tag = "4")]
    pub interface: Option<TypedInterface>,
    /// Settings for the plugin.
    #[prost(message, optional, tag = "5")]
    pub custom: Option<Struct>,
    #[prost(oneof = "task_template::Target", tags = "6, 17, 18")]
    pub target: Option<task_template::Target>,
    #[prost(int32, tag = "7")]
    pub task_type_version: i32,
    /// Whom the task runs as and which secrets it sees.
    #[prost(message, optional, tag = "8")]
    pub security_context: Option<SecurityContext>,
    #[prost(message, optional, tag = "9")]
    pub extended_resources: Option<ExtendedResources>,
    #[prost(btree_map = "string, string", tag = "16")]
    pub config: BTreeMap<String, String>,
}

pub mod task_template {
    /// What is run, if it is run in the cluster.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Target {
        #[prost(message, tag = "6")]
        Container(super::Container),
        #[prost(message, tag = "17")]
        K8sPod(super::K8sPod),
        #[prost(message, tag = "18")]
        Sql(super::Sql),
    }
}

/// A port a container listens on.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ContainerPort {
    #[prost(uint32, tag = "1")]
    pub container_port: u32,
    #[prost(string, tag = "2")]
    pub name: String,
}

/// A container and the command in it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Container {
    #[prost(string, tag = "1")]
    pub image: String,
    #[prost(string, repeated, tag = "2")]
    pub command: Vec<String>,
    #[prost(string, repeated, tag = "3")]
    pub args: Vec<String>,
    #[prost(message, optional, tag = "4")]
    pub resources: Option<Resources>,
    #[prost(message, repeated, tag = "5")]
    pub env: Vec<KeyValuePair>,
    /// Superseded by `TaskTemplate::config`.
    #[prost(message, repeated, tag = "6")]
    pub config: Vec<KeyValuePair>,
    #[prost(message, repeated, tag = "7")]
    pub ports: Vec<ContainerPort>,
    #[prost(message, optional, tag = "9")]
    pub data_config: Option<DataLoadingConfig>,
    #[prost(enumeration = "container::Architecture", tag = "10")]
    pub architecture: i32,
}

pub mod container {
    /// Processor architectures an image can be built for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Architecture {
        Unknown = 0,
        Amd64 = 1,
        Arm64 = 2,
        ArmV6 = 3,
        ArmV7 = 4,
    }
}

/// When the data of a raw container task is moved in and out.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct IoStrategy {
    #[prost(enumeration = "io_strategy::DownloadMode", tag = "1")]
    pub download_mode: i32,
    #[prost(enumeration = "io_strategy::UploadMode", tag = "2")]
    pub upload_mode: i32,
}

pub mod io_strategy {
    /// When the inputs are fetched.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum DownloadMode {
        DownloadEager = 0,
        DownloadStream = 1,
        DoNotDownload = 2,
    }

    /// When the outputs are stored.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum UploadMode {
        UploadOnExit = 0,
        UploadEager = 1,
        DoNotUpload = 2,
    }
}

/// How a container that knows nothing of Flyte gets its inputs and leaves its outputs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DataLoadingConfig {
    /// Whether data is moved at all.
    #[prost(bool, tag = "1")]
    pub enabled: bool,
    /// The folder the inputs are put in, one file a variable.
    #[prost(string, tag = "2")]
    pub input_path: String,
    /// The folder the outputs are looked for in.
    #[prost(string, tag = "3")]
    pub output_path: String,
    #[prost(enumeration = "data_loading_config::LiteralMapFormat", tag = "4")]
    pub format: i32,
    #[prost(message, optional, tag = "5")]
    pub io_strategy: Option<IoStrategy>,
}

pub mod data_loading_config {
    /// How inputs and outputs are written in files.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum LiteralMapFormat {
        Json = 0,
        Yaml = 1,
        Proto = 2,
    }
}

/// A whole pod, for tasks that need more than a container.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct K8sPod {
    #[prost(message, optional, tag = "1")]
    pub metadata: Option<K8sObjectMetadata>,
    /// A Kubernetes `PodSpec`.
    #[prost(message, optional, tag = "2")]
    pub pod_spec: Option<Struct>,
    #[prost(message, optional, tag = "3")]
    pub data_config: Option<DataLoadingConfig>,
    #[prost(string, tag = "4")]
    pub primary_container_name: String,
}

/// Labels and annotations of a Kubernetes object.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct K8sObjectMetadata {
    #[prost(btree_map = "string, string", tag = "1")]
    pub labels: BTreeMap<String, String>,
    #[prost(btree_map = "string, string", tag = "2")]
    pub annotations: BTreeMap<String, String>,
}

/// A query to run.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Sql {
    #[prost(string, tag = "1")]
    pub statement: String,
    #[prost(enumeration = "sql::Dialect", tag = "2")]
    pub dialect: i32,
}

pub mod sql {
    /// The dialect of a query.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Dialect {
        Undefined = 0,
        Ansi = 1,
        Hive = 2,
        Other = 3,
    }
}
