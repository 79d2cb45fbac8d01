//! `.with(…)`: other settings for one call.

use std::time::Duration;

use super::node::Overrides;

/// Settings of one call that replace those of its task: `heavy(a).with(With::new().cpu("2").retries(5))`.
#[derive(Clone, Debug, Default)]
pub struct With(pub(super) Overrides);

macro_rules! text_settings {
    ($($(#[$doc:meta])* $method:ident -> $field:ident;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $method(mut self, value: impl Into<String>) -> Self {
            self.0.$field = Some(value.into());
            self
        }
    )+};
}

impl With {
    /// Nothing changed yet.
    pub fn new() -> Self {
        With::default()
    }

    text_settings! {
        /// The node's name in the console and in messages.
        name -> name;
        /// The cpu request, a Kubernetes quantity: `"2"`, `"500m"`.
        cpu -> cpu;
        /// The memory request, a Kubernetes quantity: `"4Gi"`.
        mem -> memory;
        /// The number of GPUs.
        gpu -> gpu;
        /// The request for scratch space, a Kubernetes quantity.
        ephemeral_storage -> ephemeral_storage;
        /// The image.
        container_image -> container_image;
    }

    /// How often a recoverable failure is tried again.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.0.retries = Some(retries);
        self
    }

    /// How long one attempt may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    /// Whether the call may run on machines that can be taken away.
    #[must_use]
    pub fn interruptible(mut self, interruptible: bool) -> Self {
        self.0.interruptible = Some(interruptible);
        self
    }

    /// Takes over what `newer` sets.
    pub(super) fn merge(&mut self, newer: With) {
        self.0.merge(newer.0);
    }

    /// The settings given, by name, without the node's name: for the words of a refusal.
    pub(super) fn acting(&self) -> Vec<&'static str> {
        let Overrides {
            name: _,
            retries,
            timeout,
            interruptible,
            cpu,
            memory,
            gpu,
            ephemeral_storage,
            container_image,
        } = &self.0;
        [
            ("retries", retries.is_some()),
            ("timeout", timeout.is_some()),
            ("interruptible", interruptible.is_some()),
            ("cpu", cpu.is_some()),
            ("mem", memory.is_some()),
            ("gpu", gpu.is_some()),
            ("ephemeral_storage", ephemeral_storage.is_some()),
            ("container_image", container_image.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect()
    }

    /// A quantity that Kubernetes would not read, with its setting.
    pub(super) fn bad_quantity(&self) -> Option<(&'static str, &str)> {
        let settings = &self.0;
        [
            ("cpu", &settings.cpu),
            ("mem", &settings.memory),
            ("gpu", &settings.gpu),
            ("ephemeral_storage", &settings.ephemeral_storage),
        ]
        .into_iter()
        .find_map(|(name, value)| {
            value.as_deref().filter(|value| !is_quantity(value)).map(|value| (name, value))
        })
    }
}

/// A number with an optional suffix, as Kubernetes reads a quantity; never negative here.
fn is_quantity(text: &str) -> bool {
    const SUFFIXES: [&str; 15] =
        ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi"];
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let digits = number.chars().any(|c| c.is_ascii_digit());
    digits && number.matches('.').count() <= 1 && (SUFFIXES.contains(&suffix) || suffix == "Ei")
}
