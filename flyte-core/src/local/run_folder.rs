//! The run folder: what every node was given and gave, in Flyte's layout.
//!
//! ```text
//! .flyte/runs/20260102-030405-678-1a2b3c/
//!   run.json  inputs.pb  outputs.pb | error.pb
//!   n0/data/inputs.pb             n0/data/0/outputs.pb | error.pb     (0: the attempt)
//!   n1/data/inputs.pb             n1/data/0/7/0/outputs.pb            (element 7 of a map)
//! ```
//!
//! One thread writes, so that the scheduler never waits for a disk; when too much waits to be written nothing new
//! begins. What can't be written fails the run. Each file is written beside its place (`….new`) and moved there, so that
//! whoever finds one finds all of it, also after the process was killed.
//!
//! `run.json` says how the run ended: `succeeded`, `failed`, `aborted` (also when its future was dropped, or its runtime
//! shut down); and `running` until then. A run that was killed says `running` for ever, but nobody holds the lock on its
//! `.lock` any more, which goes with an orderly end. Nothing here is ever removed: what a run leaves belongs to the user.

mod id;
mod writer;

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use flyte_types::idl::core::{ContainerError, ErrorDocument, container_error, execution_error};
use flyte_types::wire;
use prost::Message;

use super::pool;
use crate::engine::Wake;
use crate::error::{Error, ErrorKind, advice};
use writer::{Content, Job, Writer};

/// As long as a run goes on it holds a lock on this file: a sign of life. On a full disk it becomes `run.json`.
const LOCK: &str = ".lock";
/// The length of that file: as much of the disk is kept for the last word on the run.
const RESERVE: usize = 4096;
/// As many characters of an error have room in it.
const SHORT: usize = 500;
const ABOUT: &str = "run.json";

/// The folder of a run that goes on.
pub(crate) struct RunFolder {
    path: Arc<Path>,
    about: About,
    writer: Writer,
    /// Nothing once it was said how the run ended.
    lock: Option<File>,
}

/// The folder of one node.
#[derive(Clone, Debug)]
pub(crate) struct NodeFolder {
    pub(crate) path: PathBuf,
    /// One element of a map: its attempts stand in it, and its inputs are those of the map.
    pub(crate) element: bool,
}

/// The longest name that file systems take, in bytes.
const LONGEST: usize = 255;

/// The name of a node's folder: its id, or what of it fits and the hash of the whole. Ids of workflows inside workflows
/// grow with each.
pub(crate) fn component(id: &str) -> Cow<'_, str> {
    if id.len() <= LONGEST {
        return Cow::Borrowed(id);
    }
    let hash = blake3::hash(id.as_bytes()).to_hex();
    let hash = &hash[..32];
    // Ids are ASCII, so any place is between two letters.
    Cow::Owned(format!("{}-{hash}", &id[..LONGEST - 1 - hash.len()]))
}

impl NodeFolder {
    fn data(&self) -> PathBuf {
        if self.element { self.path.clone() } else { self.path.join("data") }
    }

    pub(crate) fn attempt(&self, attempt: u32) -> PathBuf {
        self.data().join(attempt.to_string())
    }
}

/// What `run.json` says.
#[derive(Clone, Debug)]
struct About {
    workflow: String,
    started: String,
}

impl About {
    fn json(&self, state: &str, error: Option<&str>) -> Vec<u8> {
        let mut about = serde_json::json!({
            "workflow": self.workflow,
            "started": self.started,
            "state": state,
            "process": std::process::id(),
        });
        if let Some(error) = error {
            about["error"] = error.into();
        }
        let mut text = serde_json::to_vec_pretty(&about).unwrap_or_default();
        text.push(b'\n');
        text
    }
}

impl RunFolder {
    /// Makes a new folder below `base`.
    pub(crate) async fn create(base: PathBuf, workflow: &str) -> Result<RunFolder, Error> {
        let workflow = workflow.to_owned();
        let made = pool::ask(move || RunFolder::make(&base, workflow)).await;
        made.map_err(Error::system).and_then(|made| made)
    }

