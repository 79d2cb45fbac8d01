//! Literal types: what a variable can hold.

use std::collections::BTreeMap;

use bytes::Bytes;
use prost_types::Struct;

/// The types without parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum SimpleType {
    None = 0,
    Integer = 1,
    Float = 2,
    String = 3,
    Boolean = 4,
    Datetime = 5,
    Duration = 6,
    Binary = 7,
    Error = 8,
    Struct = 9,
}

/// The type of a [`Schema`](super::Schema): its columns in order.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SchemaType {
    #[prost(message, repeated, tag = "3")]
    pub columns: Vec<schema_type::SchemaColumn>,
}

pub mod schema_type {
    /// A named column.
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct SchemaColumn {
        #[prost(string, tag = "1")]
        pub name: String,
        #[prost(enumeration = "schema_column::SchemaColumnType", tag = "2")]
        pub r#type: i32,
    }

    pub mod schema_column {
        /// What a column holds.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration,
        )]
        #[repr(i32)]
        pub enum SchemaColumnType {
            Integer = 0,
            Float = 1,
            String = 2,
            Boolean = 3,
            Datetime = 4,
            Duration = 5,
        }
    }
}

/// The type of a [`StructuredDataset`](super::StructuredDataset): its columns and the format it
/// is stored in.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StructuredDatasetType {
    #[prost(message, repeated, tag = "1")]
    pub columns: Vec<structured_dataset_type::DatasetColumn>,
    /// How the table is stored, such as `parquet`; empty accepts any format.
    #[prost(string, tag = "2")]
    pub format: String,
    /// The kind of schema in `external_schema_bytes`, such as `arrow`.
    #[prost(string, tag = "3")]
    pub external_schema_type: String,
    #[prost(bytes = "bytes", tag = "4")]
    pub external_schema_bytes: Bytes,
}

pub mod structured_dataset_type {
    /// A named column.
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct DatasetColumn {
        #[prost(string, tag = "1")]
        pub name: String,
        #[prost(message, optional, tag = "2")]
        pub literal_type: Option<super::LiteralType>,
    }
}

/// The type of a [`Blob`](super::Blob): its format, and whether it is one file or many.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BlobType {
    #[prost(string, tag = "1")]
    pub format: String,
    #[prost(enumeration = "blob_type::BlobDimensionality", tag = "2")]
    pub dimensionality: i32,
}

pub mod blob_type {
    /// One file or a folder of them.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum BlobDimensionality {
        Single = 0,
        Multipart = 1,
    }
}

/// Strings out of a fixed list.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EnumType {
    #[prost(string, repeated, tag = "1")]
    pub values: Vec<String>,
}

/// A value of any one of several types.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UnionType {
    #[prost(message, repeated, tag = "1")]
    pub variants: Vec<LiteralType>,
}

/// What tells apart two types that look alike: the variants of a union, the fields of a record.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TypeStructure {
    /// The name of the variant this type is in a union.
    #[prost(string, tag = "1")]
    pub tag: String,
    /// The type of each field of a record.
    #[prost(btree_map = "string, message", tag = "2")]
    pub dataclass_type: BTreeMap<String, LiteralType>,
}

/// Free-form remarks of the author on a type.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TypeAnnotation {
    #[prost(message, optional, tag = "1")]
    pub annotations: Option<Struct>,
}

/// The type of a literal.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LiteralType {
    #[prost(oneof = "literal_type::Type", tags = "1, 2, 3, 4, 5, 7, 8, 10")]
    pub r#type: Option<literal_type::Type>,
    /// What the language that wrote the type knows of it, such as a JSON schema.
    #[prost(message, optional, tag = "6")]
    pub metadata: Option<Struct>,
    #[prost(message, optional, tag = "9")]
    pub annotation: Option<TypeAnnotation>,
    /// Part of the type: two types with different structures differ.
    #[prost(message, optional, tag = "11")]
    pub structure: Option<TypeStructure>,
}

pub mod literal_type {
    /// The type itself.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Type {
        #[prost(enumeration = "super::SimpleType", tag = "1")]
        Simple(i32),
        /// Superseded by `structured_dataset_type`.
        #[prost(message, tag = "2")]
        Schema(super::SchemaType),
        #[prost(message, tag = "3")]
        CollectionType(Box<super::LiteralType>),
        #[prost(message, tag = "4")]
        MapValueType(Box<super::LiteralType>),
        #[prost(message, tag = "5")]
        Blob(super::BlobType),
        #[prost(message, tag = "7")]
        EnumType(super::EnumType),
        #[prost(message, tag = "8")]
        StructuredDatasetType(super::StructuredDatasetType),
        #[prost(message, tag = "10")]
        UnionType(super::UnionType),
    }
}

/// An output of another node, or a part of it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OutputReference {
    #[prost(string, tag = "1")]
    pub node_id: String,
    #[prost(string, tag = "2")]
    pub var: String,
    /// The way from the output to the part meant; empty for the whole.
    #[prost(message, repeated, tag = "3")]
    pub attr_path: Vec<PromiseAttribute>,
}

/// One step into a promised value: a field by name or an item by position.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PromiseAttribute {
    #[prost(oneof = "promise_attribute::Value", tags = "1, 2")]
    pub value: Option<promise_attribute::Value>,
}

pub mod promise_attribute {
    /// The step.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Value {
        #[prost(string, tag = "1")]
        StringValue(String),
        #[prost(int32, tag = "2")]
        IntValue(i32),
    }
}

/// A failure at a node, as a value.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Error {
    #[prost(string, tag = "1")]
    pub failed_node_id: String,
    #[prost(string, tag = "2")]
    pub message: String,
}
