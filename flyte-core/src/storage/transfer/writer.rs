//! An object that is written like a file, straight into the store.

use std::collections::VecDeque;
use std::fmt;
use std::io as std_io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use tokio::io::AsyncWrite;

use super::budget::{self, Buffers};
use super::parts::{Parts, growing_part};
use super::reader::into_io;
use super::{Eyes, Moved, Transfer};
use crate::error::{Error, Result};
use crate::storage::fault::{Fault, Reason};
use crate::storage::io::{self, Task};
use crate::storage::location::Location;
use crate::storage::object::Object;
use crate::storage::stores::Stores;

/// Writes an object of any length, part by part while it is written. It appears in the store with
/// [`Writer::finish`] (or `shutdown`), whole; a writer that is dropped before leaves nothing there.
pub struct Writer {
    object: Object,
    eyes: Eyes,
    announced: Option<u64>,
    buffers: Buffers,
    part: BytesMut,
    filled: usize,
    /// Parts that are full and haven't been handed over.
    full: VecDeque<Bytes>,
    begun: usize,
    size: u64,
    state: State,
}

const FAILED: &str = "it has failed";
const FINISHED: &str = "it is finished";

enum State {
    /// Bytes are taken. There are no parts before the first one is full.
    Open(Option<Parts>),
    /// A full part is handed over.
    Sending(Task<Result<Parts>>),
    /// The last part, and the object.
    Finishing(Task<Result<()>>),
    Finished,
    Failed,
}

impl Stores {
    /// Opens an object for writing. Nothing is asked of the store before the first part is full.
    pub fn writer(&self, location: &Location, how: Transfer) -> Result<Writer> {
        let object = self.object(location)?;
        Ok(Writer {
            object,
            announced: how.size,
            eyes: how.eyes(),
            buffers: Buffers::new(),
            part: BytesMut::new(),
            filled: 0,
            full: VecDeque::new(),
            begun: 0,
            size: 0,
            state: State::Open(None),
        })
    }
}

impl Writer {
    /// Where the object will be.
    pub fn location(&self) -> &Location {
        &self.object.location
    }

