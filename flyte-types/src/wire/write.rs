//! Writing literals, in one pass.
//!
//! Every function appends the body of a `flyteidl.core.Literal`. Lengths that arithmetic gives are
//! written as they are known. A message whose length isn't known starts with room for the length
//! that it will probably have; if the guess was wrong, what was written after it moves.

use crate::error::{Result, Step};
use crate::msgpack::Packer;

/// Appends an integer.
#[inline]
pub fn put_integer(out: &mut Vec<u8>, value: i64) {
    let len = varint_len(value as u64) as u8;
    out.extend_from_slice(&[0x0a, len + 3, 0x0a, len + 1, 0x08]);
    varint(out, value as u64);
}

/// Appends a float.
#[inline]
pub fn put_float(out: &mut Vec<u8>, value: f64) {
    let mut whole = [0x0a, 11, 0x0a, 9, 0x11, 0, 0, 0, 0, 0, 0, 0, 0];
    whole[5..].copy_from_slice(&value.to_le_bytes());
    out.extend_from_slice(&whole);
}

/// Appends text.
#[inline]
pub fn put_text(out: &mut Vec<u8>, value: &str) {
    let text = value.len();
    let primitive = delimited_len(text);
    out.reserve(text + 24);
    head(out, 0x0a, delimited_len(primitive));
    head(out, 0x0a, primitive);
    head(out, 0x1a, text);
    out.extend_from_slice(value.as_bytes());
}

/// Appends a boolean.
#[inline]
pub fn put_boolean(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(&[0x0a, 4, 0x0a, 2, 0x20, u8::from(value)]);
}

/// Appends an instant: whole seconds since the epoch, rounded down, and the nanoseconds after them.
pub fn put_datetime(out: &mut Vec<u8>, seconds: i64, nanos: i32) {
    seconds_and_nanos(out, 0x2a, seconds, nanos);
}

/// Appends a span of time; both parts have the same sign.
pub fn put_duration(out: &mut Vec<u8>, seconds: i64, nanos: i32) {
    seconds_and_nanos(out, 0x32, seconds, nanos);
}

fn seconds_and_nanos(out: &mut Vec<u8>, tag: u8, seconds: i64, nanos: i32) {
    // A negative int32 is written as the int64 that it equals.
    let nanos = i64::from(nanos);
    let part = |value: i64| if value == 0 { 0 } else { 1 + varint_len(value as u64) };
    let time = part(seconds) + part(nanos);
    let primitive = delimited_len(time);
    head(out, 0x0a, delimited_len(primitive));
    head(out, 0x0a, primitive);
    head(out, tag, time);
    for (tag, value) in [(0x08, seconds), (0x10, nanos)] {
        if value != 0 {
            out.push(tag);
            varint(out, value as u64);
        }
    }
}

/// Appends the value `None`.
#[inline]
pub fn put_none(out: &mut Vec<u8>) {
    out.extend_from_slice(&[0x0a, 2, 0x2a, 0]);
}

/// Appends a msgpack value.
#[inline]
pub fn put_binary(out: &mut Vec<u8>, pack: impl FnOnce(&mut Packer) -> Result<()>) -> Result<()> {
    nested(out, 0x0a, 1, |out| {
        nested(out, 0x1a, 1, |out| {
            nested(out, 0x0a, 1, |out| {
                let mut packer = Packer::appending(std::mem::take(out));
                let packed = pack(&mut packer);
                *out = packer.into_bytes();
                packed
            })?;
            out.extend_from_slice(b"\x12\x07msgpack");
            Ok(())
        })
    })
}

/// Appends a msgpack value that is written already.
pub fn put_packed(out: &mut Vec<u8>, value: &[u8]) {
    const TAG: &[u8] = b"\x12\x07msgpack";
    let binary = delimited_len(value.len()) + TAG.len();
    out.reserve(binary + 20);
    head(out, 0x0a, delimited_len(binary));
    head(out, 0x1a, binary);
    head(out, 0x0a, value.len());
    out.extend_from_slice(value);
    out.extend_from_slice(TAG);
}

