//! The headers of pages, before the parquet crate believes them.
//!
//! It takes as much memory as a header says that the page has when it is unpacked, up to 2 GiB, and as many values as
//! a dictionary says that it has. Here a page may have what its bytes can hold, by how far each codec packs at best, and
//! a dictionary as many values as fit into its page.

use parquet::basic::{Compression, Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;

use super::thrift::{INT32, Malformed, Reader, STRUCT};

/// A page that says it has no more is not looked at any closer.
const SMALL: u64 = 1 << 20;
/// The largest block of Zstandard, unpacked.
const ZSTD_BLOCK: u64 = 128 << 10;

/// What a page says of itself.
#[derive(Debug, Default)]
struct Header {
    unpacked: i64,
    packed: i64,
    /// How many values a dictionary has.
    dictionary: Option<i64>,
    /// How many values a page of data has.
    values: Option<i64>,
    /// How they are written.
    encoding: i64,
    /// The levels before the values, which are never packed; whether the values are.
    levels: i64,
    is_packed: bool,
}

/// An error if a page of this column chunk says that it has more than it can have. Tells whether there are pages whose
/// values begin with their number, which only [`delta`](super::delta) can look at.
pub(super) fn check(chunk: &ColumnChunkMetaData, bytes: &[u8]) -> Result<bool, ParquetError> {
    let (mut at, mut values, mut has_counts) = (0, 0, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (header, length) = match header(rest) {
            Ok(found) => found,
            // some writers leave bytes behind the last page, which nobody reads
            Err(Malformed) if values >= chunk.num_values() => break,
            Err(Malformed) => return Err(damaged(chunk, "a page has no header")),
        };
        let rest = &rest[length..];
        let packed = usize::try_from(header.packed).ok().filter(|packed| *packed <= rest.len());
        let Some(packed) = packed else {
            return Err(damaged(chunk, "a page is longer than the column"));
        };
        let page = &rest[..packed];
        check_page(chunk, &header, page)?;
        values += header.values.unwrap_or(0).max(0);
        has_counts |= counts_its_values(chunk, &header);
        at += length + packed;
    }
    Ok(has_counts)
}

fn check_page(
    chunk: &ColumnChunkMetaData,
    header: &Header,
    page: &[u8],
) -> Result<(), ParquetError> {
    let Ok(unpacked) = u64::try_from(header.unpacked) else {
        return Err(damaged(chunk, "a page says that it has less than nothing"));
    };
    let values_at = usize::try_from(header.levels).ok().filter(|levels| *levels <= page.len());
    let Some(values_at) = values_at else {
        return Err(damaged(chunk, "the levels of a page are longer than the page"));
    };
    // a page that isn't packed is taken as it is, whatever it says
    let is_packed = header.is_packed && chunk.compression() != Compression::UNCOMPRESSED;
    if is_packed && unpacked > SMALL {
        let most =
            most(chunk.compression(), &page[values_at..]).saturating_add(header.levels as u64);
        if unpacked > most {
            let packed = page.len();
            return Err(damaged(
                chunk,
                &format!(
                    "a page of {packed} bytes says that it has {unpacked} when it is unpacked, and can't have more \
                     than {most}"
                ),
            ));
        }
    }
    let Some(values) = header.dictionary else { return Ok(()) };
    let smallest = match chunk.column_type() {
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
        Type::FIXED_LEN_BYTE_ARRAY => {
            u64::try_from(chunk.column_descr().type_length()).unwrap_or(0).max(1)
        }
        Type::BOOLEAN => 1,
    };
    let room = if is_packed { unpacked } else { page.len() as u64 } / smallest;
    if u64::try_from(values).is_ok_and(|values| values <= room) {
        return Ok(());
    }
    Err(damaged(
        chunk,
        &format!("a dictionary says that it has {values} values in room for {room}"),
    ))
}

/// How many bytes can be packed so at most.
fn most(codec: Compression, packed: &[u8]) -> u64 {
    let length = packed.len() as u64;
    match codec {
        // a copy of 64 bytes takes 3
        Compression::SNAPPY => length * 22 + 64,
        Compression::LZ4 | Compression::LZ4_RAW => length * 255 + 64,
        // 258 bytes can take 2 bits
        Compression::GZIP(_) => length * 1032 + 1024,
        Compression::ZSTD(_) => zstd(packed),
        Compression::UNCOMPRESSED => length,
        // the parquet crate refuses these before it makes room
        Compression::BROTLI(_) | Compression::LZO => u64::MAX,
    }
}

/// What the blocks of these frames can have at most, by their heads (RFC 8878, 3.1.1). A block of one repeated byte
/// says how long it is; a packed one has at most 128 KiB.
fn zstd(mut packed: &[u8]) -> u64 {
    let mut most = 0_u64;
    while let Some((frame, rest)) = packed.split_first_chunk::<5>() {
        let [magic @ .., head] = *frame;
        match u32::from_le_bytes(magic) {
            0xfd2f_b528 => {}
            // a frame that holds nothing of the data
            0x184d_2a50..=0x184d_2a5f => {
                let Some((length, rest)) = packed[4..].split_first_chunk::<4>() else { break };
                let Some(rest) = rest.get(u32::from_le_bytes(*length) as usize..) else { break };
                packed = rest;
                continue;
            }
            _ => break,
        }
        let is_single = head & 0x20 != 0;
        let window = usize::from(!is_single);
        let dictionary = [0, 1, 2, 4][usize::from(head & 3)];
        let size = match head >> 6 {
            0 => usize::from(is_single),
            wide => 1 << wide,
        };
        let Some(mut blocks) = rest.get(window + dictionary + size..) else { break };
        loop {
            let Some((block, rest)) = blocks.split_first_chunk::<3>() else { return most };
            let block = u32::from_le_bytes([block[0], block[1], block[2], 0]);
            let length = block >> 3;
            let (taken, has) = match (block >> 1) & 3 {
                0 => (length, u64::from(length)),
                1 => (1, u64::from(length)),
                _ => (length, ZSTD_BLOCK),
            };
            most += has.min(ZSTD_BLOCK);
            let Some(rest) = rest.get(taken as usize..) else { return most };
            blocks = rest;
            if block & 1 != 0 {
                break;
            }
        }
        packed = blocks.get(if head & 4 == 0 { 0 } else { 4 }..).unwrap_or_default();
    }
    most
}

/// Whether the values of a page begin with how many there are: lengths and prefixes of texts, written as differences.
fn counts_its_values(chunk: &ColumnChunkMetaData, header: &Header) -> bool {
    let is_text = matches!(chunk.column_type(), Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY);
    is_text && header.values.is_some() && matches!(header.encoding, 6 | 7)
}

/// The header of the page that begins here, and its length. A field that isn't what it has to be is no header: the
/// parquet crate reads it as if it were.
fn header(bytes: &[u8]) -> Result<(Header, usize), Malformed> {
    let mut reader = Reader::new(bytes);
    let mut header = Header { is_packed: true, ..Header::default() };
    let mut last = 0;
    while let Some((number, kind)) = reader.field(&mut last)? {
        match (number, kind) {
            (2, INT32) => header.unpacked = reader.integer()?,
            (3, INT32) => header.packed = reader.integer()?,
            (5, STRUCT) => data_page(&mut reader, &mut header)?,
            (7, STRUCT) => dictionary_page(&mut reader, &mut header)?,
            (8, STRUCT) => data_page_2(&mut reader, &mut header)?,
            (1 | 4, INT32) | (6, STRUCT) => reader.skip(kind)?,
            (..=8, _) => return Err(Malformed),
            _ => reader.skip(kind)?,
        }
    }
    Ok((header, reader.position()))
}

fn data_page(reader: &mut Reader<'_>, header: &mut Header) -> Result<(), Malformed> {
    let mut last = 0;
    while let Some((number, kind)) = reader.field(&mut last)? {
        match (number, kind) {
            (1, INT32) => header.values = Some(reader.integer()?),
            (2, INT32) => header.encoding = reader.integer()?,
            (3 | 4, INT32) | (5, STRUCT) => reader.skip(kind)?,
            (..=5, _) => return Err(Malformed),
            _ => reader.skip(kind)?,
        }
    }
    Ok(())
}

fn dictionary_page(reader: &mut Reader<'_>, header: &mut Header) -> Result<(), Malformed> {
    let mut last = 0;
    header.dictionary = Some(0);
    while let Some((number, kind)) = reader.field(&mut last)? {
        match (number, kind) {
            (1, INT32) => header.dictionary = Some(reader.integer()?),
            (2, INT32) => reader.skip(kind)?,
            (3, _) if Reader::boolean(kind).is_some() => {}
            (..=3, _) => return Err(Malformed),
            _ => reader.skip(kind)?,
        }
    }
    Ok(())
}

fn data_page_2(reader: &mut Reader<'_>, header: &mut Header) -> Result<(), Malformed> {
    let mut last = 0;
    let mut levels = [0; 2];
    while let Some((number, kind)) = reader.field(&mut last)? {
        match (number, kind) {
            (1, INT32) => header.values = Some(reader.integer()?),
            (4, INT32) => header.encoding = reader.integer()?,
            (5, INT32) => levels[0] = reader.integer()?,
            (6, INT32) => levels[1] = reader.integer()?,
            (7, _) => header.is_packed = Reader::boolean(kind).ok_or(Malformed)?,
            (2 | 3, INT32) | (8, STRUCT) => reader.skip(kind)?,
            (..=8, _) => return Err(Malformed),
            _ => reader.skip(kind)?,
        }
    }
    let is_length = |length: &i64| i32::try_from(*length).is_ok_and(|length| length >= 0);
    if !levels.iter().all(is_length) {
        return Err(Malformed);
    }
    header.levels = levels.iter().sum();
    Ok(())
}

pub(super) fn damaged(chunk: &ColumnChunkMetaData, problem: &str) -> ParquetError {
    ParquetError::General(format!(
        "column `{}` is damaged: {problem}",
        chunk.column_path().string()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_zstandard_has_what_its_blocks_have() {
        let frame = |blocks: &[(u32, u32)]| {
            // one segment, four bytes of a size that nobody believes
            let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0xff, 0xff, 0xff, 0x7f];
            for (index, (kind, length)) in blocks.iter().enumerate() {
                let last = u32::from(index + 1 == blocks.len());
                let head = last | (kind << 1) | (length << 3);
                frame.extend_from_slice(&head.to_le_bytes()[..3]);
                frame.resize(frame.len() + if *kind == 1 { 1 } else { *length as usize }, 0);
            }
            frame
        };
        assert_eq!(zstd(&frame(&[(0, 100), (0, 7)])), 107);
        assert_eq!(zstd(&frame(&[(1, 100_000), (2, 9)])), 100_000 + ZSTD_BLOCK);
        let two =
            [frame(&[(0, 5)]), vec![0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 1], frame(&[(0, 6)])];
        assert_eq!(zstd(&two.concat()), 11);
        assert_eq!(zstd(&frame(&[(0, 100)])[..20]), 100, "cut off");
        assert_eq!((zstd(b""), zstd(b"nothing of the kind")), (0, 0));
    }

    #[test]
    fn a_header_is_what_the_format_says() {
        // a page of data: 1 = 0, 2 = 40, 3 = 20, 5 = { 1 = 10, 2 = 0, 3 = 3, 4 = 3 }
        let page =
            [0x15, 0, 0x15, 80, 0x15, 40, 0x2c, 0x15, 20, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 7];
        let (header, length) = header(&page).unwrap();
        assert_eq!(length, page.len() - 1);
        assert_eq!((header.unpacked, header.packed, header.values), (40, 20, Some(10)));
        // the same with a text for a number
        let text = [0x15, 0, 0x18, 1, 80, 0x15, 40, 0];
        assert_eq!(super::header(&text).unwrap_err(), Malformed);
    }
}