    /// How many bytes have been written.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Writes all of these bytes.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let taken = std::future::poll_fn(|context| self.poll_take(context, bytes)).await?;
            bytes = &bytes[taken..];
        }
        Ok(())
    }

    /// Makes the object of what was written.
    pub async fn finish(mut self) -> Result<Moved> {
        std::future::poll_fn(|context| self.poll_finish(context)).await?;
        Ok(Moved { size: self.size, hash: self.eyes.hash() })
    }

    /// Takes all of these bytes without waiting, for an encoder that can't wait. What is more than a part stays in
    /// memory until [`Writer::settle`].
    #[cfg(feature = "dataframe")]
    pub(crate) fn hold(&mut self, mut bytes: &[u8]) -> Result<()> {
        match self.state {
            State::Open(_) | State::Sending(_) => {}
            State::Failed => return Err(self.over(FAILED)),
            State::Finishing(_) | State::Finished => return Err(self.over(FINISHED)),
        }
        while !bytes.is_empty() {
            let taken = self.fill(bytes);
            bytes = &bytes[taken..];
        }
        Ok(())
    }

    /// Hands over all parts that are full.
    #[cfg(feature = "dataframe")]
    pub(crate) async fn settle(&mut self) -> Result<()> {
        std::future::poll_fn(|context| self.poll_settle(context)).await
    }

    fn poll_take(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        if io::is_stopped() {
            // of what has been sent nothing stays, whoever holds this
            self.state = State::Failed;
            return Poll::Ready(Err(self.over("the program ends")));
        }
        ready!(self.poll_settle(context))?;
        ready!(self.poll_open(context))?;
        let taken = self.fill(bytes);
        self.hand_over();
        Poll::Ready(Ok(taken))
    }

    /// Takes as many bytes as the part has room for.
    fn fill(&mut self, bytes: &[u8]) -> usize {
        if self.part.is_empty() {
            self.part = self.buffers.get(growing_part(self.begun));
            self.begun += 1;
        }
        let taken = bytes.len().min(self.part.len() - self.filled);
        self.part[self.filled..self.filled + taken].copy_from_slice(&bytes[..taken]);
        self.eyes.see(&bytes[..taken]);
        self.filled += taken;
        self.size += taken as u64;
        if self.filled == self.part.len() {
            self.full.push_back(std::mem::take(&mut self.part).freeze());
            self.filled = 0;
        }
        taken
    }

    fn poll_settle(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        while !self.full.is_empty() {
            ready!(self.poll_open(context))?;
            self.hand_over();
        }
        Poll::Ready(Ok(()))
    }

    /// Waits until bytes can be taken.
    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.state {
            State::Open(_) => Poll::Ready(Ok(())),
            State::Sending(task) => {
                let sent = ready!(Pin::new(task).poll(context));
                let (state, result) = match sent {
                    Ok(parts) => (State::Open(Some(parts)), Ok(())),
                    Err(error) => (State::Failed, Err(error)),
                };
                self.state = state;
                Poll::Ready(result)
            }
            State::Failed => Poll::Ready(Err(self.over(FAILED))),
            State::Finishing(_) | State::Finished => Poll::Ready(Err(self.over(FINISHED))),
        }
    }

    fn over(&self, why: &str) -> Error {
        Fault::new(
            Reason::Other,
            format!("nothing more can be written to {}: {why}", self.object.location),
        )
        .into_error()
    }

    /// Begins to send the first part that is full. The writer must be open.
    fn hand_over(&mut self) {
        let Some(part) = self.full.pop_front() else { return };
        let State::Open(parts) = std::mem::replace(&mut self.state, State::Failed) else { return };
        let object = self.object.clone();
        self.state = State::Sending(io::run(async move {
            let mut parts = match parts {
                Some(parts) => parts,
                None => Parts::open(&object).await?,
            };
            let memory = budget::take(part.len() as u64).await;
            match parts.send(part, memory).await {
                Ok(()) => Ok(parts),
                Err(error) => {
                    parts.abort().await;
                    Err(error)
                }
            }
        }));
    }

    fn poll_finish(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            match &mut self.state {
                State::Finished => return Poll::Ready(Ok(())),
                State::Finishing(task) => {
                    let result = ready!(Pin::new(task).poll(context));
                    self.state = if result.is_ok() { State::Finished } else { State::Failed };
                    return Poll::Ready(result);
                }
                _ => {
                    ready!(self.poll_settle(context))?;
                    ready!(self.poll_open(context))?;
                    self.start_finish()?;
                }
            }
        }
    }

    fn start_finish(&mut self) -> Result<()> {
        if let Some(size) = self.announced.filter(|size| *size != self.size) {
            let cause = format!("{} bytes were written, not {size} as announced", self.size);
            self.state = State::Failed;
            return Err(self.object.failed("writing", Reason::Changed, &cause));
        }
        let State::Open(parts) = std::mem::replace(&mut self.state, State::Failed) else {
            return Ok(());
        };
        let mut last = std::mem::take(&mut self.part);
        last.truncate(self.filled);
        let object = self.object.clone();
        let work: BoxFuture<'static, Result<()>> = match parts {
            None => Box::pin(async move {
                object
                    .put(last.freeze(), false)
                    .await
                    .map_err(|error| object.fault("writing", &error))
            }),
            Some(mut parts) => Box::pin(async move {
                if !last.is_empty() {
                    let memory = budget::take(last.len() as u64).await;
                    if let Err(error) = parts.send(last.freeze(), memory).await {
                        parts.abort().await;
                        return Err(error);
                    }
                }
                parts.finish().await
            }),
        };
        self.state = State::Finishing(io::run(work));
        Ok(())
    }
}

impl AsyncWrite for Writer {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std_io::Result<usize>> {
        if bytes.is_empty() {
            return Poll::Ready(Ok(0));
        }
        self.get_mut().poll_take(context, bytes).map_err(into_io)
    }

    /// Does nothing: a part is sent when it is full.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std_io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Makes the object, as [`Writer::finish`] does.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std_io::Result<()>> {
        self.get_mut().poll_finish(context).map_err(into_io)
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("location", &self.object.location)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