    fn make(base: &Path, workflow: String) -> Result<RunFolder, Error> {
        let refused = |path: &Path, error| cannot("make the run folder", path, error);
        fs::create_dir_all(base).map_err(|error| refused(base, error))?;
        let base = std::path::absolute(base).unwrap_or_else(|_| base.to_owned());
        let mut now = id::Now::get();
        let path = loop {
            let path = base.join(now.id());
            match fs::create_dir(&path) {
                Ok(()) => break path,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => now = id::Now::get(),
                Err(error) => return Err(refused(&path, error)),
            }
        };
        let file = path.join(LOCK);
        let lock = File::create(&file).and_then(|mut lock| {
            // Not every disk has locks.
            let _ = lock.try_lock();
            lock.write_all(&[b' '; RESERVE]).map(|()| lock)
        });
        let lock = lock.map_err(|error| refused(&file, error))?;
        let about = About { workflow, started: now.text() };
        let json = about.json("running", None);
        let at = path.join(ABOUT);
        writer::replace(&at, &json).map_err(|error| cannot("write", &at, error))?;
        let path: Arc<Path> = path.into();
        let writer = Writer::start().map_err(|error| refused(&path, error))?;
        Ok(RunFolder { path, about, writer, lock: Some(lock) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn wake(&mut self, wake: Arc<dyn Wake>) {
        self.writer.wake(wake);
    }

    /// Why nothing can be written any more.
    pub(crate) fn broken(&self) -> Option<Error> {
        self.writer.broken()
    }

    pub(crate) fn has_news(&self) -> bool {
        self.writer.has_news()
    }

    pub(crate) fn is_behind(&self) -> bool {
        self.writer.is_behind()
    }

    pub(crate) fn run_inputs(&self, names: Vec<Cow<'static, str>>, values: &[Bytes]) {
        let content = Content::Values(names, values.to_vec());
        self.writer.send(Job { folder: self.path.to_path_buf(), file: "inputs.pb", content });
    }

    pub(crate) fn inputs(&self, node: NodeFolder, names: Vec<Cow<'static, str>>, values: &[Bytes]) {
        let content = Content::Values(names, values.to_vec());
        self.writer.send(Job { folder: node.data(), file: "inputs.pb", content });
    }

    pub(crate) fn outputs(
        &self,
        node: NodeFolder,
        attempt: u32,
        names: Vec<Cow<'static, str>>,
        values: &[Bytes],
    ) {
        let content = Content::Values(names, values.to_vec());
        self.writer.send(Job { folder: node.attempt(attempt), file: "outputs.pb", content });
    }

    pub(crate) fn error(&self, node: NodeFolder, attempt: u32, error: &Error) {
        let content = Content::Bytes(document(error));
        self.writer.send(Job { folder: node.attempt(attempt), file: "error.pb", content });
    }

    /// Writes how the run ended, and waits until all is written.
    pub(crate) async fn finish(
        mut self,
        result: &Result<Vec<Bytes>, Error>,
        aborted: bool,
        names: Vec<Cow<'static, str>>,
    ) -> Result<(), Error> {
        let (file, content, state) = match result {
            Ok(outputs) => ("outputs.pb", Content::Values(names, outputs.clone()), "succeeded"),
            Err(error) => {
                let state = if aborted { "aborted" } else { "failed" };
                ("error.pb", Content::Bytes(document(error)), state)
            }
        };
        let message = result.as_ref().err().map(Error::to_string);
        self.writer.send(Job { folder: self.path.to_path_buf(), file, content });
        match self.last_word(state, message) {
            Some(last) => self.writer.finish(last).await,
            None => Ok(()),
        }
    }

    /// How the run ended. It is said once.
    fn last_word(&mut self, state: &'static str, message: Option<String>) -> Option<LastWord> {
        let lock = self.lock.take()?;
        let (folder, about) = (Arc::clone(&self.path), self.about.clone());
        Some(LastWord { folder, about, state, message, lock })
    }
}

/// A run that nobody waits for any more, or whose runtime was shut down.
impl Drop for RunFolder {
    fn drop(&mut self) {
        let message = "the run was dropped before it had ended".to_owned();
        if let Some(last) = self.last_word("aborted", Some(message)) {
            drop(self.writer.end_with(last));
        }
    }
}

/// What a container leaves when it fails.
fn document(error: &Error) -> Vec<u8> {
    use container_error::Kind;
    use execution_error::ErrorKind as Origin;

    let (code, origin) = match error.kind() {
        ErrorKind::User if error.is_recoverable() => ("USER:Recoverable", Origin::User),
        ErrorKind::User => ("USER:RuntimeError", Origin::User),
        ErrorKind::System => ("SYSTEM", Origin::System),
    };
    let kind = if error.is_recoverable() { Kind::Recoverable } else { Kind::NonRecoverable };
    let error = ContainerError {
        code: code.to_owned(),
        message: error.to_string(),
        kind: kind.into(),
        origin: origin.into(),
        timestamp: Some(std::time::SystemTime::now().into()),
        worker: String::new(),
    };
    ErrorDocument { error: Some(error) }.encode_to_vec()
}

/// A failure of the disk, with what to do about it.
pub(crate) fn cannot(what: &str, path: &Path, error: io::Error) -> Error {
    let what = format!("can't {what} `{}`", path.display());
    let advice = advice(&error).map(|advice| format!("{advice}, or ")).unwrap_or_default();
    let error =
        format!("{error}: {advice}choose another place with `--run-dir` or `FLYTE_RUN_DIR`");
    Error::system(error).context(what).not_recoverable()
}

/// How a run ended, to be written when everything else is.
struct LastWord {
    folder: Arc<Path>,
    about: About,
    state: &'static str,
    message: Option<String>,
    lock: File,
}

impl LastWord {
    /// Replaces `run.json`. `failure`: what could not be written before, without which the run has not succeeded.
    fn write(self, failure: Option<&str>) -> io::Result<()> {
        let state = if failure.is_some() && self.message.is_none() { "failed" } else { self.state };
        let message = self.message.as_deref().or(failure);
        let whole = self.about.json(state, message);
        let short = message.map(|text| text.chars().take(SHORT).collect::<String>());
        let short = self.about.json(state, short.as_deref());
        put_about(&self.folder, "new", &whole, &short, self.lock)
    }
}

/// Writes `run.json`, and takes the sign of life away. Where there is no room for a new file, the short form takes the
/// place of that one.
fn put_about(
    folder: &Path,
    staging: &str,
    whole: &[u8],
    short: &[u8],
    mut lock: File,
) -> io::Result<()> {
    let at = folder.join(ABOUT);
    let Err(error) = writer::replace_through(&at.with_extension(staging), &at, whole) else {
        // an open file can't be removed everywhere
        drop(lock);
        let _ = fs::remove_file(folder.join(LOCK));
        return Ok(());
    };
    let in_its_place = short.len() <= RESERVE
        && lock.rewind().is_ok()
        && lock.write_all(short).is_ok()
        && lock.set_len(short.len() as u64).is_ok()
        && fs::rename(folder.join(LOCK), &at).is_ok();
    if in_its_place { Ok(()) } else { Err(error) }
}

/// Writes that a run was called off, whose engine has no thread left to do it.
#[cfg(feature = "cli")]
pub(crate) fn mark_aborted(folder: &Path) -> io::Result<()> {
    let mut about: serde_json::Value = serde_json::from_slice(&fs::read(folder.join(ABOUT))?)?;
    about["state"] = "aborted".into();
    let about = format!("{about:#}\n");
    let lock = File::options().write(true).open(folder.join(LOCK))?;
    put_about(folder, "aborted.new", about.as_bytes(), about.as_bytes(), lock)
}

/// Leaves a file beside what the run has left, in one step as all of that.
#[cfg(feature = "cli")]
pub(crate) fn leave(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let path = folder.join(name);
    writer::replace(&path, bytes).map(|()| path)
}

/// The bytes of a `LiteralMap`. What isn't there is left out.
fn literal_map(names: &[Cow<'static, str>], values: &[Bytes]) -> Vec<u8> {
    let entries = names.iter().zip(values).filter(|(_, value)| !value.is_empty());
    wire::write_literal_map(entries.map(|(name, value)| (&**name, &value[..])))
}
