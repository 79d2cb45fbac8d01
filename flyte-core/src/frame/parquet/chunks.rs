//! The column chunks of a file, looked at when they have come and before they are decoded.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use super::delta;
use super::pages::{self, damaged};
use super::thrift::{Reader, STRUCT};
use crate::frame::seal;

/// What the footer says of the column chunks.
pub(super) struct Chunks {
    metadata: Arc<ParquetMetaData>,
    /// Those of all chunks, one row group after the other; empty if the file has none.
    checksums: Vec<u32>,
    /// Where the chunks lie, in that order: where it begins and ends, its row group and its column.
    places: Vec<(Range<u64>, usize, usize)>,
}

/// An error if these bytes can't be a footer.
pub(super) fn check_footer(footer: &[u8]) -> Result<(), ParquetError> {
    let sound = Reader::new(footer).skip(STRUCT);
    sound.map_err(|_| ParquetError::General("its footer is damaged".into()))
}

impl Chunks {
    /// Of a file with this footer.
    pub(super) fn new(
        metadata: Arc<ParquetMetaData>,
        footer: &[u8],
    ) -> Result<Chunks, ParquetError> {
        let general = |problem: &str| ParquetError::General(problem.into());
        let checksums = seal::open(footer).map_err(general)?.unwrap_or_default();
        let mut places = Vec::new();
        for (group, row_group) in metadata.row_groups().iter().enumerate() {
            for (column, chunk) in row_group.columns().iter().enumerate() {
                places.push((place(chunk)?, group, column));
            }
        }
        if !checksums.is_empty() && checksums.len() != places.len() {
            return Err(general("its checksums are those of other columns"));
        }
        places.sort_by_key(|(range, ..)| (range.start, range.end));
        Ok(Chunks { metadata, checksums, places })
    }

    /// An error if what lies at this range isn't what was written there, or can't be decoded in the memory that its
    /// length allows.
    pub(super) fn check(&self, range: &Range<u64>, bytes: &Bytes) -> Result<(), ParquetError> {
        let wanted = (range.start, range.end);
        let first = self.places.partition_point(|(place, ..)| (place.start, place.end) < wanted);
        let found = self.places[first..].iter().take_while(|(place, ..)| place == range);
        let mut is_known = false;
        for (_, group, column) in found {
            let row_group = self.metadata.row_group(*group);
            let chunk = row_group.column(*column);
            // a file that has checksums has one for each chunk
            let index = group * row_group.num_columns() + column;
            if self.checksums.get(index).is_some_and(|sum| *sum != crc32fast::hash(bytes)) {
                return Err(damaged(
                    chunk,
                    "its bytes aren't those that were written, by the checksum in the footer",
                ));
            }
            if pages::check(chunk, bytes)? {
                delta::check(chunk, range.start, bytes)?;
            }
            is_known = true;
        }
        match is_known {
            true => Ok(()),
            false => Err(ParquetError::General("bytes that are no column were asked for".into())),
        }
    }
}

fn place(chunk: &ColumnChunkMetaData) -> Result<Range<u64>, ParquetError> {
    let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
    let at = |number: i64| u64::try_from(number).ok();
    at(start)
        .zip(at(chunk.compressed_size()))
        .and_then(|(start, length)| Some(start..start.checked_add(length)?))
        .ok_or_else(|| damaged(chunk, "it lies outside of the file"))
}
