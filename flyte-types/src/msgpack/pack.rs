//! Writing msgpack.

use std::mem;

use super::Dialect;

/// Writes msgpack, one value after the other. Whoever writes a header writes as many values after
/// it as the header says.
#[derive(Debug, Default)]
pub struct Packer {
    out: Vec<u8>,
    dialect: Dialect,
}

impl Packer {
    /// A packer that starts with nothing.
    pub fn new() -> Self {
        Packer::default()
    }

    /// A packer that appends to these bytes.
    pub fn appending(out: Vec<u8>) -> Self {
        Packer { out, dialect: Dialect::Dataclass }
    }

    /// The same packer in another dialect.
    #[must_use]
    pub fn speaking(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// The dialect that is written.
    #[inline]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Goes on in another dialect; gives the one before.
    pub fn speak(&mut self, dialect: Dialect) -> Dialect {
        mem::replace(&mut self.dialect, dialect)
    }

    /// What is written so far.
    pub fn bytes_so_far(&self) -> &[u8] {
        &self.out
    }

    /// Everything written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// `nil`.
    #[inline]
    pub fn nil(&mut self) {
        self.out.push(0xc0);
    }

    /// `true` or `false`.
    #[inline]
    pub fn boolean(&mut self, value: bool) {
        self.out.push(if value { 0xc3 } else { 0xc2 });
    }

    /// A signed integer in the fewest bytes.
    #[inline]
    pub fn integer(&mut self, value: i64) {
        if value >= 0 {
            self.unsigned(value as u64);
        } else if value >= -32 {
            self.out.push(value as u8);
        } else if value >= i64::from(i8::MIN) {
            self.out.extend_from_slice(&[0xd0, value as u8]);
        } else if value >= i64::from(i16::MIN) {
            self.tagged(0xd1, (value as i16).to_be_bytes());
        } else if value >= i64::from(i32::MIN) {
            self.tagged(0xd2, (value as i32).to_be_bytes());
        } else {
            self.tagged(0xd3, value.to_be_bytes());
        }
    }

    /// An unsigned integer in the fewest bytes.
    #[inline]
    pub fn unsigned(&mut self, value: u64) {
        if value < 0x80 {
            self.out.push(value as u8);
        } else if value <= 0xff {
            self.out.extend_from_slice(&[0xcc, value as u8]);
        } else if value <= 0xffff {
            self.tagged(0xcd, (value as u16).to_be_bytes());
        } else if value <= 0xffff_ffff {
            self.tagged(0xce, (value as u32).to_be_bytes());
        } else {
            self.tagged(0xcf, value.to_be_bytes());
        }
    }

    /// A float, always as float64.
    #[inline]
    pub fn float(&mut self, value: f64) {
        self.tagged(0xcb, value.to_be_bytes());
    }

    /// Text.
    #[inline]
    pub fn text(&mut self, value: &str) {
        let len = value.len();
        if len < 32 {
            self.out.push(0xa0 | len as u8);
        } else if len <= 0xff {
            self.out.extend_from_slice(&[0xd9, len as u8]);
        } else {
            self.long(0xda, 0xdb, len);
        }
        self.out.extend_from_slice(value.as_bytes());
    }

    /// The name of a field, which is text.
    #[inline]
    pub fn key(&mut self, name: &'static str) {
        self.text(name);
    }

    /// Raw bytes.
    pub fn bytes(&mut self, value: &[u8]) {
        let len = value.len();
        if len <= 0xff {
            self.out.extend_from_slice(&[0xc4, len as u8]);
        } else {
            self.long(0xc5, 0xc6, len);
        }
        self.out.extend_from_slice(value);
    }

    /// The start of a list of `len` values.
    #[inline]
    pub fn array_header(&mut self, len: usize) {
        if len < 16 {
            self.out.push(0x90 | len as u8);
        } else {
            self.long(0xdc, 0xdd, len);
        }
    }

    /// The start of a map of `len` keys, each followed by its value.
    #[inline]
    pub fn map_header(&mut self, len: usize) {
        if len < 16 {
            self.out.push(0x80 | len as u8);
        } else {
            self.long(0xde, 0xdf, len);
        }
    }

    /// A value that is msgpack already.
    pub fn raw(&mut self, value: &[u8]) {
        self.out.extend_from_slice(value);
    }

    #[inline]
    fn tagged<const N: usize>(&mut self, tag: u8, bytes: [u8; N]) {
        // One call that grows the vector at most once, instead of two.
        let mut whole = [0; 9];
        whole[0] = tag;
        whole[1..=N].copy_from_slice(&bytes);
        self.out.extend_from_slice(&whole[..=N]);
    }

    /// A length of two bytes under the first tag, or of four under the second. msgpack has no
    /// longer ones; lengths beyond them can't occur in a message, which ends at 2 GiB.
    fn long(&mut self, short: u8, wide: u8, len: usize) {
        if len <= 0xffff {
            self.tagged(short, (len as u16).to_be_bytes());
        } else {
            self.tagged(wide, u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
        }
    }
}
