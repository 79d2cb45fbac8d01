//! The raw output prefix: where a run's files go.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::path::Path;

use super::fault::Fault;
use super::location::Location;
use crate::error::Result;

/// Where the files, directories and tables of a run are written, each under a fresh name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPrefix(Location);

impl RawPrefix {
    /// Below this location. A web server and a single object are no place for output.
    pub fn new(base: Location) -> Result<RawPrefix> {
        use super::Scheme::{Http, Https};
        if matches!(base.scheme(), Http | Https) {
            return Err(Fault::refused(format!(
                "`{base}` can't hold output: a web server only gives files out"
            )));
        }
        Ok(RawPrefix(base))
    }

    /// From a command's argument. An older engine leaves the placeholder as it is, and `""` stands for nothing.
    pub fn from_argument(text: &str) -> Result<Option<RawPrefix>> {
        let text = text.trim();
        let placeholder = text.starts_with("{{") && text.ends_with("}}");
        if text.is_empty() || text == "\"\"" || placeholder {
            return Ok(None);
        }
        if text.starts_with("~/") {
            return Err(Fault::refused(format!(
                "`{text}` is no path: `~` is put in by a shell, and only before a word; write $HOME"
            )));
        }
        RawPrefix::new(Location::parse(text)?).map(Some)
    }

    /// The prefix itself.
    pub fn location(&self) -> &Location {
        &self.0
    }

    /// Whether files can be written below it, as far as this machine knows: a local path may not lead to a file.
    pub fn check(&self) -> Result<()> {
        let there = self.0.local_path().into_iter().flat_map(Path::ancestors);
        match there.map(|path| (path, path.symlink_metadata())).find(|(_, meta)| meta.is_ok()) {
            Some((path, _)) if !path.is_dir() => Err(Fault::refused(format!(
                "`{}` can't hold output: {} is not a directory",
                self.0,
                path.display()
            ))),
            _ => Ok(()),
        }
    }

    /// The prefix of one run, or of anything else that has a name.
    pub fn below(&self, name: &str) -> Result<RawPrefix> {
        self.0.join(name).map(RawPrefix)
    }

    /// `{prefix}/{32 hex digits}`: a directory that nothing else is written to.
    pub fn directory(&self) -> Result<Location> {
        self.0.join(&fresh())
    }

    /// `{prefix}/{32 hex digits}/{name}`: a file that nothing else is written to.
    pub fn file(&self, name: &str) -> Result<Location> {
        if name.contains('/') {
            return Err(Fault::refused(format!("`{name}` is a path, not the name of a file")));
        }
        self.directory()?.join(name)
    }
}

/// 128 random bits in hex. Every state is seeded by the system; the counter and the clock keep two apart in any case.
fn fresh() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let salt =
        (COUNT.fetch_add(1, Ordering::Relaxed), std::process::id(), std::time::SystemTime::now());
    let half = || RandomState::new().hash_one(salt);
    format!("{:016x}{:016x}", half(), half())
}
