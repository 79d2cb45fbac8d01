//! One object of a store: looking, reading and writing whole, deleting.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::{Buf, Bytes};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, GetOptions, GetRange, GetResultPayload, ObjectMeta, ObjectStoreExt,
    PutMode, PutOptions, PutPayload,
};

use super::fault::{Fault, Reason, io_cause, local_advice, reason, words};
use super::io;
use super::location::{Location, Scheme};
use super::stores::{Client, Stores};
use super::transfer::{look, put};
use crate::error::{Error, Result, redacted};

/// What a store says of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// Its length in bytes.
    pub size: u64,
    /// A mark that changes when the object does, if the store gives one.
    pub tag: Option<String>,
    /// When it was written, if the store says so. Most stores count whole seconds.
    pub modified: Option<SystemTime>,
}

impl Meta {
    fn of(meta: &ObjectMeta) -> Meta {
        // the clients put the beginning of time where a server says nothing
        let modified = SystemTime::from(meta.last_modified);
        let modified = (modified > SystemTime::UNIX_EPOCH).then_some(modified);
        Meta { size: meta.size, tag: meta.e_tag.clone(), modified }
    }

    /// A tag that the store compares byte for byte. A weak one (`W/"…"`) never fits a condition.
    fn strong_tag(&self) -> Option<&str> {
        self.tag.as_deref().filter(|tag| !tag.starts_with("W/"))
    }

    /// Whether a later answer can be told from one about another version of the same length.
    pub(super) fn is_verifiable(&self) -> bool {
        self.tag.is_some() || self.modified.is_some()
    }

    /// What shows that `other` is said of another version of the object, if anything does.
    pub(super) fn difference(&self, other: &Meta) -> Option<String> {
        if self.size != other.size {
            return Some(format!("it has {} bytes, not {} as before", other.size, self.size));
        }
        if self.tag.is_some() && self.tag != other.tag {
            return Some("its ETag is another one than before".into());
        }
        let differs = self.strong_tag().is_none()
            && self.modified.is_some()
            && self.modified != other.modified;
        differs.then(|| "its Last-Modified is another one than before".into())
    }
}

/// An object and the client that reaches it.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) client: Arc<Client>,
    pub(super) key: Key,
    pub(super) location: Location,
}

/// The beginning of an answer.
pub(super) struct Got {
    pub(super) meta: Meta,
    pub(super) body: Body,
    /// The server knows nothing of ranges: the body goes on to the end.
    pub(super) whole: bool,
}

pub(super) type Body = BoxStream<'static, object_store::Result<Bytes>>;

/// How much of a local file is read at a time.
const CHUNK: usize = 1 << 20;
/// How much of a local file is written at a time.
const PIECE: usize = 256 << 10;

impl Object {
    pub(super) fn new(client: Arc<Client>, location: &Location) -> Result<Object> {
        let text = location.store_key();
        let key = match location.scheme() {
            Scheme::Http | Scheme::Https => Key::from_url_path(&text),
            _ => Key::parse(&text),
        };
        match key {
            Ok(key) => Ok(Object { client, key, location: location.clone() }),
            Err(error) => {
                Err(Fault::refused(format!("`{location}` can't be used as a location: {error}")))
            }
        }
    }

    /// Refuses what lies at a local path and is no file.
    pub(super) async fn look(&self) -> Result<()> {
        match self.location.local_path().map(Path::to_owned) {
            Some(path) => io::blocking(move || look(&path)).await,
            None => Ok(()),
        }
    }

    /// A failure in words: what was being done, where, why, and what helps.
    pub(super) fn fault(&self, doing: &str, error: &object_store::Error) -> Error {
        let mut words = self.client.words(error);
        if let (false, Some(cause)) = (self.client.is_remote(), io_cause(error)) {
            words += &local_advice(doing, cause);
        }
        self.failed(doing, self.client.reason(error), &words)
    }

