//! Lists of integers as literals: one loop over the values, one over the bytes.
//!
//! An item is `0a n+5 0a n+3 0a n+1 08` and a varint of `n` bytes: the literal, its scalar and its
//! primitive, each the only field of the message around it.

use crate::varint;

/// The start of an item, but for the three lengths.
const HEAD: u64 = u64::from_le_bytes([0x0a, 5, 0x0a, 3, 0x0a, 1, 0x08, 0]);
/// One in each of the three lengths.
const LENGTHS: u64 = u64::from_le_bytes([0, 1, 0, 1, 0, 1, 0, 0]);
/// An item is never shorter nor longer.
const SHORTEST: usize = 8;
const LONGEST: usize = 17;

/// The bytes of a list of integers.
pub fn encode(values: &[i64]) -> Vec<u8> {
    // The bytes of the list's own length are known before it, unless these two differ.
    let width = varint::len((SHORTEST * values.len()) as u64);
    let exact = varint::len((LONGEST * values.len()) as u64) == width;
    let mut body = if exact { 0 } else { values.iter().map(|value| item_len(*value)).sum() };
    let width = if exact { width } else { varint::len(body as u64) };

    let mut out = vec![0; 1 + width + LONGEST * values.len()];
    out[0] = 0x12;
    let mut at = 1 + width;
    for value in values {
        let value = *value as u64;
        let len = varint::len(value);
        let head = HEAD + LENGTHS * len as u64;
        out[at..at + 8].copy_from_slice(&head.to_le_bytes());
        if len <= 8 {
            let bytes = varint::spread(value, len);
            out[at + 7..at + 15].copy_from_slice(&bytes.to_le_bytes());
        } else {
            let mut rest = value;
            for byte in &mut out[at + 7..at + 7 + len] {
                *byte = rest as u8 | 0x80;
                rest >>= 7;
            }
            out[at + 6 + len] &= 0x7f;
        }
        at += 7 + len;
    }
    body = body.max(at - 1 - width);
    out.truncate(at);
    for (index, byte) in out[1..=width].iter_mut().enumerate() {
        *byte = (body >> (7 * index)) as u8 | 0x80;
    }
    out[width] &= 0x7f;
    out
}

fn item_len(value: i64) -> usize {
    7 + varint::len(value as u64)
}

/// The integers of a list, or `None` if it is anything else.
pub fn decode(bytes: &[u8]) -> Option<Vec<i64>> {
    let mut rest = bytes.strip_prefix(&[0x12])?;
    if varint::take(&mut rest)? != rest.len() as u64 {
        return None;
    }
    let first = usize::from(*rest.get(1).unwrap_or(&6)) + 2;
    let mut values = Vec::with_capacity(rest.len() / first + 1);
    while let Some((chunk, _)) = rest.split_first_chunk::<16>() {
        let [head, varint] = [&chunk[..8], &chunk[7..15]]
            .map(|half| u64::from_le_bytes(half.try_into().unwrap_or_default()));
        let len = usize::from(chunk[5]).wrapping_sub(1);
        if !(1..=8).contains(&len) || head << 8 != (HEAD + LENGTHS * len as u64) << 8 {
            values.push(item(&mut rest)?);
            continue;
        }
        values.push(varint::gather(varint, len)? as i64);
        rest = &rest[7 + len..];
    }
    while !rest.is_empty() {
        values.push(item(&mut rest)?);
    }
    Some(values)
}

/// One item, byte by byte.
fn item(rest: &mut &[u8]) -> Option<i64> {
    let [0x0a, item, 0x0a, scalar, 0x0a, primitive, 0x08, after @ ..] = *rest else { return None };
    let start = after.len();
    *rest = after;
    let value = varint::take(rest)?;
    let len = start - rest.len();
    ([item, scalar, primitive].map(|len| usize::from(*len)) == [len + 5, len + 3, len + 1])
        .then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use crate::{list, scalars};

    #[test]
    fn all_widths_are_written_and_read_as_prost_does() {
        let mut values: Vec<i64> = (0..63).flat_map(|bit| [1 << bit, (1 << bit) - 1]).collect();
        values.extend([0, -1, i64::MIN, i64::MAX]);
        for count in 0..values.len() {
            let values = &values[count..];
            let bytes = list::encode(values);
            assert_eq!(bytes, scalars::encode_integers(values));
            assert_eq!(list::decode(&bytes).as_deref(), Some(values));
        }
    }

    #[test]
    fn other_bytes_are_no_list() {
        let bytes = list::encode(&[1, 300, 70_000, 5, 6, 7]);
        for len in 0..bytes.len() {
            assert_eq!(list::decode(&bytes[..len]), None);
        }
    }
}
