//! Settings are checked where they are read, and what is wrong with one is told with its variable's name.

use std::str::FromStr;

use reqwest::Url;

use crate::error::{Error, Result, redacted};
use crate::storage::fault::Fault;
use crate::storage::settings::{Setting, Settings};

/// A number that a variable gives.
pub(super) fn number<T: FromStr>(settings: &Settings, name: &str, what: &str) -> Result<Option<T>> {
    let Some(setting) = settings.find(&[name]) else { return Ok(None) };
    let finite = setting.value.parse::<f64>().is_ok_and(|n| n.is_finite() && n >= 0.0);
    match setting.value.parse().ok().filter(|_| finite) {
        Some(number) => Ok(Some(number)),
        None => Err(Fault::refused(format!("{name} is `{}`, not {what}", setting.value))),
    }
}

/// Whether the first of these variables that is set says yes.
#[cfg_attr(not(any(feature = "s3", feature = "azure")), allow(dead_code))]
pub(super) fn flag(settings: &Settings, names: &[&str]) -> Result<Option<bool>> {
    let Some(setting) = settings.find(names) else { return Ok(None) };
    match setting.value.to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" | "y" => Ok(Some(true)),
        "false" | "0" | "off" | "no" | "n" => Ok(Some(false)),
        other => {
            Err(Fault::refused(format!("{} is `{other}`, not `true` or `false`", setting.from)))
        }
    }
}

/// The address of a server in a variable.
#[cfg_attr(not(any(feature = "s3", feature = "gcs", feature = "azure")), allow(dead_code))]
pub(super) fn endpoint(setting: Setting<'_>) -> Result<()> {
    url(setting.value).map_err(|problem| {
        // what is no address may hold a password where none is expected
        let value = match setting.value.contains("://") {
            true => redacted(setting.value).into_owned(),
            false => setting.value.rsplit('@').next().unwrap_or_default().to_owned(),
        };
        Fault::refused(format!("{} is `{value}`: {problem}", setting.from))
    })
}

/// What is wrong with the address of a server, if anything is.
pub(super) fn url(text: &str) -> Result<(), String> {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), Some("http" | "https")) {
        return Err("it must start with `http://` or `https://`".into());
    }
    if let Some(bad) = text.chars().find(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
        return Err(format!("it holds {bad:?}"));
    }
    let authority = text.split_once("://").map_or("", |(_, rest)| rest);
    if authority.is_empty() || authority.starts_with(['/', '?', '#', ':']) {
        return Err("it names no host".into());
    }
    match Url::parse(text) {
        Err(error) => Err(error.to_string()),
        Ok(url) if url.port() == Some(0) => Err("0 is no port of a server".into()),
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            Err("a server's address has no `?` and no `#`".into())
        }
        Ok(_) => Ok(()),
    }
}

/// What goes into the head of a request: no blank, no control character, nothing beyond ASCII.
#[cfg_attr(not(any(feature = "s3", feature = "gcs", feature = "azure")), allow(dead_code))]
pub(super) fn plain(setting: Setting<'_>) -> Result<()> {
    match setting.value.chars().all(|c| c.is_ascii_graphic()) {
        true => Ok(()),
        // it may be a secret, and is not told
        false => Err(Fault::refused(format!(
            "{} holds a blank, a control character or one beyond ASCII: it can't be sent to a store",
            setting.from
        ))),
    }
}

/// The name of a bucket or container, as every store wants it.
#[cfg_attr(not(any(feature = "s3", feature = "gcs", feature = "azure")), allow(dead_code))]
pub(super) fn bucket(name: &str, location: &crate::storage::Location) -> Result<()> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._$".contains(c);
    match !name.is_empty() && name.chars().all(fits) {
        true => Ok(()),
        false => Err(Fault::refused(format!(
            "`{location}` can't be opened: no bucket or container has such a name"
        ))),
    }
}

/// The variable without which a client can be made, where one is to blame.
#[cfg_attr(not(any(feature = "s3", feature = "gcs", feature = "azure")), allow(dead_code))]
pub(super) fn culprit<'a>(
    mut variables: impl Iterator<Item = (&'a str, &'a str)>,
    opens: impl Fn(&str, &str) -> Result<(), object_store::Error>,
) -> Option<Error> {
    variables.find_map(|(name, value)| {
        let error = opens(name, value).err()?;
        // the client repeats the value, which may be a secret
        let words = crate::storage::fault::words(&error).replace(value, "…");
        Some(Fault::refused(format!("{name} can't be used: {words}")))
    })
}
