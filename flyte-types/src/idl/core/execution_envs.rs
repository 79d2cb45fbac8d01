//! Execution environments: machines kept ready for tasks to share.

use prost_types::Struct;

/// An environment that tasks are run in, existing already or to be made.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecutionEnv {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub r#type: String,
    #[prost(oneof = "execution_env::Environment", tags = "3, 4")]
    pub environment: Option<execution_env::Environment>,
    #[prost(string, tag = "5")]
    pub version: String,
}

pub mod execution_env {
    /// The environment itself.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Environment {
        /// It exists.
        #[prost(message, tag = "3")]
        Extant(super::Struct),
        /// It is made when first needed.
        #[prost(message, tag = "4")]
        Spec(super::Struct),
    }
}

/// The environment the named nodes are run in.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ExecutionEnvAssignment {
    #[prost(string, repeated, tag = "1")]
    pub node_ids: Vec<String>,
    #[prost(string, tag = "2")]
    pub task_type: String,
    #[prost(message, optional, tag = "3")]
    pub execution_env: Option<ExecutionEnv>,
}
