//! An object into a local file.

use std::future::{Future, poll_fn};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::Poll;

use bytes::Bytes;
use tokio::sync::{Semaphore, oneshot};

use super::local::{self, Arriving};
use super::ranges::LONGEST;
use super::reader::Reader;
use super::{Eyes, Moved, Transfer, staged};
use crate::error::Result;
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::location::Location;
use crate::storage::object::Object;
use crate::storage::stores::Stores;

/// Downloads at a time, if they are small: each holds a thread while it writes, and there must always be some left. A
/// large one counts for more, since what is between the network and its file is memory.
static TURNS: Semaphore = Semaphore::const_new(32);
/// What a turn stands for.
const TURN: u64 = 384 << 10;
/// What a download holds at most.
const MOST: u64 = 8 * TURN;

impl Stores {
    /// Copies an object to a local path. The file appears when it is whole, in one step, or not at all: several
    /// processes may fetch the same one to the same place.
    pub async fn download(
        &self,
        from: &Location,
        to: impl AsRef<Path>,
        how: Transfer,
    ) -> Result<Moved> {
        let (object, to) = (self.object(from)?, to.as_ref().to_owned());
        let (announced, modified, durable) = (how.size, how.modified, how.durable);
        let eyes = how.eyes();
        io::run(async move {
            if let (Some(path), true) = (object.location.local_path(), eyes.closed()) {
                return local::copy(path.to_owned(), to, announced, modified, durable).await;
            }
            let turns = announced.unwrap_or(MOST).clamp(1, MOST).div_ceil(TURN);
            let _turns = TURNS.acquire_many(turns as u32).await;
            let reader = Reader::open(object, LONGEST).await?;
            check_size(reader.object(), announced, reader.size())?;
            let (_wanted, called_off) = oneshot::channel();
            let incoming = Incoming { reader, called_off };
            io::blocking(move || {
                let arriving = Arriving::new(to)?;
                let (arriving, moved) = download(incoming, arriving, eyes)?;
                arriving.changed_at(modified)?;
                arriving.settle(durable)?;
                Ok(moved)
            })
            .await
        })
        .await
    }
}

/// Clears away what downloads into these folders have left whose processes were killed.
pub(crate) async fn sweep(folders: Vec<PathBuf>) {
    io::blocking(move || folders.iter().for_each(|folder| staged::sweep(folder))).await;
}

fn check_size(object: &Object, announced: Option<u64>, size: u64) -> Result<()> {
    match announced {
        Some(announced) if announced != size => {
            let cause = format!("it has {size} bytes, not {announced} as announced");
            Err(object.failed("reading", Reason::Changed, &cause))
        }
        _ => Ok(()),
    }
}

/// The chunks of an object, until nobody wants them any more.
struct Incoming {
    reader: Reader,
    called_off: oneshot::Receiver<()>,
}

impl Incoming {
    /// Waits for the next chunk; `None` at the end, and when the download is called off.
    fn chunk(&mut self) -> Result<Option<Bytes>> {
        io::wait(poll_fn(|context| match Pin::new(&mut self.called_off).poll(context) {
            Poll::Ready(_) => Poll::Ready(Ok(None)),
            Poll::Pending => self.reader.poll_chunk(context),
        }))
    }
}

/// Writes what comes, on the thread that waits for it: the bytes are still warm.
fn download(
    mut incoming: Incoming,
    mut arriving: Arriving,
    mut eyes: Eyes,
) -> Result<(Arriving, Moved)> {
    let mut size = 0;
    while let Some(chunk) = incoming.chunk()? {
        let wrote = arriving.file().write_all(&chunk);
        wrote.map_err(|error| Fault::file("writing", arriving.path(), &error))?;
        eyes.see(&chunk);
        size += chunk.len() as u64;
    }
    // of what was called off nothing is kept
    check_size(incoming.reader.object(), Some(incoming.reader.size()), size)?;
    Ok((arriving, Moved { size, hash: eyes.hash() }))
}