/// Appends a list; `each` appends the literal of one item.
#[inline]
pub fn put_collection<T>(
    out: &mut Vec<u8>,
    items: impl ExactSizeIterator<Item = T>,
    mut each: impl FnMut(&mut Vec<u8>, T) -> Result<()>,
) -> Result<()> {
    let len = items.len();
    nested(out, 0x12, varint_len(len as u64 * 10), |out| {
        out.reserve(len * 10);
        for (index, item) in items.enumerate() {
            nested(out, 0x0a, 1, |out| each(out, item))
                .map_err(|error| error.at(Step::Index(index)))?;
        }
        Ok(())
    })
}

/// Appends a list of integers, the one kind of list that is often long enough to matter. The lengths
/// are added up first, so that nothing has to move or grow.
pub(crate) fn put_integers(out: &mut Vec<u8>, values: impl Iterator<Item = i64> + Clone) {
    /// An item with the longest varint.
    const LONGEST: usize = 17;

    let body: usize = values.clone().map(|value| 7 + varint_len(value as u64)).sum();
    out.reserve(body + LONGEST + 11);
    head(out, 0x12, body);
    let mut at = out.len();
    let end = at + body;
    // Every item is written into room for the longest; the next one begins where it ends.
    out.resize(end + LONGEST, 0);
    for value in values {
        let mut rest = value as u64;
        let len = varint_len(rest) as u8;
        let Some(item) = out[at..].first_chunk_mut::<LONGEST>() else { break };
        item[..7].copy_from_slice(&[0x0a, len + 5, 0x0a, len + 3, 0x0a, len + 1, 0x08]);
        let mut last = 7;
        while rest >= 0x80 && last < LONGEST - 1 {
            item[last] = rest as u8 | 0x80;
            rest >>= 7;
            last += 1;
        }
        item[last] = rest as u8;
        at += last + 1;
    }
    out.truncate(end);
}

/// Appends a map; `each` appends the literal of one value.
#[inline]
pub fn put_map<K: AsRef<str>, T>(
    out: &mut Vec<u8>,
    entries: impl ExactSizeIterator<Item = (K, T)>,
    mut each: impl FnMut(&mut Vec<u8>, T) -> Result<()>,
) -> Result<()> {
    let len = entries.len();
    nested(out, 0x1a, varint_len(len as u64 * 20), |out| {
        out.reserve(len * 20);
        for (key, value) in entries {
            let key = key.as_ref();
            nested(out, 0x0a, 1, |out| {
                head(out, 0x0a, key.len());
                out.extend_from_slice(key.as_bytes());
                nested(out, 0x12, 1, |out| each(out, value))
            })
            .map_err(|error| error.at(Step::Key(key.to_owned())))?;
        }
        Ok(())
    })
}

/// Appends one variant of a union: the literal that `value` appends, and the encoded `LiteralType`
/// of the variant, with its tag.
#[inline]
pub fn put_union(
    out: &mut Vec<u8>,
    value: impl FnOnce(&mut Vec<u8>) -> Result<()>,
    ty: &[u8],
) -> Result<()> {
    // The type alone tells when one byte for the length can't be enough.
    let width = varint_len(ty.len() as u64 + 10);
    nested(out, 0x0a, width, |out| {
        nested(out, 0x4a, width, |out| {
            nested(out, 0x0a, 1, value)?;
            head(out, 0x12, ty.len());
            out.extend_from_slice(ty);
            Ok(())
        })
    })
}

