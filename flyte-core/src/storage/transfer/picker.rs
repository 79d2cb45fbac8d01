//! An object of which somebody wants ranges here and there.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::local;
use super::ranges::{Version, Window};
use super::reader::Reader;
use crate::error::{Error, Result};
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::location::Location;
use crate::storage::object::Object;
use crate::storage::stores::Stores;

/// So many ranges are asked for at a time.
const AT_ONCE: usize = 8;
/// Ranges that lie closer together are asked for as one: the bytes between them cost less than a request.
const GAP: u64 = 32 << 10;
/// No more memory is taken before bytes have come, whatever is announced.
const AHEAD: u64 = 64 << 20;

/// Reads ranges of an object, in any order. All of them are of the object as it was when it was opened.
#[derive(Clone)]
pub(crate) struct Picker {
    source: Source,
    size: u64,
}

#[derive(Clone)]
enum Source {
    Local(Arc<Mutex<File>>, Arc<PathBuf>),
    Remote(Object, Version),
    /// Read in one answer, where a server gives nothing that would tell its versions apart.
    Whole(Object, Bytes),
}

impl Stores {
    /// Opens an object and reads its end, at most `tail` bytes. `size` is its length, where a listing has told it.
    pub(crate) async fn picker(
        &self,
        location: &Location,
        size: Option<u64>,
        tail: u64,
    ) -> Result<(Picker, Bytes)> {
        let object = self.object(location)?;
        io::run(async move {
            let picker = match object.location.local_path() {
                Some(path) => Picker::local(path.to_owned()).await?,
                None => {
                    let size = match size {
                        Some(size) => size,
                        None => {
                            object
                                .head()
                                .await
                                .map_err(|error| object.fault("looking at", &error))?
                                .size
                        }
                    };
                    return Picker::remote(object, size, tail).await;
                }
            };
            let end = picker.range(picker.size.saturating_sub(tail)..picker.size).await?;
            Ok((picker, end))
        })
        .await
    }
}

impl Picker {
    async fn local(path: PathBuf) -> Result<Picker> {
        io::blocking(move || {
            let (file, size) = local::open(&path)?;
            Ok(Picker { source: Source::Local(Arc::new(Mutex::new(file)), Arc::new(path)), size })
        })
        .await
    }

    async fn remote(object: Object, size: u64, tail: u64) -> Result<(Picker, Bytes)> {
        let range = size.saturating_sub(tail)..size;
        if range.is_empty() {
            let source = Source::Remote(object, Version::default());
            return Ok((Picker { source, size }, Bytes::new()));
        }
        let got = object
            .get(range.clone(), None)
            .await
            .map_err(|error| object.fault("reading", &error))?;
        if got.meta.size != size {
            let cause = format!("it has {} bytes, not {size} as listed", got.meta.size);
            return Err(object.failed("reading", Reason::Changed, &cause));
        }
        if !got.meta.is_verifiable() {
            return Picker::whole(object, size, tail).await;
        }
        let length = range.end - range.start;
        let version = Version::from(OnceLock::from(got.meta));
        let body = Some((got.body, length));
        let window = Window::new(object.clone(), version.clone(), range, length, body);
        let end = collect(window, length).await?;
        Ok((Picker { source: Source::Remote(object, version), size }, end))
    }

    async fn whole(object: Object, size: u64, tail: u64) -> Result<(Picker, Bytes)> {
        if size > AHEAD {
            let cause = format!(
                "the server sends neither ETag nor Last-Modified, so ranges of it may be of two versions, and {size} \
                 bytes are too many to hold; download the file and read the copy"
            );
            return Err(object.failed("reading", Reason::Refused, &cause));
        }
        let mut reader = Reader::open(object.clone(), size).await?;
        let mut bytes = BytesMut::with_capacity(size as usize);
        while let Some(chunk) = reader.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        if bytes.len() as u64 != size {
            let cause = format!("it has {} bytes, not {size} as before", bytes.len());
            return Err(object.failed("reading", Reason::Changed, &cause));
        }
        let bytes = bytes.freeze();
        let end = bytes.slice(size.saturating_sub(tail) as usize..);
        Ok((Picker { source: Source::Whole(object, bytes), size }, end))
    }