    pub(super) fn failed(&self, doing: &str, reason: Reason, cause: &str) -> Error {
        let mut message = format!("{doing} {} failed", self.location.without_query());
        message += reason.words();
        if !self.client.place.is_empty() {
            message += &format!(" ({}, key `{}`)", self.client.place, self.key);
        }
        let cause: String = redacted(cause).chars().take(600).collect();
        if !cause.is_empty() {
            message += &format!(": {cause}");
        }
        let advice = self.client.advice(reason, &cause);
        if !advice.is_empty() {
            message += &format!("; {advice}");
        }
        Fault::new(reason, message).into_error()
    }

    pub(super) async fn head(&self) -> object_store::Result<Meta> {
        self.client.store.head(&self.key).await.map(|meta| Meta::of(&meta))
    }

    /// Asks for a range, of this version if the store can tell. Not every store heeds the condition, nor can each be asked
    /// for it: the caller compares what the answer says.
    pub(super) async fn get(
        &self,
        range: Range<u64>,
        version: Option<&Meta>,
    ) -> object_store::Result<Got> {
        let tag = version.and_then(Meta::strong_tag).map(str::to_owned);
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())),
            if_match: tag.clone(),
            ..Default::default()
        };
        let result = match self.client.store.get_opts(&self.key, options).await {
            Ok(result) => result,
            Err(error) if self.sends_all(&error) => {
                return self.get_all_from(range.start, tag).await;
            }
            Err(error) => return Err(error),
        };
        let meta = Meta::of(&result.meta);
        let body = match result.payload {
            GetResultPayload::File(file, _) => file_body(file, result.range),
            GetResultPayload::Stream(body) => body,
        };
        Ok(Got { meta, body, whole: false })
    }

    /// Whether a web server has sent the whole file where a range was asked for.
    fn sends_all(&self, error: &object_store::Error) -> bool {
        matches!(self.location.scheme(), Scheme::Http | Scheme::Https)
            && matches!(error, object_store::Error::NotSupported { .. })
    }

    /// The whole object in one answer, passed over up to `start`.
    pub(super) async fn get_all_from(
        &self,
        start: u64,
        tag: Option<String>,
    ) -> object_store::Result<Got> {
        let options = GetOptions { if_match: tag, ..Default::default() };
        let result = self.client.store.get_opts(&self.key, options).await?;
        let meta = Meta::of(&result.meta);
        let body =
            stream::try_unfold((result.into_stream(), start), |(mut body, mut skip)| async move {
                while let Some(chunk) = body.next().await {
                    let mut chunk: Bytes = chunk?;
                    let passed = skip.min(chunk.len() as u64);
                    chunk.advance(passed as usize);
                    skip -= passed;
                    if !chunk.is_empty() {
                        return Ok(Some((chunk, (body, skip))));
                    }
                }
                Ok(None)
            })
            .boxed();
        Ok(Got { meta, body, whole: true })
    }

    /// The first bytes and the object's length. An empty object has no range to ask for.
    pub(super) async fn open(&self, first: u64) -> object_store::Result<Got> {
        let error = match self.get(0..first.max(1), None).await {
            Ok(got) => return Ok(got),
            Err(error) => error,
        };
        let text = words(&error).to_ascii_lowercase();
        if reason(&error) != Reason::NotFound && (text.contains("416") || text.contains("range")) {
            let meta = self.head().await?;
            if meta.size == 0 {
                return Ok(Got { meta, body: stream::empty().boxed(), whole: true });
            }
        }
        Err(error)
    }

    /// Stores bytes under the key. With `fresh` only if nothing is there.
    pub(super) async fn put(&self, bytes: Bytes, fresh: bool) -> object_store::Result<()> {
        if let Some(path) = self.location.local_path() {
            return put(path.to_owned(), bytes, fresh).await;
        }
        let mode = if fresh { PutMode::Create } else { PutMode::Overwrite };
        let options = PutOptions { mode, attributes: self.attributes(), ..Default::default() };
        self.client.store.put_opts(&self.key, self.payload(bytes), options).await.map(drop)
    }

    /// Bytes as a store is given them. A file is written piece by piece: for megabytes in one write the system looks
    /// for megabytes of memory in a row, and what it finds then is often memory that nothing has used yet, which costs
    /// up to ten times as much CPU as the write itself.
    pub(super) fn payload(&self, bytes: Bytes) -> PutPayload {
        if self.location.scheme() != Scheme::File || bytes.len() <= PIECE {
            return bytes.into();
        }
        let starts = (0..bytes.len()).step_by(PIECE);
        starts.map(|start| bytes.slice(start..bytes.len().min(start + PIECE))).collect()
    }

    /// What is stored beside the bytes: flytekit marks `.gz` files as packed.
    pub(super) fn attributes(&self) -> Attributes {
        let packed = self.location.base_name().is_some_and(|name| name.ends_with(".gz"));
        match packed && self.location.scheme() != Scheme::File {
            true => Attributes::from_iter([(Attribute::ContentEncoding, "gzip")]),
            false => Attributes::new(),
        }
    }
}

