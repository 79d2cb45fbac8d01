//! What files and directories have in common: where the bytes are, and how they get into a store.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use tokio::sync::OnceCell;

use super::context::Context;
use super::dataset::Table;
use super::fetch::fetch;
use super::fingerprint::{self, Fingerprints};
use super::hash::{self, Content, Tree};
use super::made::Made;
use super::recalled::Recalled;
use crate::error::{Error, Result, redacted};
use crate::storage::{Location, Moved, RawPrefix, Stores, Transfer, wait};

/// So many files of a directory travel at a time.
pub(super) const AT_ONCE: usize = 16;

/// Where the bytes are.
#[derive(Clone, PartialEq)]
pub(super) enum Source {
    /// At a uri, kept letter by letter. Nothing has to be done.
    Stored(String),
    /// On this machine, at an absolute path.
    Local(PathBuf),
    /// In memory, for a file of this name.
    Held(String, Bytes),
    /// A table that is in memory.
    Table(Table),
    /// A value that writes itself.
    Made(Made),
}

/// A file or a directory.
#[derive(Clone)]
pub(super) struct Reference {
    pub(super) source: Source,
    pub(super) directory: bool,
    /// Whether it is a table, which may be a directory or one file.
    pub(super) table: bool,
    pub(super) metadata: BTreeMap<String, String>,
    /// What stands for it in cache keys, as it was read.
    pub(super) hash: Option<String>,
    /// The hash of what was written to a store.
    content: OnceLock<Content>,
    stores: Option<Stores>,
    /// Of the run that it came in.
    fingerprints: Option<Fingerprints>,
    /// What a cache gave to that run.
    pub(super) recalled: Option<Recalled>,
    /// The uri under which it was handed over.
    handed: OnceCell<String>,
}

/// What clones of a file share, so that it is handed over once.
#[derive(Clone)]
pub(super) struct Shared(pub(super) Arc<Reference>);

impl Reference {
    pub(super) fn share(source: Source, directory: bool) -> Shared {
        let context = Context::current();
        Shared(Arc::new(Reference {
            source,
            directory,
            table: false,
            metadata: BTreeMap::new(),
            hash: None,
            content: OnceLock::new(),
            stores: context.stores,
            fingerprints: context.fingerprints,
            recalled: context.recalled,
            handed: OnceCell::new(),
        }))
    }

    /// Of what was just written to a location. From now on it belongs to all tasks.
    pub(super) fn written(to: &Location, directory: bool, content: Option<Content>) -> Shared {
        fingerprint::seal(to);
        let shared = Reference::share(Source::Stored(to.to_string()), directory);
        shared.0.saw(content);
        shared
    }

    /// Of a local path. Whether anything is there shows when it is used.
    pub(super) fn at(path: &Path, directory: bool) -> Result<Shared> {
        let location = Location::from_path(path)?;
        let path = location.local_path().unwrap_or(path).to_owned();
        Ok(Reference::share(Source::Local(path), directory))
    }

    /// Of a uri. A local one is a local path.
    pub(super) fn of(uri: String, directory: bool) -> Result<Shared> {
        let location = Location::parse(&uri)?;
        Ok(match location.local_path() {
            Some(path) => Reference::share(Source::Local(path.to_owned()), directory),
            None => Reference::share(Source::Stored(uri), directory),
        })
    }

    pub(super) fn stores(&self) -> &Stores {
        self.stores.as_ref().unwrap_or_else(|| Stores::shared())
    }

    /// What a reference into this directory goes by.
    pub(super) fn context(&self) -> Context {
        let mut context = Context::reading(self.stores.clone());
        context.fingerprints.clone_from(&self.fingerprints);
        context.after(self.recalled.clone())
    }

    /// The uri as it is known now; none if the bytes are in memory only.
    pub(super) fn uri(&self) -> Option<&str> {
        match (self.handed.get(), &self.source) {
            (Some(uri), _) | (None, Source::Stored(uri)) => Some(uri),
            (None, Source::Local(path)) => path.to_str(),
            (None, Source::Held(..) | Source::Made(_) | Source::Table(_)) => None,
        }
    }

    /// What stands for it in cache keys: what came with it, or else what was seen of its content.
    pub(super) fn hash(&self) -> Option<String> {
        let seen = || self.content.get().map(|content| hash::text(self, content));
        self.hash.clone().or_else(seen)
    }

