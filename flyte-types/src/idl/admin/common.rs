//! What several of the specs contain.

use std::collections::BTreeMap;

use crate::idl::core::{KeyValuePair, workflow_execution};

/// A notification sent by e-mail.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EmailNotification {
    #[prost(string, repeated, tag = "1")]
    pub recipients_email: Vec<String>,
    #[prost(string, tag = "2")]
    pub template: String,
}

/// A notification sent through PagerDuty.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PagerDutyNotification {
    #[prost(string, repeated, tag = "1")]
    pub recipients_email: Vec<String>,
    #[prost(string, tag = "2")]
    pub template: String,
}

/// A notification sent through Slack.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SlackNotification {
    #[prost(string, repeated, tag = "1")]
    pub recipients_email: Vec<String>,
    #[prost(string, tag = "2")]
    pub template: String,
}

/// Whom to tell when an execution has reached one of the phases.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Notification {
    #[prost(enumeration = "workflow_execution::Phase", repeated, tag = "1")]
    pub phases: Vec<i32>,
    #[prost(oneof = "notification::Type", tags = "2, 3, 4")]
    pub r#type: Option<notification::Type>,
}

pub mod notification {
    /// The way the notification takes.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Type {
        #[prost(message, tag = "2")]
        Email(super::EmailNotification),
        #[prost(message, tag = "3")]
        PagerDuty(super::PagerDutyNotification),
        #[prost(message, tag = "4")]
        Slack(super::SlackNotification),
    }
}

/// Labels of the Kubernetes objects of an execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Labels {
    #[prost(btree_map = "string, string", tag = "1")]
    pub values: BTreeMap<String, String>,
}

/// Annotations of the Kubernetes objects of an execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Annotations {
    #[prost(btree_map = "string, string", tag = "1")]
    pub values: BTreeMap<String, String>,
}

/// Environment variables of all tasks of an execution.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Envs {
    #[prost(message, repeated, tag = "1")]
    pub values: Vec<KeyValuePair>,
}

/// Whom an execution runs as, before there was a security context.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AuthRole {
    #[prost(string, tag = "1")]
    pub assumable_iam_role: String,
    #[prost(string, tag = "2")]
    pub kubernetes_service_account: String,
}

/// Where files and datasets are stored.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RawOutputDataConfig {
    #[prost(string, tag = "1")]
    pub output_location_prefix: String,
}

/// The clusters an execution may go to.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ClusterAssignment {
    #[prost(string, tag = "3")]
    pub cluster_pool_name: String,
}