    /// The object's length.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// One range.
    pub(crate) async fn range(&self, range: Range<u64>) -> Result<Bytes> {
        self.check(&range)?;
        match &self.source {
            Source::Local(file, path) => {
                let (file, path) = (file.clone(), path.clone());
                io::blocking(move || read(&file, &path, &range)).await
            }
            Source::Remote(object, version) => {
                let (object, version) = (object.clone(), version.clone());
                io::run(async move { fetch(object, version, range).await }).await
            }
            Source::Whole(_, bytes) => Ok(bytes.slice(range.start as usize..range.end as usize)),
        }
    }

    /// Several ranges, in the order asked for.
    pub(crate) async fn ranges(&self, ranges: Vec<Range<u64>>) -> Result<Vec<Bytes>> {
        ranges.iter().try_for_each(|range| self.check(range))?;
        let merged = merge(&ranges);
        let fetched: Vec<Bytes> = match &self.source {
            Source::Local(file, path) => {
                let (file, path, merged) = (file.clone(), path.clone(), merged.clone());
                io::blocking(move || {
                    merged.iter().map(|range| read(&file, &path, range)).collect::<Result<_>>()
                })
                .await?
            }
            Source::Remote(object, version) => {
                let (object, version, merged) = (object.clone(), version.clone(), merged.clone());
                io::run(async move {
                    stream::iter(merged)
                        .map(|range| fetch(object.clone(), version.clone(), range))
                        .buffered(AT_ONCE)
                        .try_collect()
                        .await
                })
                .await?
            }
            Source::Whole(_, bytes) => {
                let slice =
                    |range: &Range<u64>| bytes.slice(range.start as usize..range.end as usize);
                return Ok(ranges.iter().map(slice).collect());
            }
        };
        let slice = |range: &Range<u64>| {
            let at = merged.partition_point(|whole| whole.start <= range.start) - 1;
            let start = (range.start - merged[at].start) as usize;
            fetched[at].slice(start..start + (range.end - range.start) as usize)
        };
        Ok(ranges.iter().map(slice).collect())
    }

    /// Whether a range lies inside of the object.
    fn check(&self, range: &Range<u64>) -> Result<()> {
        if range.start <= range.end && range.end <= self.size {
            return Ok(());
        }
        Err(Error::fatal(format!(
            "bytes {} to {} were asked for of {}, which has {}",
            range.start,
            range.end,
            match &self.source {
                Source::Local(_, path) => path.display().to_string(),
                Source::Remote(object, _) | Source::Whole(object, _) =>
                    object.location.without_query().to_owned(),
            },
            self.size
        )))
    }
}

/// The ranges in order, those close together as one.
fn merge(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted = ranges.to_vec();
    sorted.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<u64>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(GAP) => {
                last.end = last.end.max(range.end);
            }
            _ => merged.push(range),
        }
    }
    merged
}

async fn fetch(object: Object, version: Version, range: Range<u64>) -> Result<Bytes> {
    let length = range.end - range.start;
    collect(Window::new(object, version, range, length, None), length).await
}

async fn collect(mut window: Window, length: u64) -> Result<Bytes> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = window.piece().await {
        for chunk in piece? {
            if chunk.len() as u64 == length {
                return Ok(chunk);
            }
            if bytes.is_empty() {
                bytes.reserve(length.min(AHEAD) as usize);
            }
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes.freeze())
}

fn read(file: &Mutex<File>, path: &Path, range: &Range<u64>) -> Result<Bytes> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    let length = range.end - range.start;
    let mut bytes = Vec::with_capacity(length.min(AHEAD) as usize);
    let read = file
        .seek(SeekFrom::Start(range.start))
        .and_then(|_| (&*file).take(length).read_to_end(&mut bytes))
        .map_err(|error| Fault::file("reading", path, &error))?;
    if (read as u64) < length {
        let message = format!("{} changed while it was read", path.display());
        return Err(Fault::new(Reason::Changed, message).into_error());
    }
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::{GAP, merge};

    #[test]
    fn ranges_close_together_are_one_request() {
        assert_eq!(merge(&[]), []);
        assert_eq!(merge(&[5..6, 0..4]), vec![0..6]);
        let far = 4 + GAP + 1;
        assert_eq!(merge(&[far..far + 1, 0..4, 2..3]), [0..4, far..far + 1]);
    }
}
