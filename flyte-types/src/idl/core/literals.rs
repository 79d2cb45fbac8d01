//! Literals: the values that travel between tasks, and the bindings that route them.

use std::collections::BTreeMap;

use bytes::Bytes;
use prost_types::{Duration, Struct, Timestamp};

use super::{BlobType, Error, LiteralType, OutputReference, SchemaType, StructuredDatasetType};

/// A scalar that fits in a few bytes.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Primitive {
    #[prost(oneof = "primitive::Value", tags = "1, 2, 3, 4, 5, 6")]
    pub value: Option<primitive::Value>,
}

pub mod primitive {
    /// The primitive itself.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(int64, tag = "1")]
        Integer(i64),
        #[prost(double, tag = "2")]
        FloatValue(f64),
        #[prost(string, tag = "3")]
        StringValue(String),
        #[prost(bool, tag = "4")]
        Boolean(bool),
        #[prost(message, tag = "5")]
        Datetime(super::Timestamp),
        #[prost(message, tag = "6")]
        Duration(super::Duration),
    }
}

/// The value of `None`; it carries nothing.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Void {}

/// A file or a folder, stored elsewhere.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Blob {
    #[prost(message, optional, tag = "1")]
    pub metadata: Option<BlobMetadata>,
    #[prost(string, tag = "3")]
    pub uri: String,
}

/// What is known of a blob without opening it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BlobMetadata {
    #[prost(message, optional, tag = "1")]
    pub r#type: Option<BlobType>,
}

/// Bytes carried in place, with a tag that says how they are encoded.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Binary {
    #[prost(bytes = "bytes", tag = "1")]
    pub value: Bytes,
    /// `msgpack` for MessagePack.
    #[prost(string, tag = "2")]
    pub tag: String,
}

/// A table in the older schema format, stored elsewhere.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Schema {
    #[prost(string, tag = "1")]
    pub uri: String,
    #[prost(message, optional, tag = "3")]
    pub r#type: Option<SchemaType>,
}

/// A value of a union type, with the variant it was taken for.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Union {
    #[prost(message, optional, tag = "1")]
    pub value: Option<Literal>,
    #[prost(message, optional, tag = "2")]
    pub r#type: Option<LiteralType>,
}

/// What is known of a dataset without opening it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StructuredDatasetMetadata {
    #[prost(message, optional, tag = "1")]
    pub structured_dataset_type: Option<StructuredDatasetType>,
}

/// A typed table, stored elsewhere.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StructuredDataset {
    #[prost(string, tag = "1")]
    pub uri: String,
    #[prost(message, optional, tag = "2")]
    pub metadata: Option<StructuredDatasetMetadata>,
}

/// Any single value: not a list, not a map.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Scalar {
    #[prost(oneof = "scalar::Value", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9")]
    pub value: Option<scalar::Value>,
}

pub mod scalar {
    /// The scalar itself.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(message, tag = "1")]
        Primitive(super::Primitive),
        #[prost(message, tag = "2")]
        Blob(super::Blob),
        #[prost(message, tag = "3")]
        Binary(super::Binary),
        #[prost(message, tag = "4")]
        Schema(super::Schema),
        #[prost(message, tag = "5")]
        NoneType(super::Void),
        #[prost(message, tag = "6")]
        Error(super::Error),
        #[prost(message, tag = "7")]
        Generic(super::Struct),
        #[prost(message, tag = "8")]
        StructuredDataset(super::StructuredDataset),
        #[prost(message, tag = "9")]
        Union(Box<super::Union>),
    }
}

/// One value, as it travels between tasks.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Literal {
    #[prost(oneof = "literal::Value", tags = "1, 2, 3, 8")]
    pub value: Option<literal::Value>,
    /// Stands for the value in cache keys, where the value itself would say too little.
    #[prost(string, tag = "4")]
    pub hash: String,
    #[prost(btree_map = "string, string", tag = "5")]
    pub metadata: BTreeMap<String, String>,
}

pub mod literal {
    /// The value itself, or where it is stored.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(message, tag = "1")]
        Scalar(Box<super::Scalar>),
        #[prost(message, tag = "2")]
        Collection(super::LiteralCollection),
        #[prost(message, tag = "3")]
        Map(super::LiteralMap),
        #[prost(message, tag = "8")]
        OffloadedMetadata(Box<super::LiteralOffloadedMetadata>),
    }
}

/// Where to find a literal that was too large to travel in place.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LiteralOffloadedMetadata {
    #[prost(string, tag = "1")]
    pub uri: String,
    /// The size of the stored literal.
    #[prost(uint64, tag = "2")]
    pub size_bytes: u64,
    #[prost(message, optional, tag = "3")]
    pub inferred_type: Option<LiteralType>,
}

/// A list of literals, itself a literal.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LiteralCollection {
    #[prost(message, repeated, tag = "1")]
    pub literals: Vec<Literal>,
}

/// Literals by name: the inputs and outputs of a task, or a map that is itself a literal.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LiteralMap {
    #[prost(btree_map = "string, message", tag = "1")]
    pub literals: BTreeMap<String, Literal>,
}

/// A list, item by item bound to what will fill it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BindingDataCollection {
    #[prost(message, repeated, tag = "1")]
    pub bindings: Vec<BindingData>,
}

/// A map, entry by entry bound to what will fill it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BindingDataMap {
    #[prost(btree_map = "string, message", tag = "1")]
    pub bindings: BTreeMap<String, BindingData>,
}

/// The variant of a union an input is bound as.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UnionInfo {
    #[prost(message, optional, tag = "1")]
    pub target_type: Option<LiteralType>,
}

/// Where the value of an input comes from: given in place, or promised by another node.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BindingData {
    #[prost(oneof = "binding_data::Value", tags = "1, 2, 3, 4, 6")]
    pub value: Option<binding_data::Value>,
    #[prost(message, optional, tag = "5")]
    pub union: Option<UnionInfo>,
}

pub mod binding_data {
    /// The source of the value.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(message, tag = "1")]
        Scalar(super::Scalar),
        #[prost(message, tag = "2")]
        Collection(super::BindingDataCollection),
        #[prost(message, tag = "3")]
        Promise(super::OutputReference),
        #[prost(message, tag = "4")]
        Map(super::BindingDataMap),
        #[prost(message, tag = "6")]
        OffloadedMetadata(Box<super::LiteralOffloadedMetadata>),
    }
}

/// An input or output by name, and where its value comes from.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Binding {
    #[prost(string, tag = "1")]
    pub var: String,
    #[prost(message, optional, tag = "2")]
    pub binding: Option<BindingData>,
}

/// One setting, such as an environment variable.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct KeyValuePair {
    #[prost(string, tag = "1")]
    pub key: String,
    #[prost(string, tag = "2")]
    pub value: String,
}

/// How often a failed attempt is made again.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RetryStrategy {
    /// Attempts after the first; at most 10.
    #[prost(uint32, tag = "5")]
    pub retries: u32,
}
