//! A Parquet file in a store: its footer in one request, its column chunks by ranges.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::{AsyncFileReader, MetadataFetch};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{FooterTail, ParquetMetaData, ParquetMetaDataReader};

use super::chunks::{self, Chunks};
use crate::error::{Error, Result};
use crate::frame::kind;
use crate::frame::place::Part;
use crate::storage::{Picker, Stores};

/// So much of a file's end is read first: the footer of some hundred columns in a few dozen row groups.
const TAIL: u64 = 64 << 10;
/// The length of the footer and the magic word, behind the footer.
pub(super) const TRAILER: usize = 8;

/// What the parquet crate reads from.
pub(super) struct Input {
    picker: Picker,
    tail: Bytes,
    /// What the footer says of the columns, once it has been read.
    chunks: Option<Chunks>,
}

impl Input {
    pub(super) async fn open(stores: &Stores, part: &Part) -> Result<Input> {
        let (picker, tail) = stores.picker(&part.location, part.size, TAIL).await?;
        Ok(Input { picker, tail, chunks: None })
    }

    /// The bytes of the footer. What isn't there yet of a long one is read, so that all of it lies in the tail.
    async fn footer(&mut self) -> ParquetResult<Bytes> {
        let Some((_, trailer)) = self.tail.split_last_chunk::<TRAILER>() else {
            return Err(ParquetError::EOF("it is too short for a Parquet file".into()));
        };
        let length = FooterTail::try_from(*trailer)?.metadata_length();
        let whole = length + TRAILER;
        if let Some(missing) = whole.checked_sub(self.tail.len()).filter(|missing| *missing > 0) {
            let begin = self.picker.size() - self.tail.len() as u64;
            let start = begin.checked_sub(missing as u64);
            let start = start.ok_or_else(|| ParquetError::EOF("its footer is cut off".into()))?;
            let rest = self.picker.range(start..begin).await.map_err(into_parquet)?;
            self.tail = [rest, self.tail.clone()].concat().into();
        }
        let start = self.tail.len() - whole;
        Ok(self.tail.slice(start..start + length))
    }

    /// What is at this range, if it has been read already.
    fn known(&self, range: &Range<u64>) -> Option<Bytes> {
        let begin = self.picker.size() - self.tail.len() as u64;
        let (from, to) = (range.start.checked_sub(begin)?, range.end.checked_sub(begin)?);
        let inside = from <= to && to <= self.tail.len() as u64;
        inside.then(|| self.tail.slice(from as usize..to as usize))
    }

    /// What went wrong with a file that may be of another kind, and which kind that is.
    pub(super) async fn advised(&self, error: Error) -> Error {
        if error.is_recoverable() {
            return error;
        }
        match self.get(0..self.picker.size().min(kind::ENOUGH as u64)).await {
            Ok(head) if !head.starts_with(b"PAR1") => {
                Error::fatal(format!("{error}{}", kind::advice(&head)))
            }
            _ => error,
        }
    }

    async fn get(&self, range: Range<u64>) -> ParquetResult<Bytes> {
        match self.known(&range) {
            Some(bytes) => Ok(bytes),
            None => self.picker.range(range).await.map_err(into_parquet),
        }
    }
}

impl AsyncFileReader for Input {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.get(range).boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        async move {
            // a small file has come with its footer
            let known: Option<Vec<Bytes>> = ranges.iter().map(|range| self.known(range)).collect();
            let found = match known {
                Some(known) => known,
                None => self.picker.ranges(ranges.clone()).await.map_err(into_parquet)?,
            };
            if let Some(chunks) = &self.chunks {
                ranges.iter().zip(&found).try_for_each(|(at, bytes)| chunks.check(at, bytes))?;
            }
            Ok(found)
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let footer = self.footer().await?;
            chunks::check_footer(&footer)?;
            let size = self.picker.size();
            let reader = ParquetMetaDataReader::new()
                .with_arrow_reader_options(options)
                .with_prefetch_hint(Some(self.tail.len()));
            let metadata = reader.load_and_finish(Footer(self), size).await.map(Arc::new)?;
            self.chunks = Some(Chunks::new(metadata.clone(), &footer)?);
            Ok(metadata)
        }
        .boxed()
    }
}

struct Footer<'a>(&'a Input);

impl MetadataFetch for Footer<'_> {
    fn fetch(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.0.get(range).boxed()
    }
}

/// A store's failure on its way through the parquet crate.
pub(super) fn into_parquet(error: Error) -> ParquetError {
    ParquetError::External(error.into())
}

/// A failure of the parquet crate. What came from a store is that again; anything else is the file's fault.
pub(super) fn from_parquet(doing: &str, error: ParquetError) -> Error {
    match error {
        ParquetError::External(error) => Error::from_boxed(error).context(doing),
        other => {
            let words = other.to_string();
            let is_unknown = words.contains("brotli") || words.contains("LZO");
            let advice = match is_unknown {
                true => "; write it with Zstandard, Snappy, gzip or LZ4",
                false => "",
            };
            Error::fatal(format!("{doing}: {words}{advice}"))
        }
    }
}