    fn saw(&self, content: Option<Content>) {
        if let Some(content) = content {
            // Clones that are stored at the same time see the same.
            let _ = self.content.set(content);
        }
    }

    /// The uri, after bytes in memory were stored.
    pub(super) fn blocking_uri(&self) -> Result<&str> {
        match self.uri() {
            Some(uri) => Ok(uri),
            None => wait(self.store(&Context::current())),
        }
    }

    /// Where to read it: on this machine, if it is here. What was handed over must be unchanged, and so must be what a
    /// cache gave.
    pub(super) async fn location(&self) -> Result<Location> {
        let location = self.place().await?;
        if let (Source::Stored(uri), Some(recalled)) = (&self.source, &self.recalled)
            && !hash::is_here(&location)
        {
            recalled.verify(uri).await?;
        }
        Ok(location)
    }

    /// Where to read all of it: the reader compares what it has read ([`Reference::compare`]).
    pub(super) async fn location_of_all(&self) -> Result<Location> {
        if self.is_comparable() { self.place().await } else { self.location().await }
    }

    async fn place(&self) -> Result<Location> {
        match &self.source {
            Source::Stored(uri) => {
                let location = Location::parse(uri)?;
                if let (Some(known), Some(path)) = (&self.fingerprints, location.local_path()) {
                    known.check(path).await?;
                }
                Ok(location)
            }
            Source::Local(path) => Location::from_path(path),
            Source::Held(..) | Source::Made(_) | Source::Table(_) => {
                Location::parse(self.store(&Context::current()).await?)
            }
        }
    }

    /// Sees to it that others can read it, and gives its uri. What is stored already is left alone; a local path
    /// stays where it is if the run has no prefix.
    pub(super) async fn store(&self, context: &Context) -> Result<&str> {
        let uri = self.handed.get_or_try_init(|| async {
            match (&self.source, &context.prefix) {
                (Source::Stored(uri), _) => Ok(uri.clone()),
                (Source::Local(path), None) => {
                    self.check(path)?;
                    let uri = path.to_str().map(str::to_owned).ok_or_else(|| no_text(path))?;
                    if let Some(known) = &context.fingerprints {
                        known.hand_over(path).await?;
                    }
                    Ok(uri)
                }
                (Source::Local(path), Some(prefix)) => {
                    self.check(path)?;
                    let (to, content) = if self.directory && !(self.table && path.is_file()) {
                        upload_directory(context, path, prefix).await?
                    } else {
                        upload_file(context, path, prefix).await?
                    };
                    self.saw(content);
                    Ok(stored(&to))
                }
                (Source::Held(name, bytes), _) => {
                    let to = context.output()?.file(name)?;
                    context.stores().write(&to, bytes.clone()).await?;
                    if context.hashes(&to) {
                        self.saw(Some(*blake3::hash(bytes).as_bytes()));
                    }
                    Ok(stored(&to))
                }
                (Source::Table(table), _) => {
                    let to = context.output()?.directory()?;
                    let written = table.0.write(context, &to).await?;
                    self.saw(context.hashes(&to).then(|| written.content()).flatten());
                    Ok(stored(&to))
                }
                (Source::Made(made), _) => {
                    let to = context.output()?.file(&made.name())?;
                    self.saw(made.write(context, &to).await?);
                    Ok(stored(&to))
                }
            }
        });
        uri.await.map(String::as_str)
    }

    /// Copies it to a path of this machine, where it belongs to whoever asked for it. A file keeps its name where the
    /// path is that of a folder.
    pub(super) async fn copy_to(&self, to: &Path) -> Result<PathBuf> {
        if let Source::Held(name, bytes) = &self.source {
            let to = if to.is_dir() { to.join(name) } else { to.to_owned() };
            self.stores().write(&Location::from_path(&to)?, bytes.clone()).await?;
            return Ok(to);
        }
        let location = self.location().await?;
        if !self.is_one_file(&location).await? {
            fetch(self.stores(), &location, None, to).await?;
            return Ok(to.to_owned());
        }
        let to = match location.base_name() {
            Some(name) if to.is_dir() => to.join(name),
            _ => to.to_owned(),
        };
        if location.local_path().is_some_and(|from| is_same_file(from, &to)) {
            let path = to.display();
            return Err(Error::fatal(format!(
                "{path} is the file itself, not another place for it"
            )));
        }
        self.stores().download(&location, &to, Transfer::new()).await?;
        Ok(to)
    }

