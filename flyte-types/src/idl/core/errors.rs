//! Errors as a container leaves them for the engine.

use prost_types::Timestamp;

use super::execution_error;

/// Why a container failed and whether it is worth another attempt.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ContainerError {
    #[prost(string, tag = "1")]
    pub code: String,
    #[prost(string, tag = "2")]
    pub message: String,
    #[prost(enumeration = "container_error::Kind", tag = "3")]
    pub kind: i32,
    /// Who is to blame: the task or the platform.
    #[prost(enumeration = "execution_error::ErrorKind", tag = "4")]
    pub origin: i32,
    #[prost(message, optional, tag = "5")]
    pub timestamp: Option<Timestamp>,
    #[prost(string, tag = "6")]
    pub worker: String,
}

pub mod container_error {
    /// Whether another attempt may help.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Kind {
        NonRecoverable = 0,
        Recoverable = 1,
    }
}

/// The document a failed task leaves instead of its outputs.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ErrorDocument {
    #[prost(message, optional, tag = "1")]
    pub error: Option<ContainerError>,
}
