//! A parsed uri.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use super::fault::Fault;
use crate::error::{Error, Result, redacted};

/// The kinds of store that a uri can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scheme {
    /// A path of this machine, or `file://`.
    File,
    /// `memory://`: lives as long as its [`Stores`](super::Stores).
    Memory,
    /// `s3://`, `s3a://`, `s3n://`.
    S3,
    /// `gs://`, `gcs://`.
    Gcs,
    /// `abfs://`, `abfss://`, `az://`.
    Azure,
    /// `http://`.
    Http,
    /// `https://`.
    Https,
}

/// Where an object or a directory of objects lies: a uri, or a path of this machine.
///
/// The key is what the uri says, letter by letter: `%20` in an `s3://` uri is three characters of the key, as in
/// Python. Only of `http://` and `https://` is it percent-encoded. A key that climbs (`..`), that has an empty part
/// or a control character is refused. [`Display`](fmt::Display) gives the text back as it came; [`Debug`](fmt::Debug)
/// and all messages leave out user, password and query, where secrets stand.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    text: String,
    scheme: Scheme,
    authority: String,
    key: String,
    query: String,
}

impl Location {
    /// Reads a uri or a local path. A relative path is of the directory this process is in now.
    pub fn parse(text: impl AsRef<str>) -> Result<Location> {
        let text = text.as_ref();
        if text.is_empty() {
            return Err(refuse(text, "it is empty"));
        }
        if text.contains('\0') {
            return Err(refuse(text, "it holds a NUL character"));
        }
        let Some((name, rest)) = scheme_of(text) else { return local(text, Path::new(text)) };
        let scheme = match name.to_ascii_lowercase().as_str() {
            "file" => return file_uri(text, rest),
            "memory" => Scheme::Memory,
            "s3" | "s3a" | "s3n" => Scheme::S3,
            "gs" | "gcs" => Scheme::Gcs,
            "abfs" | "abfss" | "az" | "azure" => Scheme::Azure,
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            other => {
                let known = "file, memory, s3, gs, abfs, az, http and https";
                return Err(refuse(
                    text,
                    format!("no store is known for `{other}://`; known are {known}"),
                ));
            }
        };
        let Some(rest) = rest.strip_prefix("//") else {
            return Err(refuse(text, format!("`{name}:` is not followed by `//`")));
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (authority, path) = match authority.split_once('?') {
            // `https://host?query` has no path
            Some((host, _)) if matches!(scheme, Scheme::Http | Scheme::Https) => {
                (host, &rest[host.len()..])
            }
            _ => (authority, path),
        };
        if authority.is_empty() && scheme != Scheme::Memory {
            let owner =
                if matches!(scheme, Scheme::Http | Scheme::Https) { "host" } else { "bucket" };
            return Err(refuse(text, format!("it names no {owner}")));
        }
        if authority.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err(refuse(text, "its bucket or host holds a blank or control character"));
        }
        let (path, query) = match (scheme, path.split_once('?')) {
            (Scheme::Http | Scheme::Https, Some((path, query))) => (path, query),
            _ => (path, ""),
        };
        let key = path.strip_suffix('/').unwrap_or(path);
        if !key.is_empty() {
            check_key(key).map_err(|problem| refuse(text, problem))?;
        }
        Ok(Location {
            text: text.to_owned(),
            scheme,
            authority: authority.to_owned(),
            key: key.to_owned(),
            query: query.to_owned(),
        })
    }

    /// A path of this machine, as given.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Location> {
        let path = path.as_ref();
        match path.to_str() {
            Some(text) => local(text, path),
            None => Err(Fault::refused(format!("{} is not UTF-8", path.display()))),
        }
    }

    /// The kind of store.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Bucket, container or host; empty for local paths.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The key inside the bucket, without a slash in front or behind; for a local path the whole path.
    pub fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn query(&self) -> &str {
        &self.query
    }

    /// For messages: what follows the question mark may be a signature.
    pub(super) fn without_query(&self) -> &str {
        match self.query.is_empty() {
            true => &self.text,
            false => self.text.split_once('?').map_or(&self.text, |(text, _)| text),
        }
    }

    /// For messages: without user and password, and without a query that may be a signature.
    #[cfg(feature = "dataframe")]
    pub(crate) fn told(&self) -> String {
        if self.query.is_empty() {
            return redacted(&self.text).into_owned();
        }
        format!("{}?…", redacted(self.without_query()))
    }

    /// The uri as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is a path of this machine.
    pub fn is_local(&self) -> bool {
        self.scheme == Scheme::File
    }

    /// The absolute path, if this is one of this machine.
    pub fn local_path(&self) -> Option<&Path> {
        self.is_local().then(|| Path::new(&self.key))
    }

    /// The last part of the key: the name of the file.
    pub fn base_name(&self) -> Option<&str> {
        let name = match self.is_local() {
            true => Path::new(&self.key).file_name()?.to_str()?,
            false => self.key.rsplit('/').next()?,
        };
        (!name.is_empty()).then_some(name)
    }

    /// What lies below, at `relative`, which must stay below: no `..`, no leading slash, no empty part.
    pub fn join(&self, relative: &str) -> Result<Location> {
        check_key(relative).map_err(|problem| refuse(relative, problem))?;
        let below = |base: &str| match base {
            "" => relative.to_owned(),
            base => format!("{}/{relative}", base.trim_end_matches('/')),
        };
        let (base, query) = match self.query.is_empty() {
            true => (self.text.as_str(), ""),
            false => self.text.split_once('?').unwrap_or((&self.text, "")),
        };
        let mut text = below(base);
        if !query.is_empty() {
            text = format!("{text}?{query}");
        }
        Ok(Location { text, key: below(&self.key), ..self.clone() })
    }

    /// The key of a client: without the slash in front that local paths have.
    pub(super) fn store_key(&self) -> String {
        let key = if cfg!(windows) { self.key.replace('\\', "/") } else { self.key.clone() };
        key.trim_start_matches('/').to_owned()
    }
}