    /// Whether it is one file. Of a table nobody knows before looking there.
    pub(super) async fn is_one_file(&self, location: &Location) -> Result<bool> {
        match (self.table, location.local_path()) {
            (false, _) => Ok(!self.directory),
            (true, Some(path)) => Ok(path.is_file()),
            (true, None) => self.stores().exists(location).await,
        }
    }

    /// Whether something of the right kind is at a path.
    fn check(&self, path: &Path) -> Result<()> {
        let wrong = |problem: &str| {
            let kind = match (self.table, self.directory) {
                (true, _) => "table",
                (false, true) => "directory",
                (false, false) => "file",
            };
            Err(Error::fatal(format!("the {kind} {} {problem}", path.display())))
        };
        match (std::fs::metadata(path), self.directory) {
            (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => {
                wrong("doesn't exist")
            }
            (Err(error), _) => wrong(&format!("can't be looked at: {error}")),
            (Ok(_), _) if self.table => Ok(()),
            (Ok(meta), true) if !meta.is_dir() => wrong("is not a directory"),
            (Ok(meta), false) if meta.is_dir() => wrong("is a directory: use `FlyteDirectory`"),
            (Ok(meta), false) if !meta.is_file() => {
                wrong("is a pipe or a device: write what it gives to a file first")
            }
            (Ok(_), _) => Ok(()),
        }
    }
}

/// The uri of what was just stored and belongs to all tasks from now on.
fn stored(to: &Location) -> String {
    fingerprint::seal(to);
    to.to_string()
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    let whole = (std::fs::canonicalize(one), std::fs::canonicalize(other));
    matches!(whole, (Ok(one), Ok(other)) if one == other)
}

type Uploaded = (Location, Option<Content>);

async fn upload_file(context: &Context, path: &Path, prefix: &RawPrefix) -> Result<Uploaded> {
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| no_text(path))?;
    let to = prefix.file(name)?;
    let Moved { hash, .. } = context.stores().upload(path, &to, context.transfer(&to)).await?;
    Ok((to, hash))
}

async fn upload_directory(context: &Context, path: &Path, prefix: &RawPrefix) -> Result<Uploaded> {
    let to = prefix.directory()?;
    let entries = context.stores().list(&Location::from_path(path)?)?;
    let mut files = entries
        .map(|entry| async {
            let entry = entry?;
            let to = to.join(&entry.name)?;
            let how = context.transfer(&to).size(entry.size);
            let moved = context.stores().upload(path.join(&entry.name), &to, how).await?;
            Ok::<_, Error>((entry.name, moved.hash))
        })
        .buffer_unordered(AT_ONCE);
    let mut tree = Tree::default();
    while let Some((name, hash)) = files.try_next().await? {
        if let Some(hash) = hash {
            tree.add(name, hash);
        }
    }
    let content = context.hashes(&to).then(|| tree.content());
    drop(files);
    make_directory(&to)?;
    Ok((to, content))
}

/// A directory of this machine is there even without files; in other stores there is none without.
pub(super) fn make_directory(at: &Location) -> Result<()> {
    match at.local_path() {
        Some(path) => std::fs::create_dir_all(path)
            .map_err(|error| Error::from(error).context(format!("can't make the directory {at}"))),
        None => Ok(()),
    }
}

fn no_text(path: &Path) -> Error {
    Error::fatal(format!("{} is not UTF-8", path.display()))
}

impl Shared {
    /// The same, as a table.
    pub(super) fn of_table(mut self) -> Shared {
        Arc::make_mut(&mut self.0).table = true;
        self
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Shared) -> bool {
        let (one, other) = (&*self.0, &*other.0);
        let same = match (one.uri(), other.uri()) {
            (None, None) => one.source == other.source,
            (one, other) => one == other,
        };
        same && one.metadata == other.metadata
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.uri(), &self.0.source) {
            (None, Source::Held(name, bytes)) => {
                write!(f, "{name:?} ({} bytes in memory)", bytes.len())?;
            }
            (None, Source::Table(table)) => write!(f, "{table:?} in memory")?,
            (None, Source::Made(made)) => write!(f, "{:?} (in memory)", made.name())?,
            (uri, _) => write!(f, "{:?}", redacted(uri.unwrap_or_default()))?,
        }
        if !self.0.metadata.is_empty() {
            write!(f, " {:?}", self.0.metadata)?;
        }
        Ok(())
    }
}
