//! Varints without a loop.

/// How many bytes a varint has.
#[inline]
pub(crate) fn len(value: u64) -> usize {
    (((value | 1).ilog2() * 9 + 73) / 64) as usize
}

/// The bytes of a varint that has at most eight, the first one lowest.
#[inline]
pub(crate) fn spread(value: u64, len: usize) -> u64 {
    let x = value;
    let x = (x & 0x0000_0000_0fff_ffff) | ((x & 0x00ff_ffff_f000_0000) << 4);
    let x = (x & 0x0000_3fff_0000_3fff) | ((x & 0x0fff_c000_0fff_c000) << 2);
    let x = (x & 0x007f_007f_007f_007f) | ((x & 0x3f80_3f80_3f80_3f80) << 1);
    x | (CONTINUED & before(len))
}

/// The value of a varint of `len` bytes, at most eight, at the low end of `bytes`. `None` if it ends
/// elsewhere.
#[inline]
pub(crate) fn gather(bytes: u64, len: usize) -> Option<u64> {
    let all = u64::MAX >> (64 - 8 * len);
    let x = bytes & all;
    if x & CONTINUED != CONTINUED & before(len) {
        return None;
    }
    let x = x & !CONTINUED;
    let x = (x & 0x007f_007f_007f_007f) | ((x & 0x7f00_7f00_7f00_7f00) >> 1);
    let x = (x & 0x0000_3fff_0000_3fff) | ((x & 0x3fff_0000_3fff_0000) >> 2);
    Some((x & 0x0fff_ffff) | ((x & 0x0fff_ffff_0000_0000) >> 4))
}

/// Appends a varint of any length.
pub(crate) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a varint of any length.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if *byte < 0x80 {
            *bytes = &bytes[index + 1..];
            return Some(value);
        }
    }
    None
}

/// The bits by which varints say that they go on.
const CONTINUED: u64 = 0x8080_8080_8080_8080;

/// All bits of the bytes before the last of `len`.
#[inline]
fn before(len: usize) -> u64 {
    (1 << (8 * (len - 1))) - 1
}
