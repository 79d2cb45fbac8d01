//! Endpoints, keys and patience: which variable says what.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// How stores are reached, as the environment says it.
///
/// For S3 Flyte's own names come first, `FLYTE_AWS_ENDPOINT`, `FLYTE_AWS_ACCESS_KEY_ID`,
/// `FLYTE_AWS_SECRET_ACCESS_KEY`, `FLYTE_AWS_ADDRESSING_STYLE`, `FLYTE_AWS_RETRIES`, `FLYTE_AWS_BACKOFF_SECONDS`,
/// then every `AWS_*` that Amazon's tools know; `AWS_UNSIGNED_PAYLOAD` says whether uploads go without a hash in their
/// signature, which they do over TLS if it isn't set, and `AWS_CA_BUNDLE` names a file with the certificates (PEM) of
/// the authorities that are trusted, and no others. For Azure `FLYTE_AZURE_STORAGE_ACCOUNT_NAME`,
/// `FLYTE_AZURE_STORAGE_ACCOUNT_KEY`, `FLYTE_AZURE_TENANT_ID`, `FLYTE_AZURE_CLIENT_ID`, `FLYTE_AZURE_CLIENT_SECRET`
/// (with `STORAGE_` in the last three too), then `AZURE_*`, and then what `AZURE_STORAGE_CONNECTION_STRING` says of
/// the account, its endpoint and what opens it. A single variable replaces the same part of the connection string, and
/// one that opens an account (a key, a signature, a token, a client) replaces both its key and its signature; a
/// connection string of another account than the location or a single variable names is refused. For Google `GOOGLE_*` and `STORAGE_EMULATOR_HOST`, else
/// the machine's own identity.
///
/// `FLYTE_TRANSFER_MEMORY_MIB` says how much memory all transfers of the process take (40).
///
/// A setting is checked when it is read, which is when a store is first opened; one that can't be used is an error with
/// the variable's name, never ignored.
///
/// Servers with a certificate of an authority that this machine trusts are trusted, whatever the store. On Linux that
/// is what `SSL_CERT_FILE` and `SSL_CERT_DIR` name, if they are set; on a machine without any, Mozilla's list.
#[derive(Clone, Default)]
pub struct Settings {
    values: BTreeMap<String, String>,
    deadline: Option<Duration>,
    silence: Option<Duration>,
}

/// A value and the variable that gave it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Setting<'a> {
    /// What it says.
    pub value: &'a str,
    /// The variable's name.
    pub from: &'a str,
}

const PREFIXES: [&str; 8] = [
    "FLYTE_AWS_",
    "AWS_",
    "FLYTE_AZURE_",
    "AZURE_",
    "GOOGLE_",
    "FLYTE_GCP_",
    "STORAGE_EMULATOR_HOST",
    "FLYTE_TRANSFER_MEMORY_MIB",
];

impl Settings {
    /// From this process's environment.
    pub fn from_env() -> Settings {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            // a value that is no text is found wanting where it is read
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        };
        Settings::from_variables(std::env::vars_os().filter_map(text))
    }

    /// From these variables alone. Empty ones count as absent, as do those that no store knows.
    pub fn from_variables<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Settings
    where
        N: Into<String>,
        V: Into<String>,
    {
        let known = |name: &str| PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let values = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .filter(|(name, value)| known(name) && !value.trim().is_empty())
            .collect();
        Settings { values, deadline: None, silence: None }
    }

    /// How long a request is tried again, and how long a transfer may go without a byte. 20 seconds if not said.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Settings {
        self.deadline = Some(deadline);
        self
    }

    /// How long nothing may move between here and a server before a request counts as lost. As long as the deadline
    /// if not said.
    #[must_use]
    pub fn silence(mut self, silence: Duration) -> Settings {
        self.silence = Some(silence);
        self
    }

    /// The first of these variables that is set.
    pub fn find(&self, names: &[&str]) -> Option<Setting<'_>> {
        names.iter().find_map(|name| {
            let (from, value) = self.values.get_key_value(*name)?;
            Some(Setting { value: value.trim(), from })
        })
    }

    /// Every variable that starts with `prefix`, with its value.
    #[cfg_attr(not(any(feature = "s3", feature = "gcs", feature = "azure")), allow(dead_code))]
    pub(super) fn starting<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let from = self.values.range(prefix.to_owned()..);
        from.take_while(move |(name, _)| name.starts_with(prefix))
            .map(|(name, value)| (name.as_str(), value.trim()))
    }

    pub(super) fn how_long(&self) -> Duration {
        self.deadline.unwrap_or(Duration::from_secs(20))
    }

    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(super) fn how_silent(&self) -> Duration {
        self.silence.unwrap_or_else(|| self.how_long())
    }
}

/// Names alone: values may be secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("variables", &self.values.keys().collect::<Vec<_>>())
            .field("deadline", &self.how_long())
            .finish_non_exhaustive()
    }
}

/// The name alone: the value may be a secret.
impl fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("from", &self.from).finish_non_exhaustive()
    }
}
