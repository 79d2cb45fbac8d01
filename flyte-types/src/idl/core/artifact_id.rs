//! Artifacts: outputs that are kept by name, version and partition.

use std::collections::BTreeMap;

use prost_types::Timestamp;

/// The name of an artifact across all of its versions.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ArtifactKey {
    #[prost(string, tag = "1")]
    pub project: String,
    #[prost(string, tag = "2")]
    pub domain: String,
    #[prost(string, tag = "3")]
    pub name: String,
    #[prost(string, tag = "4")]
    pub org: String,
}

/// A partition value taken from the artifact that triggered the run.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ArtifactBindingData {
    #[prost(oneof = "artifact_binding_data::PartitionData", tags = "5, 6")]
    pub partition_data: Option<artifact_binding_data::PartitionData>,
    #[prost(message, optional, tag = "7")]
    pub time_transform: Option<TimeTransform>,
}

pub mod artifact_binding_data {
    /// Which partition of the triggering artifact is meant.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum PartitionData {
        #[prost(string, tag = "5")]
        PartitionKey(String),
        #[prost(bool, tag = "6")]
        BindToTimePartition(bool),
    }
}

/// How fine the time partitions of an artifact are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum Granularity {
    Unset = 0,
    Minute = 1,
    Hour = 2,
    Day = 3,
    Month = 4,
}

/// The direction of a [`TimeTransform`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum Operator {
    Minus = 0,
    Plus = 1,
}

/// A shift of a time partition, such as one day back.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TimeTransform {
    #[prost(string, tag = "1")]
    pub transform: String,
    #[prost(enumeration = "Operator", tag = "2")]
    pub op: i32,
}

/// A partition value taken from an input.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct InputBindingData {
    #[prost(string, tag = "1")]
    pub var: String,
}

/// A partition value the task itself will report.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RuntimeBinding {}

/// The value of a partition, or where it will come from.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LabelValue {
    #[prost(oneof = "label_value::Value", tags = "1, 2, 3, 4, 5")]
    pub value: Option<label_value::Value>,
}

pub mod label_value {
    /// The value, or its source.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(string, tag = "1")]
        StaticValue(String),
        #[prost(message, tag = "2")]
        TimeValue(super::Timestamp),
        #[prost(message, tag = "3")]
        TriggeredBinding(super::ArtifactBindingData),
        #[prost(message, tag = "4")]
        InputBinding(super::InputBindingData),
        #[prost(message, tag = "5")]
        RuntimeBinding(super::RuntimeBinding),
    }
}

/// Partition values by key.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Partitions {
    #[prost(btree_map = "string, message", tag = "1")]
    pub value: BTreeMap<String, LabelValue>,
}

/// The partition in time.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TimePartition {
    #[prost(message, optional, tag = "1")]
    pub value: Option<LabelValue>,
    #[prost(enumeration = "Granularity", tag = "2")]
    pub granularity: i32,
}

/// One artifact: its key, version and partitions.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ArtifactId {
    #[prost(message, optional, tag = "1")]
    pub artifact_key: Option<ArtifactKey>,
    #[prost(string, tag = "2")]
    pub version: String,
    #[prost(message, optional, tag = "3")]
    pub partitions: Option<Partitions>,
    #[prost(message, optional, tag = "4")]
    pub time_partition: Option<TimePartition>,
}

/// A movable name for an artifact, such as `latest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ArtifactTag {
    #[prost(message, optional, tag = "1")]
    pub artifact_key: Option<ArtifactKey>,
    #[prost(message, optional, tag = "2")]
    pub value: Option<LabelValue>,
}

/// How an artifact is looked up when a launch plan starts.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ArtifactQuery {
    #[prost(oneof = "artifact_query::Identifier", tags = "1, 2, 3, 4")]
    pub identifier: Option<artifact_query::Identifier>,
}

pub mod artifact_query {
    /// What to look for.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Identifier {
        #[prost(message, tag = "1")]
        ArtifactId(super::ArtifactId),
        #[prost(message, tag = "2")]
        ArtifactTag(super::ArtifactTag),
        #[prost(string, tag = "3")]
        Uri(String),
        #[prost(message, tag = "4")]
        Binding(super::ArtifactBindingData),
    }
}
