//! Interfaces: the inputs and outputs of tasks, workflows and launch plans.

use std::collections::BTreeMap;

use super::{ArtifactId, ArtifactQuery, ArtifactTag, Literal, LiteralType};

/// A typed, described slot for a value.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Variable {
    #[prost(message, optional, tag = "1")]
    pub r#type: Option<LiteralType>,
    #[prost(string, tag = "2")]
    pub description: String,
    /// The artifact this output becomes, in so far as it is known in advance.
    #[prost(message, optional, tag = "3")]
    pub artifact_partial_id: Option<ArtifactId>,
    #[prost(message, optional, tag = "4")]
    pub artifact_tag: Option<ArtifactTag>,
}

/// Variables by name.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct VariableMap {
    #[prost(btree_map = "string, message", tag = "1")]
    pub variables: BTreeMap<String, Variable>,
}

/// What goes in and what comes out.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TypedInterface {
    #[prost(message, optional, tag = "1")]
    pub inputs: Option<VariableMap>,
    #[prost(message, optional, tag = "2")]
    pub outputs: Option<VariableMap>,
}

/// An input of a launch plan and what happens if it is not given.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Parameter {
    #[prost(message, optional, tag = "1")]
    pub var: Option<Variable>,
    #[prost(oneof = "parameter::Behavior", tags = "2, 3, 4, 5")]
    pub behavior: Option<parameter::Behavior>,
}

pub mod parameter {
    /// What happens if no value is given.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Behavior {
        /// This value is taken.
        #[prost(message, tag = "2")]
        Default(super::Literal),
        /// A value must be given.
        #[prost(bool, tag = "3")]
        Required(bool),
        /// The artifact that answers the query is taken.
        #[prost(message, tag = "4")]
        ArtifactQuery(super::ArtifactQuery),
        #[prost(message, tag = "5")]
        ArtifactId(super::ArtifactId),
    }
}

/// Parameters by name.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ParameterMap {
    #[prost(btree_map = "string, message", tag = "1")]
    pub parameters: BTreeMap<String, Parameter>,
}
