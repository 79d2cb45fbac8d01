//! An object that is read like a file, from the store.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self as std_io, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};

use super::ranges::{LONGEST, Version, Window};
use crate::error::{Error, Result};
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::location::Location;
use crate::storage::object::{Got, Meta, Object};
use crate::storage::stores::Stores;

/// What is asked for at first, and after a jump: whoever jumps about may want little.
const FIRST: u64 = 256 << 10;

/// Reads an object in ranges, a few of them ahead once it is read in order. Nothing is kept on the disk.
///
/// [`Reader::chunk`] gives the bytes without copying them.
pub struct Reader {
    object: Object,
    meta: Meta,
    version: Version,
    position: u64,
    window: Option<Window>,
    piece: VecDeque<Bytes>,
}

impl Stores {
    /// Opens an object for reading.
    pub async fn reader(&self, location: &Location) -> Result<Reader> {
        let object = self.object(location)?;
        io::run(async move { Reader::open(object, FIRST).await }).await
    }

    /// The whole of an object. For what is known to be small; [`Stores::reader`] is for the rest.
    pub async fn read(&self, location: &Location) -> Result<Bytes> {
        let object = self.object(location)?;
        io::run(async move {
            let mut reader = Reader::open(object, LONGEST).await?;
            let mut whole = BytesMut::new();
            while let Some(chunk) = reader.chunk().await? {
                if whole.is_empty() && chunk.len() as u64 == reader.meta.size {
                    return Ok(chunk);
                }
                whole.extend_from_slice(&chunk);
            }
            Ok(whole.freeze())
        })
        .await
    }

    /// A part of an object. It must lie inside of it.
    pub async fn read_range(&self, location: &Location, range: Range<u64>) -> Result<Bytes> {
        let object = self.object(location)?;
        let Some(length) = range.end.checked_sub(range.start) else {
            return Err(Fault::refused(format!("{range:?} ends before it begins ({location})")));
        };
        io::run(async move {
            object.look().await?;
            let mut window =
                Window::new(object.clone(), Version::default(), range.clone(), length, None);
            let mut bytes = BytesMut::new();
            while let Some(piece) = window.piece().await {
                match piece {
                    Ok(piece) => piece.iter().for_each(|chunk| bytes.extend_from_slice(chunk)),
                    Err(error) => return Err(outside(&object, &range, error).await),
                }
            }
            Ok(bytes.freeze())
        })
        .await
    }
}

/// What is wrong with a range that can't be read: most often it goes beyond the end.
async fn outside(object: &Object, range: &Range<u64>, error: Error) -> Error {
    let text = error.to_string();
    let by_server = text.contains("416") || text.to_ascii_lowercase().contains("range");
    if object.client.is_remote() && !by_server {
        return error;
    }
    match object.head().await {
        Ok(meta) if meta.size < range.end => Fault::refused(format!(
            "bytes {} to {} were asked for of {}, which has {}",
            range.start,
            range.end,
            object.location.without_query(),
            meta.size
        )),
        _ => error,
    }
}

impl Reader {
    pub(super) async fn open(object: Object, first: u64) -> Result<Reader> {
        object.look().await?;
        let failed = |error| object.fault("reading", &error);
        let mut got = object.open(first).await.map_err(failed)?;
        if !got.whole && !got.meta.is_verifiable() && got.meta.size > first {
            // ranges may be of two versions, and nobody could tell: all of it in one answer
            got = object.get_all_from(0, None).await.map_err(failed)?;
        }
        let Got { meta, body, whole } = got;
        let begun = if whole { meta.size } else { first };
        let version = Version::from(OnceLock::from(meta.clone()));
        let body = Some((body, begun));
        let window = Window::new(object.clone(), version.clone(), 0..meta.size, first * 2, body);
        let (window, piece) = (Some(window), VecDeque::new());
        Ok(Reader { object, meta, version, position: 0, window, piece })
    }

    /// The object's length.
    pub fn size(&self) -> u64 {
        self.meta.size
    }

    /// What the store says of the object.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    pub(super) fn object(&self) -> &Object {
        &self.object
    }

    /// The next bytes, as many as came; `None` at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await
    }

    pub(super) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>>> {
        ready!(self.poll_fill(context))?;
        let chunk = self.piece.pop_front();
        self.position += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        Poll::Ready(Ok(chunk))
    }

    /// Sees to it that there is a chunk, unless this is the end.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        while self.piece.front().is_none_or(|chunk| chunk.is_empty()) {
            if self.piece.pop_front().is_some() {
                continue;
            }
            if self.position >= self.meta.size {
                return Poll::Ready(Ok(()));
            }
            let window = self.window.get_or_insert_with(|| {
                let rest = self.position..self.meta.size;
                Window::new(self.object.clone(), self.version.clone(), rest, FIRST, None)
            });
            match ready!(window.poll_piece(context)) {
                Some(Ok(piece)) => self.piece = piece.into(),
                Some(Err(error)) => {
                    // asked again, it starts anew from here
                    self.window = None;
                    return Poll::Ready(Err(error));
                }
                None => {
                    return Poll::Ready(Err(self.object.failed(
                        "reading",
                        Reason::Changed,
                        "it ended early",
                    )));
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn jump(&mut self, to: u64) {
        let mut ahead = to.checked_sub(self.position);
        // what has come already is passed over
        while let (Some(skip), Some(chunk)) = (ahead, self.piece.front_mut()) {
            let passed = skip.min(chunk.len() as u64);
            chunk.advance(passed as usize);
            ahead = Some(skip - passed);
            if !chunk.is_empty() {
                break;
            }
            self.piece.pop_front();
        }
        if ahead != Some(0) {
            self.piece.clear();
            self.window = None;
        }
        self.position = to;
    }
}

impl AsyncRead for Reader {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std_io::Result<()>> {
        let reader = self.get_mut();
        if buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        ready!(reader.poll_fill(context)).map_err(into_io)?;
        while let Some(chunk) = reader.piece.front_mut() {
            let length = chunk.len().min(buffer.remaining());
            buffer.put_slice(&chunk[..length]);
            chunk.advance(length);
            reader.position += length as u64;
            if !chunk.is_empty() {
                break;
            }
            reader.piece.pop_front();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncSeek for Reader {
    fn start_seek(self: Pin<&mut Self>, to: SeekFrom) -> std_io::Result<()> {
        let reader = self.get_mut();
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => reader.meta.size.checked_add_signed(by),
            SeekFrom::Current(by) => reader.position.checked_add_signed(by),
        };
        let target = target.ok_or_else(|| {
            std_io::Error::new(std_io::ErrorKind::InvalidInput, "a position before the beginning")
        })?;
        reader.jump(target);
        Ok(())
    }

    fn poll_complete(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std_io::Result<u64>> {
        Poll::Ready(Ok(self.position))
    }
}

/// The error as one of reading a file, with its kind and words.
pub(super) fn into_io(error: Error) -> std_io::Error {
    let kind = match Reason::of(&error) {
        Some(Reason::NotFound) => std_io::ErrorKind::NotFound,
        Some(Reason::AlreadyExists) => std_io::ErrorKind::AlreadyExists,
        Some(Reason::Denied) => std_io::ErrorKind::PermissionDenied,
        Some(Reason::Full) => std_io::ErrorKind::StorageFull,
        _ => std_io::ErrorKind::Other,
    };
    std_io::Error::new(kind, flyte_types::BoxError::from(error))
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("location", &self.object.location)
            .field("size", &self.meta.size)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}
