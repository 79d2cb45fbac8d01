//! Descriptions of registered entities, for people to read.

use crate::idl::core::Identifier;

/// How a description is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum DescriptionFormat {
    Unknown = 0,
    Markdown = 1,
    Html = 2,
    Rst = 3,
}

/// Everything that is said about an entity.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DescriptionEntity {
    #[prost(message, optional, tag = "1")]
    pub id: Option<Identifier>,
    #[prost(string, tag = "2")]
    pub short_description: String,
    #[prost(message, optional, tag = "3")]
    pub long_description: Option<Description>,
    #[prost(message, optional, tag = "4")]
    pub source_code: Option<SourceCode>,
    #[prost(string, repeated, tag = "5")]
    pub tags: Vec<String>,
}

/// A longer text, in place or stored elsewhere.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Description {
    #[prost(oneof = "description::Content", tags = "1, 2")]
    pub content: Option<description::Content>,
    #[prost(enumeration = "DescriptionFormat", tag = "3")]
    pub format: i32,
    #[prost(string, tag = "4")]
    pub icon_link: String,
}

pub mod description {
    /// The text, or where it is.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Content {
        /// At most 4 KB.
        #[prost(string, tag = "1")]
        Value(String),
        #[prost(string, tag = "2")]
        Uri(String),
    }
}

/// Where the source code of an entity is found.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SourceCode {
    #[prost(string, tag = "1")]
    pub link: String,
}
