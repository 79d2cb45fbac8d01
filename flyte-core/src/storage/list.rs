//! What lies below a location.

use std::fmt;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use futures_util::{Stream, StreamExt};
use object_store::{ObjectMeta, ObjectStoreExt};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::fault::Fault;
use super::io::{self, Task};
use super::location::{Location, Scheme, check_key};
use super::pages::paged;
use super::stores::{Client, Stores};
use super::transfer::is_staged;
use crate::error::{Error, Result};

/// So many empty objects are looked at at a time.
const LOOKS: usize = 16;

/// An object below a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its name from the directory on, parts separated by `/`. It climbs nowhere.
    pub name: String,
    /// Where it is.
    pub location: Location,
    /// Its length in bytes.
    pub size: u64,
    /// When it was written, as the store says. Most stores count whole seconds.
    pub modified: Option<SystemTime>,
    /// A mark that changes when the object does, if the store gives one with its list.
    pub tag: Option<String>,
}

/// The objects below a directory, as they are found. A name that would climb out ends it with an error, and so does a
/// link in a local tree that leads out of it or around in circles.
pub struct Listing {
    entries: Receiver<Result<Entry>>,
    /// What finds them, until it has ended.
    finding: Option<Task<Result<()>>>,
}

impl Stores {
    /// Lists what lies below a directory, at any depth. That nothing does is no error. A web server has a list only if it
    /// speaks WebDAV.
    pub fn list(&self, directory: &Location) -> Result<Listing> {
        io::check()?;
        let (sender, entries) = channel(64);
        let task = match directory.local_path() {
            Some(path) => {
                let (path, directory) = (path.to_owned(), directory.clone());
                io::run(io::blocking(move || {
                    walk(&path, &directory, &sender);
                    Ok(())
                }))
            }
            None => {
                let (client, directory) = (self.client(directory)?, directory.clone());
                io::run(async move {
                    remote(&client, &directory, sender).await;
                    Ok(())
                })
            }
        };
        Ok(Listing { entries, finding: Some(task) })
    }
}

impl Listing {
    /// The next object; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Entry>> {
        std::future::poll_fn(|context| self.poll_entry(context)).await
    }

    fn poll_entry(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Entry>>> {
        if let Some(entry) = ready!(self.entries.poll_recv(context)) {
            return Poll::Ready(Some(entry));
        }
        // that nothing more comes means that all was found only if the search came to its end
        let Some(finding) = &mut self.finding else { return Poll::Ready(None) };
        let ended = ready!(Pin::new(finding).poll(context));
        self.finding = None;
        Poll::Ready(ended.err().map(Err))
    }

    /// All of them. For directories that are known to be small.
    pub async fn all(mut self) -> Result<Vec<Entry>> {
        let mut all = Vec::new();
        while let Some(entry) = self.next().await {
            all.push(entry?);
        }
        Ok(all)
    }
}

impl Stream for Listing {
    type Item = Result<Entry>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Entry>>> {
        self.get_mut().poll_entry(context)
    }
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing").finish_non_exhaustive()
    }
}

async fn remote(client: &Client, directory: &Location, sender: Sender<Result<Entry>>) {
    let place =
        if client.place.is_empty() { String::new() } else { format!(" ({})", client.place) };
    let web = matches!(directory.scheme(), Scheme::Http | Scheme::Https);
    let fail = |error: &object_store::Error| {
        let (reason, words) = (client.reason(error), client.words(error));
        if web && ["status code: 405", "status code: 501"].iter().any(|no| words.contains(no)) {
            return Fault::refused(format!(
                "{directory} can't be listed{place}: a plain web server doesn't say which files it has; name them"
            ));
        }
        let advice = client.advice(reason, &words);
        let advice = if advice.is_empty() { String::new() } else { format!("; {advice}") };
        let why = reason.words();
        Fault::new(reason, format!("listing {directory} failed{why}{place}: {words}{advice}"))
            .into_error()
    };
    let text = directory.store_key();
    let prefix = match web {
        true => object_store::path::Path::from_url_path(&text),
        false => object_store::path::Path::parse(&text),
    };
    let prefix = match prefix {
        Ok(prefix) => prefix,
        Err(error) => return drop(sender.send(Err(fail(&error.into()))).await),
    };
    let stored = match &client.pages {
        Some(pages) => paged(pages.clone(), (!text.is_empty()).then(|| format!("{prefix}/"))),
        None => client.store.list((!text.is_empty()).then_some(&prefix)),
    };
    let marks = matches!(directory.scheme(), Scheme::S3 | Scheme::Gcs | Scheme::Azure);
    let files = stored.map(|object| async move {
        match object {
            Ok(object) if marks && object.size == 0 => file(client, object).await,
            other => Some(other),
        }
    });
    let mut found = pin!(files.buffered(LOOKS));
    while let Some(object) = found.next().await {
        let entry = match object {
            // a directory below
            None => continue,
            Some(Ok(object)) => match relative(object.location.as_ref(), prefix.as_ref()) {
                // the directory itself, which some tools store as an empty object
                None => continue,
                Some(name) => {
                    let modified = Some(object.last_modified.into());
                    let found = entry(directory, name, object.size, modified);
                    found.map(|found| Entry { tag: object.e_tag, ..found })
                }
            },
            Some(Err(error)) => Err(fail(&error)),
        };
        let failed = entry.is_err();
        if sender.send(entry).await.is_err() || failed {
            return;
        }
    }
}