/// What stands before a uri's colon. One letter is a drive of Windows.
fn scheme_of(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(':')?;
    let valid = name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let known = ["file", "memory", "s3", "s3a", "gs", "abfs", "abfss", "az", "http", "https"];
    (valid && (rest.starts_with("//") || known.contains(&name))).then_some((name, rest))
}

fn file_uri(text: &str, rest: &str) -> Result<Location> {
    let path = match rest.strip_prefix("//") {
        Some(rest) => match rest.strip_prefix("localhost") {
            Some(path) if path.starts_with('/') => path,
            _ => rest,
        },
        None => rest,
    };
    // `file:///C:/data` is `C:/data`
    let drive = |path: &str| path.as_bytes().get(2) == Some(&b':');
    let path = if cfg!(windows) && drive(path) { &path[1..] } else { path };
    if !Path::new(path).is_absolute() {
        return Err(refuse(text, "a `file://` uri names a whole path, as in `file:///data/x.csv`"));
    }
    if Path::new(path).components().any(|part| part == Component::ParentDir) {
        return Err(refuse(text, "a part of it is `..`"));
    }
    local(text, Path::new(path))
}

fn local(text: &str, path: &Path) -> Result<Location> {
    let absolute = absolute(path).map_err(|error| refuse(text, error))?;
    let Some(key) = absolute.to_str() else { return Err(refuse(text, "its path is not UTF-8")) };
    if key.contains(|c: char| c.is_ascii_control()) {
        return Err(refuse(text, "it holds a control character"));
    }
    Ok(Location {
        text: text.to_owned(),
        scheme: Scheme::File,
        authority: String::new(),
        key: key.to_owned(),
        query: String::new(),
    })
}

/// The path from the root on, without `.` and `..`. A `..` is looked up: behind a link it is not what it seems.
fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    if path.as_os_str().is_empty() {
        return Err(std::io::Error::other("it is empty"));
    }
    let whole = std::path::absolute(path)?;
    if whole.components().all(|part| part != Component::ParentDir) {
        // and without a slash at its end
        return Ok(whole.components().collect());
    }
    match (whole.canonicalize(), whole.parent(), whole.file_name()) {
        (Ok(whole), _, _) => Ok(whole),
        (Err(_), Some(parent), Some(name)) => Ok(parent.canonicalize()?.join(name)),
        (Err(error), _, _) => Err(error),
    }
}

/// What is wrong with a key or a relative name, if anything is.
pub(super) fn check_key(key: &str) -> Result<(), String> {
    if key.is_empty() {
        return Err("it is empty".into());
    }
    if key.starts_with('/') {
        return Err("it starts with `/`".into());
    }
    if let Some(bad) = key.chars().find(char::is_ascii_control) {
        return Err(match bad {
            '\0' => "it holds a NUL character".into(),
            bad => format!("it holds the control character {bad:?}"),
        });
    }
    for part in key.split('/') {
        match part {
            "" => return Err("it has an empty part, `//`".into()),
            "." | ".." => return Err(format!("a part of it is `{part}`")),
            _ => {}
        }
    }
    Ok(())
}

fn refuse(text: &str, problem: impl fmt::Display) -> Error {
    Fault::refused(format!("`{}` can't be used as a location: {problem}", text.escape_debug()))
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&redacted(&self.text), f)
    }
}

impl FromStr for Location {
    type Err = Error;

    fn from_str(text: &str) -> Result<Location> {
        Location::parse(text)
    }
}
