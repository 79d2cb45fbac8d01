//! Texts whose lengths are written as differences, before the parquet crate makes room for them.
//!
//! Such a page says in its first unpacked bytes how many lengths follow, in up to 64 bits, and the parquet crate makes
//! room for so many at once: a few bytes could take all memory. Only pages of this kind are unpacked twice; our own
//! writer makes none.

use std::sync::Arc;

use bytes::{Buf, Bytes};
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::pages::damaged;
use super::thrift::{Malformed, Reader};

/// Writers put 128 to 256 values into a block.
const LONGEST_BLOCK: u64 = 4096;

/// An error if a page of this column chunk, which begins at `start` in its file, says that it has more values than fit
/// into it.
pub(super) fn check(chunk: &ColumnChunkMetaData, start: u64, bytes: &Bytes) -> Result<()> {
    let source = Arc::new(Chunk { bytes: bytes.clone(), start });
    let mut pages = SerializedPageReader::new(source, chunk, usize::MAX, None)?;
    while let Some(page) = pages.get_next_page()? {
        let encoding = page.encoding();
        if page.is_data_page()
            && matches!(encoding, Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY)
            && check_page(chunk, &page).is_err()
        {
            return Err(damaged(chunk, "a page says that it has more values than fit into it"));
        }
    }
    Ok(())
}

fn check_page(chunk: &ColumnChunkMetaData, page: &Page) -> std::result::Result<(), Malformed> {
    let values = u64::from(page.num_values());
    let mut bytes = &page.buffer()[..];
    match page {
        Page::DataPage { rep_level_encoding, def_level_encoding, .. } => {
            let column = chunk.column_descr();
            for (level, encoding) in [
                (column.max_rep_level(), rep_level_encoding),
                (column.max_def_level(), def_level_encoding),
            ] {
                bytes = without_levels(bytes, level, *encoding, values)?;
            }
        }
        Page::DataPageV2 { rep_levels_byte_len, def_levels_byte_len, .. } => {
            let levels = *rep_levels_byte_len as usize + *def_levels_byte_len as usize;
            bytes = bytes.get(levels..).ok_or(Malformed)?;
        }
        Page::DictionaryPage { .. } => return Ok(()),
    }
    // a page of missing values may have nothing at all
    if bytes.is_empty() {
        return Ok(());
    }
    let rest = without_numbers(bytes, values)?;
    match page.encoding() {
        // behind the lengths of what each text begins with as the one before come those of the rest
        Encoding::DELTA_BYTE_ARRAY if !rest.is_empty() => without_numbers(rest, values).map(drop),
        _ => Ok(()),
    }
}

/// What follows levels of up to this one.
fn without_levels(
    bytes: &[u8],
    level: i16,
    encoding: Encoding,
    values: u64,
) -> std::result::Result<&[u8], Malformed> {
    if level == 0 {
        return Ok(bytes);
    }
    if encoding == Encoding::RLE {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or(Malformed)?;
        return rest.get(u32::from_le_bytes(*length) as usize..).ok_or(Malformed);
    }
    let bits = u64::from(i16::BITS - level.leading_zeros());
    bytes.get((values * bits).div_ceil(8) as usize..).ok_or(Malformed)
}

/// What follows numbers that are written as differences, which are `values` at most.
fn without_numbers(bytes: &[u8], values: u64) -> std::result::Result<&[u8], Malformed> {
    let mut reader = Reader::new(bytes);
    let (block, parts) = (reader.varint()?, reader.varint()?);
    let count = reader.varint()?;
    reader.varint()?;
    if parts == 0 || block > LONGEST_BLOCK || block % parts != 0 || count > values {
        return Err(Malformed);
    }
    let part = block / parts;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        reader.varint()?;
        let widths = bytes[reader.position()..].get(..parts as usize).ok_or(Malformed)?;
        reader.advance(parts)?;
        for width in widths {
            if left > 0 {
                reader.advance(u64::from(*width) * part / 8)?;
                left = left.saturating_sub(part);
            }
        }
    }
    Ok(&bytes[reader.position()..])
}

/// The bytes of a column chunk, at their place in the file.
struct Chunk {
    bytes: Bytes,
    start: u64,
}

impl Chunk {
    fn from(&self, start: u64) -> Result<Bytes> {
        let at = start.checked_sub(self.start).and_then(|at| usize::try_from(at).ok());
        let at = at.filter(|at| *at <= self.bytes.len());
        at.map(|at| self.bytes.slice(at..))
            .ok_or_else(|| ParquetError::EOF("a page lies outside of its column".into()))
    }
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Chunk {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(self.from(start)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.from(start)?;
        if length > bytes.len() {
            return Err(ParquetError::EOF("a page is longer than its column".into()));
        }
        Ok(bytes.slice(..length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_by_their_blocks() {
        // blocks of 128 in 4 parts: 34 values, all the same; then a byte
        let numbers = [0x80, 1, 4, 34, 16, 0, 0, 0, 0, 0, 9];
        assert_eq!(without_numbers(&numbers, 34), Ok(&[9][..]));
        assert_eq!(without_numbers(&numbers, 33), Err(Malformed), "more than the page has");
        // 2 bits for the first part of 32, the second part has one
        let wide = [0x80, 1, 4, 34, 16, 0, 2, 2, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1];
        assert_eq!(without_numbers(&[&wide[..], &[2; 8]].concat(), 34), Ok(&[][..]));
        let huge = [0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x0f, 16, 0, 0, 0, 0, 0];
        assert_eq!(without_numbers(&huge, u64::MAX), Err(Malformed));
        let block = [0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0xff, 0xff, 0xff, 0x07, 16, 0, 0];
        assert_eq!(without_numbers(&block, u64::MAX), Err(Malformed));
    }
}
