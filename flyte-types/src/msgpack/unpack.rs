//! Reading msgpack.

use std::mem;

use super::{Dialect, Kind};
use crate::error::{Error, Result};

/// How deep untyped values may nest. Typed ones nest as deep as their types do.
pub const MAX_DEPTH: u32 = 100;

/// Reads msgpack, value by value, without trusting it: a length is checked against the bytes that
/// are left before anything is made of it, and untyped values nest [`MAX_DEPTH`] deep at most.
#[derive(Clone, Debug)]
pub struct Unpacker<'a> {
    rest: &'a [u8],
    depth: u32,
    dialect: Dialect,
}

impl<'a> Unpacker<'a> {
    /// Reads from these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Unpacker { rest: bytes, depth: 0, dialect: Dialect::Dataclass }
    }

    /// The dialect that is read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Goes on in another dialect; gives the one before.
    pub fn speak(&mut self, dialect: Dialect) -> Dialect {
        mem::replace(&mut self.dialect, dialect)
    }

    /// The bytes not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Asserts that everything has been read.
    pub fn finish(self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            n => Err(Error::new(format!("{n} bytes follow the end of the msgpack value"))),
        }
    }

    /// What the next value is.
    #[inline]
    pub fn peek(&self) -> Result<Kind> {
        self.rest.first().map(|first| Kind::of(*first)).ok_or_else(ended)
    }

    /// Reads `nil` if it is next.
    #[inline]
    pub fn nil(&mut self) -> Result<bool> {
        match self.rest {
            [0xc0, rest @ ..] => {
                self.rest = rest;
                Ok(true)
            }
            [] => Err(ended()),
            _ => Ok(false),
        }
    }

    /// Reads a boolean.
    #[inline]
    pub fn boolean(&mut self) -> Result<bool> {
        match self.rest {
            [first @ (0xc2 | 0xc3), rest @ ..] => {
                self.rest = rest;
                Ok(*first == 0xc3)
            }
            _ => Err(self.unexpected("a boolean")),
        }
    }

    /// Reads an integer of any width, in the range of both families. A float without a fraction
    /// counts: that is what an integer is after a trip through JSON.
    #[inline]
    pub fn integer(&mut self) -> Result<i128> {
        let Some((&first, _)) = self.rest.split_first() else { return Err(ended()) };
        Ok(match first {
            0x00..=0x7f => {
                self.rest = &self.rest[1..];
                i128::from(first)
            }
            0xe0..=0xff => {
                self.rest = &self.rest[1..];
                i128::from(first as i8)
            }
            0xcc => i128::from(u8::from_be_bytes(self.operand()?)),
            0xcd => i128::from(u16::from_be_bytes(self.operand()?)),
            0xce => i128::from(u32::from_be_bytes(self.operand()?)),
            0xcf => i128::from(u64::from_be_bytes(self.operand()?)),
            0xd0 => i128::from(i8::from_be_bytes(self.operand()?)),
            0xd1 => i128::from(i16::from_be_bytes(self.operand()?)),
            0xd2 => i128::from(i32::from_be_bytes(self.operand()?)),
            0xd3 => i128::from(i64::from_be_bytes(self.operand()?)),
            0xca | 0xcb => {
                let before = self.rest;
                let value = self.float()?;
                match integral(value) {
                    Some(whole) => i128::from(whole),
                    None => {
                        self.rest = before;
                        return Err(Error::expected(
                            "an integer",
                            format_args!("the float {value}"),
                        ));
                    }
                }
            }
            _ => return Err(self.unexpected("an integer")),
        })
    }

    /// Reads a float of either width, or an integer: dataclasses write integers into float fields
    /// unchanged.
    #[inline]
    pub fn float(&mut self) -> Result<f64> {
        match self.rest.first() {
            Some(0xcb) => Ok(f64::from_be_bytes(self.operand()?)),
            Some(0xca) => Ok(f64::from(f32::from_be_bytes(self.operand()?))),
            Some(first) if Kind::of(*first) == Kind::Integer => Ok(self.integer()? as f64),
            _ => Err(self.unexpected("a float")),
        }
    }

    /// Reads text.
    #[inline]
    pub fn text(&mut self) -> Result<&'a str> {
        let len = match self.rest.first() {
            Some(first @ 0xa0..=0xbf) => {
                self.rest = &self.rest[1..];
                usize::from(first & 0x1f)
            }
            Some(0xd9) => usize::from(u8::from_be_bytes(self.operand()?)),
            Some(0xda) => usize::from(u16::from_be_bytes(self.operand()?)),
            Some(0xdb) => self.wide_len()?,
            _ => return Err(self.unexpected("a string")),
        };
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).map_err(|_| Error::new("a string is not valid utf-8"))
    }

    /// Reads raw bytes.
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let len = match self.rest.first() {
            Some(0xc4) => usize::from(u8::from_be_bytes(self.operand()?)),
            Some(0xc5) => usize::from(u16::from_be_bytes(self.operand()?)),
            Some(0xc6) => self.wide_len()?,
            _ => return Err(self.unexpected("raw bytes")),
        };
        self.take(len)
    }

    /// Reads the start of a list; `what` is a noun for the error if it is something else. The
    /// length is at most the number of bytes left.
    #[inline]
    pub fn array_header(&mut self, what: &str) -> Result<usize> {
        let len = match self.rest.first() {
            Some(first @ 0x90..=0x9f) => {
                self.rest = &self.rest[1..];
                usize::from(first & 0x0f)
            }
            Some(0xdc) => usize::from(u16::from_be_bytes(self.operand()?)),
            Some(0xdd) => self.wide_len()?,
            _ => return Err(self.unexpected(what)),
        };
        self.plausible(len, 1)
    }

    /// Reads the start of a map, as [`Unpacker::array_header`] does: the number of keys, each
    /// followed by its value.
    #[inline]
    pub fn map_header(&mut self, what: &str) -> Result<usize> {
        let len = match self.rest.first() {
            Some(first @ 0x80..=0x8f) => {
                self.rest = &self.rest[1..];
                usize::from(first & 0x0f)
            }
            Some(0xde) => usize::from(u16::from_be_bytes(self.operand()?)),
            Some(0xdf) => self.wide_len()?,
            _ => return Err(self.unexpected(what)),
        };
        self.plausible(len, 2)
    }

    /// Reads the name of a field. A key that isn't text names no field: it is read as the empty
    /// text, which is none of anybody's fields either.
    #[inline]
    pub fn key(&mut self) -> Result<&'a str> {
        match self.peek()? {
            Kind::Text => self.text(),
            _ => self.skip().map(|()| ""),
        }
    }

    /// Reads over one value, whatever it is, however deep.
    pub fn skip(&mut self) -> Result<()> {
        // Counts the values still to come instead of descending, so depth costs nothing.
        let mut left: u64 = 1;
        while left > 0 {
            left -= 1;
            let Some(&first) = self.rest.first() else { return Err(ended()) };
            match first {
                0x80..=0x8f | 0xde | 0xdf => left += 2 * self.map_header("a map")? as u64,
                0x90..=0x9f | 0xdc | 0xdd => left += self.array_header("a list")? as u64,
                0xa0..=0xbf => drop(self.take(1 + usize::from(first & 0x1f))?),
                0xd9 | 0xc4 => {
                    let len = u8::from_be_bytes(self.operand()?);
                    self.take(usize::from(len))?;
                }
                0xda | 0xc5 => {
                    let len = u16::from_be_bytes(self.operand()?);
                    self.take(usize::from(len))?;
                }
                0xdb | 0xc6 => {
                    let len = self.wide_len()?;
                    self.take(len)?;
                }
                0x00..=0x7f | 0xe0..=0xff | 0xc0 | 0xc2 | 0xc3 => drop(self.take(1)?),
                0xcc | 0xd0 => drop(self.take(2)?),
                0xcd | 0xd1 | 0xd4 => drop(self.take(3)?),
                0xd5 => drop(self.take(4)?),
                0xca | 0xce | 0xd2 => drop(self.take(5)?),
                0xd6 => drop(self.take(6)?),
                0xcb | 0xcf | 0xd3 => drop(self.take(9)?),
                0xd7 => drop(self.take(10)?),
                0xd8 => drop(self.take(18)?),
                0xc7 => {
                    let len = u8::from_be_bytes(self.operand()?);
                    self.take(1 + usize::from(len))?;
                }
                0xc8 => {
                    let len = u16::from_be_bytes(self.operand()?);
                    self.take(1 + usize::from(len))?;
                }
                0xc9 => {
                    let len = self.wide_len()?;
                    self.take(1)?;
                    self.take(len)?;
                }
                0xc1 => return Err(Error::new("the byte 0xc1 is no msgpack")),
            }
        }
        Ok(())
    }

    /// The bytes of the next value, read over.
    pub fn raw(&mut self) -> Result<&'a [u8]> {
        let before = self.rest;
        self.skip()?;
        Ok(&before[..before.len() - self.rest.len()])
    }

    /// Reads the inside of an untyped list or map, one level further down.
    pub fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// What is wrong when something else was wanted.
    pub fn unexpected(&self, wanted: &str) -> Error {
        match self.peek() {
            Ok(kind) => Error::expected(wanted, kind.describe()),
            Err(ended) => ended,
        }
    }

    #[inline]
    fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or_else(ended)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The fixed number of bytes after the tag.
    #[inline]
    fn operand<const N: usize>(&mut self) -> Result<[u8; N]> {
        let after = self.rest.get(1..).unwrap_or_default();
        let (operand, rest) = after.split_first_chunk::<N>().ok_or_else(ended)?;
        self.rest = rest;
        Ok(*operand)
    }

    fn wide_len(&mut self) -> Result<usize> {
        let len = u32::from_be_bytes(self.operand()?);
        usize::try_from(len).map_err(|_| ended())
    }

    #[inline]
    fn plausible(&self, len: usize, bytes_each: usize) -> Result<usize> {
        if len <= self.rest.len() / bytes_each { Ok(len) } else { Err(ended()) }
    }
}

/// The integer that this float stands for, if it stands for one.
pub(crate) fn integral(value: f64) -> Option<i64> {
    // 2⁶³ itself is a float, and one too many.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

/// The error for an untyped value that nests more than [`MAX_DEPTH`] deep.
#[cold]
pub(crate) fn too_deep() -> Error {
    Error::new(format!("the value nests more than {MAX_DEPTH} levels deep"))
}

#[cold]
fn ended() -> Error {
    Error::new("the msgpack value ends too early")
}