/// A field that holds a message: its tag, its length and what `body` appends.
#[inline]
pub(crate) fn nested(
    out: &mut Vec<u8>,
    tag: u8,
    width: usize,
    body: impl FnOnce(&mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    let at = open(out, tag, width);
    body(out)?;
    close(out, at);
    Ok(())
}

/// Where a message started, and how many bytes were kept for its length.
#[derive(Clone, Copy)]
pub(crate) struct Opened {
    at: usize,
    width: usize,
}

#[inline]
pub(crate) fn open(out: &mut Vec<u8>, tag: u8, width: usize) -> Opened {
    let at = out.len() + 1;
    if width == 1 {
        out.extend_from_slice(&[tag, 0]);
    } else {
        out.push(tag);
        out.resize(at + width, 0);
    }
    Opened { at, width }
}

#[inline]
pub(crate) fn close(out: &mut Vec<u8>, Opened { at, width }: Opened) {
    let len = out.len() - at - width;
    if width == 1 && len < 0x80 {
        out[at] = len as u8;
    } else {
        close_long(out, at, width, len);
    }
}

fn close_long(out: &mut Vec<u8>, at: usize, width: usize, len: usize) {
    let needed = varint_len(len as u64);
    if needed > width {
        out.resize(out.len() + needed - width, 0);
        out.copy_within(at + width..at + width + len, at + needed);
    } else if needed < width {
        out.copy_within(at + width.., at + needed);
        out.truncate(at + needed + len);
    }
    let mut rest = len;
    for byte in &mut out[at..at + needed] {
        *byte = (rest & 0x7f) as u8 | 0x80;
        rest >>= 7;
    }
    out[at + needed - 1] &= 0x7f;
}

/// The tag and length of a field whose content has this length.
#[inline]
pub(crate) fn head(out: &mut Vec<u8>, tag: u8, len: usize) {
    out.push(tag);
    varint(out, len as u64);
}

/// How long a field is whose content has this length.
#[inline]
pub(crate) fn delimited_len(len: usize) -> usize {
    1 + varint_len(len as u64) + len
}

#[inline]
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    if value < 0x80 {
        out.push(value as u8);
        return;
    }
    let mut bytes = [0; 10];
    let mut len = 0;
    while value >= 0x80 {
        bytes[len] = value as u8 | 0x80;
        value >>= 7;
        len += 1;
    }
    bytes[len] = value as u8;
    out.extend_from_slice(&bytes[..=len]);
}

#[inline]
pub(crate) fn varint_len(value: u64) -> usize {
    // Seven bits to a byte, and at least one byte.
    (((value | 1).ilog2() * 9 + 73) / 64) as usize
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::idl::core::Literal;

    /// What prost makes of the same message.
    fn check(bytes: &[u8]) {
        let message = Literal::decode(bytes).unwrap();
        assert_eq!(message.encode_to_vec(), bytes);
    }

    #[test]
    fn lengths_of_every_width() {
        // Around each length at which a varint grows, at every level of nesting.
        for len in (90..140).chain(16_300..16_400).chain([2_097_100, 2_097_152, 2_100_000]) {
            let text = "x".repeat(len);
            let mut out = Vec::new();
            put_text(&mut out, &text);
            check(&out);
            let mut out = Vec::new();
            put_binary(&mut out, |packer| {
                packer.text(&text);
                Ok(())
            })
            .unwrap();
            check(&out);
            let mut out = Vec::new();
            put_collection(&mut out, [&text].into_iter(), |out, text| {
                put_text(out, text);
                Ok(())
            })
            .unwrap();
            check(&out);
            let mut out = Vec::new();
            put_union(
                &mut out,
                |out| {
                    put_text(out, &text);
                    Ok(())
                },
                b"\x08\x03",
            )
            .unwrap();
            check(&out);
        }
    }

    #[test]
    fn a_guess_that_was_too_large() {
        let mut out = vec![0xff];
        nested(&mut out, 0x0a, 3, |out| {
            out.extend_from_slice(b"abc");
            Ok(())
        })
        .unwrap();
        assert_eq!(out, b"\xff\x0a\x03abc");
    }

    #[test]
    fn integers_of_every_width() {
        let values: Vec<i64> = (0..64)
            .flat_map(|bit| {
                [1 << bit, (1_i64 << bit).wrapping_sub(1), (1_i64 << bit).wrapping_neg()]
            })
            .collect();
        let mut list = Vec::new();
        put_integers(&mut list, values.iter().copied());
        check(&list);
        let mut generic = Vec::new();
        put_collection(&mut generic, values.iter(), |out, value| {
            put_integer(out, *value);
            Ok(())
        })
        .unwrap();
        assert_eq!(list, generic);
    }

    #[test]
    fn an_error_says_where() {
        let mut out = Vec::new();
        let fail = |_: &mut Vec<u8>, _: i64| Err(crate::Error::new("no"));
        let error = put_map(&mut out, [("k", 1)].into_iter(), fail).unwrap_err();
        assert_eq!(error.to_string(), "`[\"k\"]`: no");
    }
}
