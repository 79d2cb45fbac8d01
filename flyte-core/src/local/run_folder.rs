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
//! begins. What can't be written fails the run.

mod id;
mod writer;

use std::borrow::Cow;
use std::fs::{self, File};
use std::io;
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

/// How many runs are kept.
const KEPT: usize = 50;
/// As long as a run goes on it holds a lock on this file, so that nobody takes its folder for an old one.
const LOCK: &str = ".lock";
const ABOUT: &str = "run.json";

/// The folder of a run that goes on.
pub(crate) struct RunFolder {
    path: Arc<Path>,
    about: About,
    writer: Writer,
    lock: File,
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
    /// Makes a new folder below `base`, and removes the oldest where there are more than 50.
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
        let lock = File::create(&file).map_err(|error| refused(&file, error))?;
        // Where files can't be locked a run folder may be pruned while it is used; that takes 50 newer runs.
        let _ = lock.try_lock();
        let about = About { workflow, started: now.text() };
        writer::replace(&path.join(ABOUT), &about.json("running", None))?;
        prune(&base, &path);
        let path: Arc<Path> = path.into();
        let writer = Writer::start().map_err(|error| refused(&path, error))?;
        Ok(RunFolder { path, about, writer, lock })
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
        self,
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
        let words = result.as_ref().err().map(Error::to_string);
        self.writer.send(Job { folder: self.path.to_path_buf(), file, content });
        let about = Content::Replace(self.about.json(state, words.as_deref()));
        self.writer.send(Job { folder: self.path.to_path_buf(), file: ABOUT, content: about });
        let done = self.writer.finish().await;
        drop(self.lock);
        done
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

/// Removes the oldest runs. Only folders that are runs are touched, and none that is still used. What can't be
/// removed stays.
fn prune(base: &Path, newest: &Path) {
    let Ok(entries) = fs::read_dir(base) else { return };
    let mut runs: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path != newest && is_run(path))
        .collect();
    runs.sort();
    let old = (runs.len() + 1).saturating_sub(KEPT);
    for run in runs.into_iter().take(old) {
        let in_use = File::open(run.join(LOCK))
            .is_ok_and(|lock| matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)));
        if !in_use {
            let _ = fs::remove_dir_all(run);
        }
    }
}

fn is_run(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_folder = fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    id::is_id(name) && is_folder && path.join(ABOUT).is_file()
}

/// The bytes of a `LiteralMap`. What isn't there is left out.
fn literal_map(names: &[Cow<'static, str>], values: &[Bytes]) -> Vec<u8> {
    let entries = names.iter().zip(values).filter(|(_, value)| !value.is_empty());
    wire::write_literal_map(entries.map(|(name, value)| (&**name, &value[..])))
}
