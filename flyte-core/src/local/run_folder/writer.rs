//! The thread that writes.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use tokio::sync::oneshot;

use super::{ABOUT, LastWord, cannot, literal_map};
use crate::engine::Wake;
use crate::error::Error;
use crate::local::pool;

/// From this many files on nothing new begins until half of them are written.
const BEHIND: usize = 4096;

/// One file to be written.
pub(super) struct Job {
    pub(super) folder: PathBuf,
    pub(super) file: &'static str,
    pub(super) content: Content,
}

pub(super) enum Content {
    Values(Vec<Cow<'static, str>>, Vec<Bytes>),
    Bytes(Vec<u8>),
}

enum Order {
    Write(Job),
    Finish(Box<LastWord>, oneshot::Sender<()>),
}

pub(super) struct Writer {
    orders: Sender<Order>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    waiting: AtomicUsize,
    /// The scheduler was told that it has to wait.
    held: AtomicBool,
    news: AtomicBool,
    error: Mutex<Option<Error>>,
    broken: AtomicBool,
    wake: OnceLock<Arc<dyn Wake>>,
}

impl Writer {
    pub(super) fn start() -> io::Result<Writer> {
        let (orders, received) = channel();
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        pool::run(move || theirs.serve(&received))?;
        Ok(Writer { orders, shared })
    }

    pub(super) fn wake(&mut self, wake: Arc<dyn Wake>) {
        let _ = self.shared.wake.set(wake);
    }

    pub(super) fn send(&self, job: Job) {
        self.shared.waiting.fetch_add(1, Ordering::Relaxed);
        let _ = self.orders.send(Order::Write(job));
    }

    pub(super) fn broken(&self) -> Option<Error> {
        self.shared.broken.load(Ordering::Acquire).then(|| self.shared.take_error()).flatten()
    }

    pub(super) fn has_news(&self) -> bool {
        self.shared.news.swap(false, Ordering::AcqRel)
    }

    pub(super) fn is_behind(&self) -> bool {
        if self.shared.waiting.load(Ordering::Acquire) < BEHIND {
            return false;
        }
        self.shared.held.store(true, Ordering::SeqCst);
        // It may have caught up in between.
        self.shared.waiting.load(Ordering::SeqCst) >= BEHIND
    }

    /// Waits until everything is written, the last word at the end.
    pub(super) async fn finish(&self, last: LastWord) -> Result<(), Error> {
        let _ = self.end_with(last).await;
        match self.shared.take_error() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Has the last word written when everything else is; nobody has to wait for that.
    pub(super) fn end_with(&self, last: LastWord) -> oneshot::Receiver<()> {
        let (sender, written) = oneshot::channel();
        let _ = self.orders.send(Order::Finish(Box::new(last), sender));
        written
    }
}

impl Shared {
    fn serve(&self, orders: &Receiver<Order>) {
        while let Ok(order) = orders.recv() {
            match order {
                Order::Write(job) => {
                    // After a failure nothing more is tried but the last word on the run.
                    if !self.broken.load(Ordering::Relaxed)
                        && let Err(error) = write(&job)
                    {
                        self.fail(error);
                    }
                    let left = self.waiting.fetch_sub(1, Ordering::SeqCst) - 1;
                    if left < BEHIND / 2 && self.held.swap(false, Ordering::SeqCst) {
                        self.tell();
                    }
                }
                Order::Finish(last, done) => {
                    let failure = {
                        let error = self.error.lock().unwrap_or_else(PoisonError::into_inner);
                        error.as_ref().map(Error::to_string)
                    };
                    let at = last.folder.join(ABOUT);
                    if let Err(error) = last.write(failure.as_deref()) {
                        self.fail(cannot("write", &at, error));
                    }
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    fn fail(&self, error: Error) {
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.broken.swap(true, Ordering::AcqRel) {
            *first = Some(error);
            drop(first);
            self.tell();
        }
    }

    fn tell(&self) {
        self.news.store(true, Ordering::Release);
        if let Some(wake) = self.wake.get() {
            wake.wake();
        }
    }

    fn take_error(&self) -> Option<Error> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn write(job: &Job) -> Result<(), Error> {
    let path = job.folder.join(job.file);
    let bytes = match &job.content {
        Content::Values(names, values) => &literal_map(names, values),
        Content::Bytes(bytes) => bytes,
    };
    let written = make_folder(&job.folder).and_then(|()| replace(&path, bytes));
    written.map_err(|error| cannot("write", &path, error))
}

/// Makes a folder, and those around it only where they are missing: mostly one call is enough.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder),
        Err(error) => Err(error),
    }
}

/// Puts a file in its place, in one step: whoever reads it sees all of it or what was there before.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_through(&path.with_extension("new"), path, bytes)
}

/// The same through this file beside it: who writes at the same time as others takes a name of their own.
pub(super) fn replace_through(new: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = fs::write(new, bytes).and_then(|()| fs::rename(new, path));
    if written.is_err() {
        let _ = fs::remove_file(new);
    }
    written
}
