//! The options of `#[task(…)]`, as the macro writes them: all of it is constant data.

use std::time::Duration;

/// Options of a task. Written by `#[task(…)]`; every field is optional there.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskOptions {
    /// `cache = "1"` or `cache(version = "1", serialize, ignore(a, b))`.
    pub cache: Option<Cache>,
    /// `retries = 3`: how often a recoverable failure is tried again.
    pub retries: u32,
    /// `timeout = "10m"`: how long one attempt may take.
    pub timeout: Option<Duration>,
    /// `interruptible` or `interruptible = false`.
    pub interruptible: Option<bool>,
    /// `requests(cpu = "500m", mem = "1Gi")`.
    pub requests: Resources,
    /// `limits(…)`, spelled as `requests`.
    pub limits: Resources,
    /// `env(KEY = "value")`, in the order written.
    pub env: &'static [(&'static str, &'static str)],
    /// `secrets("group/key")` or `secrets(secret(group = "…", key = "…"))`.
    pub secrets: &'static [Secret],
    /// `container_image = "registry/name:tag"`.
    pub container_image: Option<&'static str>,
    /// `deprecated = "use other_task"`.
    pub deprecated: Option<&'static str>,
}

/// `cache(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cache {
    /// The version of the task's results; never blank.
    pub version: &'static str,
    /// One execution computes, others with the same inputs wait for it.
    pub serialize: bool,
    /// Inputs that don't count for the key.
    pub ignore: &'static [&'static str],
}

/// Kubernetes quantities, checked by the macro.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// `cpu = "500m"`.
    pub cpu: Option<&'static str>,
    /// `mem = "1Gi"`.
    pub memory: Option<&'static str>,
    /// `gpu = "1"`.
    pub gpu: Option<&'static str>,
    /// `ephemeral_storage = "10Gi"`.
    pub ephemeral_storage: Option<&'static str>,
}

/// A secret that the task asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The group, where the secret store has groups.
    pub group: Option<&'static str>,
    /// The key.
    pub key: &'static str,
}

impl TaskOptions {
    /// No option given.
    pub const DEFAULT: TaskOptions = TaskOptions {
        cache: None,
        retries: 0,
        timeout: None,
        interruptible: None,
        requests: Resources::NONE,
        limits: Resources::NONE,
        env: &[],
        secrets: &[],
        container_image: None,
        deprecated: None,
    };
}

impl Resources {
    /// Nothing asked for.
    pub const NONE: Resources =
        Resources { cpu: None, memory: None, gpu: None, ephemeral_storage: None };
}