/// Consoles and other tools store a directory as an empty object `name/`. The listing gives it as `name`, and whether
/// there is an object of this very name tells it from an empty file.
async fn file(client: &Client, object: ObjectMeta) -> Option<object_store::Result<ObjectMeta>> {
    match client.store.head(&object.location).await {
        Err(object_store::Error::NotFound { .. }) => None,
        // the listing holds, whatever looking says
        _ => Some(Ok(object)),
    }
}

fn relative<'a>(key: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = if prefix.is_empty() { key } else { key.strip_prefix(prefix)?.strip_prefix('/')? };
    (!rest.is_empty()).then_some(rest)
}

fn entry(
    directory: &Location,
    name: &str,
    size: u64,
    modified: Option<SystemTime>,
) -> Result<Entry> {
    check_key(name).map_err(|problem| hostile(directory, name, &problem))?;
    Ok(Entry { name: name.to_owned(), location: directory.join(name)?, size, modified, tag: None })
}

fn hostile(directory: &Location, name: &str, problem: &str) -> Error {
    Fault::refused(format!("`{}` below {directory} is refused: {problem}", name.escape_debug()))
}

/// Walks a local tree, in the order of names. A link is what it leads to, if that stays inside the tree and the link
/// isn't in it itself; other links, and what is neither a file nor a directory, are refused. Files that are being
/// written are not there yet.
fn walk(root: &Path, directory: &Location, sender: &Sender<Result<Entry>>) {
    let whole = match std::fs::canonicalize(root) {
        Ok(whole) => whole,
        // what is not there has nothing in it; what can't be looked at is told by the first look into it
        Err(_) => root.to_owned(),
    };
    let tree = Tree { root, whole, directory };
    let mut open: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(path) = open.pop() {
        let mut folders = Vec::new();
        match tree.folder(&path, &mut folders) {
            Ok(entries) => {
                for entry in entries {
                    if sender.blocking_send(Ok(entry)).is_err() {
                        return;
                    }
                }
            }
            Err(error) => return drop(sender.blocking_send(Err(error))),
        }
        open.extend(folders.into_iter().rev());
    }
}

/// A local tree.
struct Tree<'a> {
    root: &'a Path,
    /// The same without links.
    whole: PathBuf,
    directory: &'a Location,
}

impl Tree<'_> {
    /// The files of a folder; the folders in it are added to `folders`.
    fn folder(&self, path: &Path, folders: &mut Vec<PathBuf>) -> Result<Vec<Entry>> {
        let fail = |error: &std::io::Error| Fault::file("listing", path, error);
        let found = match std::fs::read_dir(path) {
            Ok(found) => found,
            Err(error) if path == self.root && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Vec::new());
            }
            Err(error) => return Err(fail(&error)),
        };
        let mut found = found.collect::<Result<Vec<_>, _>>().map_err(|error| fail(&error))?;
        found.sort_by_key(std::fs::DirEntry::file_name);
        let mut entries = Vec::new();
        for item in found {
            let path = item.path();
            let name = path.strip_prefix(self.root).unwrap_or(&path);
            let Some(name) = name.to_str() else {
                return Err(Fault::refused(format!("{} is not UTF-8", path.display())));
            };
            let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
            if item.file_name().to_str().is_some_and(is_staged) {
                continue;
            }
            // of the thing itself, not of what a link points to
            let mut meta = item.metadata().map_err(|error| fail(&error))?;
            if meta.is_symlink() {
                let refuse = |problem: &str| Err(hostile(self.directory, &name, problem));
                match self.follow(&path) {
                    Ok(target) => meta = target,
                    Err(problem) => return refuse(&problem),
                }
            }
            if meta.is_dir() {
                folders.push(path);
            } else if meta.is_file() {
                entries.push(entry(self.directory, &name, meta.len(), meta.modified().ok())?);
            } else {
                let problem = "it is neither a file nor a directory";
                return Err(hostile(self.directory, &name, problem));
            }
        }
        Ok(entries)
    }

    /// What a link inside the tree leads to, or why it isn't followed.
    fn follow(&self, link: &Path) -> Result<Metadata, String> {
        let leads = |problem: String| format!("it is a symbolic link {problem}");
        let target = std::fs::canonicalize(link)
            .map_err(|error| leads(format!("that leads nowhere: {error}")))?;
        if !target.starts_with(&self.whole) {
            return Err(leads("that leads out of the directory".to_owned()));
        }
        // around in circles: the folder that it is in, on the way through other links, lies in its target
        let mut around = link.parent();
        while let Some(folder) = around.filter(|folder| folder.starts_with(self.root)) {
            if std::fs::canonicalize(folder).is_ok_and(|folder| folder == target) {
                return Err(leads("to a directory that it lies in itself".to_owned()));
            }
            around = folder.parent();
        }
        std::fs::metadata(&target).map_err(|error| leads(format!("that leads nowhere: {error}")))
    }
}
