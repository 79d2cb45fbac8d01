//! Security: whom a task runs as and the secrets it may see.

/// A secret a task asks for; the platform mounts it before the task starts.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Secret {
    /// The secret, in the secret manager; `key` is one entry of it.
    #[prost(string, tag = "1")]
    pub group: String,
    #[prost(string, tag = "2")]
    pub group_version: String,
    #[prost(string, tag = "3")]
    pub key: String,
    #[prost(enumeration = "secret::MountType", tag = "4")]
    pub mount_requirement: i32,
    /// The environment variable to mount the secret as, where the default name will not do.
    #[prost(string, tag = "5")]
    pub env_var: String,
}

pub mod secret {
    /// The form in which a secret reaches the task.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum MountType {
        /// As the platform prefers.
        Any = 0,
        EnvVar = 1,
        File = 2,
    }
}

/// A registered OAuth2 client and where its secret is found.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OAuth2Client {
    #[prost(string, tag = "1")]
    pub client_id: String,
    #[prost(message, optional, tag = "2")]
    pub client_secret: Option<Secret>,
}

/// Whom a task runs as.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Identity {
    #[prost(string, tag = "1")]
    pub iam_role: String,
    #[prost(string, tag = "2")]
    pub k8s_service_account: String,
    #[prost(message, optional, tag = "3")]
    pub oauth2_client: Option<OAuth2Client>,
    #[prost(string, tag = "4")]
    pub execution_identity: String,
}

/// A token to be obtained before the task starts.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OAuth2TokenRequest {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(enumeration = "o_auth2_token_request::Type", tag = "2")]
    pub r#type: i32,
    #[prost(message, optional, tag = "3")]
    pub client: Option<OAuth2Client>,
    #[prost(string, tag = "4")]
    pub idp_discovery_endpoint: String,
    #[prost(string, tag = "5")]
    pub token_endpoint: String,
}

pub mod o_auth2_token_request {
    /// The OAuth2 grant a token is obtained by.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Type {
        ClientCredentials = 0,
    }
}

/// Everything about security that is asked for a task, workflow or launch plan.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SecurityContext {
    #[prost(message, optional, tag = "1")]
    pub run_as: Option<Identity>,
    #[prost(message, repeated, tag = "2")]
    pub secrets: Vec<Secret>,
    #[prost(message, repeated, tag = "3")]
    pub tokens: Vec<OAuth2TokenRequest>,
}