fn file_body(file: std::fs::File, range: Range<u64>) -> Body {
    stream::try_unfold((Arc::new(file), range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let length = (range.end - range.start).min(CHUNK as u64);
        let source = file.clone();
        let chunk = io::blocking(move || read_at(&source, range.start, length)).await;
        match chunk {
            Ok(chunk) if chunk.is_empty() => Ok(None),
            Ok(chunk) => {
                let start = range.start + chunk.len() as u64;
                Ok(Some((chunk, (file, start..range.end))))
            }
            Err(error) => {
                Err(object_store::Error::Generic { store: "file", source: Box::new(error) })
            }
        }
    })
    .boxed()
}

fn read_at(mut file: &std::fs::File, start: u64, length: u64) -> std::io::Result<Bytes> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(start))?;
    let mut chunk = Vec::with_capacity(length as usize);
    file.take(length).read_to_end(&mut chunk)?;
    Ok(chunk.into())
}

impl Stores {
    /// The length of an object, and a mark of its content.
    pub async fn head(&self, location: &Location) -> Result<Meta> {
        let object = self.object(location)?;
        io::run(
            async move { object.head().await.map_err(|error| object.fault("looking at", &error)) },
        )
        .await
    }

    /// Whether there is an object at this location.
    pub async fn exists(&self, location: &Location) -> Result<bool> {
        match self.head(location).await {
            Ok(_) => Ok(true),
            Err(error) if Reason::of(&error) == Some(Reason::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Stores bytes, replacing what is there. For local paths the bytes are on the disk when this returns.
    pub async fn write(&self, location: &Location, bytes: impl Into<Bytes>) -> Result<()> {
        let (object, bytes) = (self.object(location)?, bytes.into());
        io::run(async move {
            object.put(bytes, false).await.map_err(|error| object.fault("writing", &error))
        })
        .await
    }

    /// Stores bytes if there is nothing at the location; `false` if there is.
    pub async fn write_new(&self, location: &Location, bytes: impl Into<Bytes>) -> Result<bool> {
        let (object, bytes) = (self.object(location)?, bytes.into());
        io::run(async move {
            match object.put(bytes, true).await {
                Ok(()) => Ok(true),
                Err(error) if reason(&error) == Reason::AlreadyExists => Ok(false),
                Err(error) => Err(object.fault("writing", &error)),
            }
        })
        .await
    }

    /// Deletes an object. That there is none is no error.
    pub async fn delete(&self, location: &Location) -> Result<()> {
        let object = self.object(location)?;
        io::run(async move {
            match object.client.store.delete(&object.key).await {
                Err(error) if reason(&error) != Reason::NotFound => {
                    Err(object.fault("deleting", &error))
                }
                _ => Ok(()),
            }
        })
        .await
    }
}
