//! Values that write themselves into a file, and are read back from it.

use std::io::{BufReader, BufWriter};
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::context::Context;
use super::custom::Storable;
use super::hash::Content;
use crate::error::{Error, Result};
use crate::storage::{BlockingReader, BlockingWriter, Location, Moved, Reader, blocking};

/// So many values are written or read at a time: each has a thread, and stores need threads as well.
static AT_ONCE: Semaphore = Semaphore::const_new(64);

const BUFFER: usize = 256 << 10;

/// A value that is written when it is handed over.
#[derive(Clone)]
pub(super) struct Made(Arc<dyn Write>);

trait Write: Send + Sync {
    fn name(&self) -> String;
    fn write(&self, to: &mut BufWriter<BlockingWriter>) -> Result<()>;
}

impl<T: Storable> Write for T {
    fn name(&self) -> String {
        Storable::name(self)
    }

    fn write(&self, to: &mut BufWriter<BlockingWriter>) -> Result<()> {
        Storable::write(self, to)
    }
}

impl Made {
    pub(super) fn new<T: Storable>(value: Arc<T>) -> Made {
        Made(value)
    }

    pub(super) fn name(&self) -> String {
        self.0.name()
    }

    /// Writes it to a new file; gives the content's hash if the context wants one.
    pub(super) async fn write(&self, context: &Context, to: &Location) -> Result<Option<Content>> {
        let writer = context.stores().blocking_writer(to, context.transfer(to))?;
        let value = Arc::clone(&self.0);
        let written = work(move || {
            let mut writer = BufWriter::with_capacity(BUFFER, writer);
            value.write(&mut writer)?;
            // Dropped before, it leaves nothing behind.
            writer.into_inner().map_err(|error| Error::from(error.into_error()))?.finish()
        });
        let Moved { hash, .. } =
            written.await.map_err(|error| error.context(format!("writing {to}")))?;
        Ok(hash)
    }
}

/// Reads a value.
pub(super) async fn read<T: Storable>(from: Reader, uri: &str) -> Result<T> {
    let read = work(move || T::read(BufReader::with_capacity(BUFFER, BlockingReader::from(from))));
    read.await.map_err(|error| error.context(format!("reading {uri}")))
}

async fn work<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    // Never closed.
    let _turn = AT_ONCE.acquire().await.map_err(Error::system)?;
    blocking(work).await
}

/// The same value in memory.
impl PartialEq for Made {
    fn eq(&self, other: &Made) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
