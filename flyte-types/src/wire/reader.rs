//! Protobuf, field by field.

use crate::error::{Error, Result};

/// The content of one field, by wire type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Bytes(&'a [u8]),
    Fixed32,
    Group,
}

impl<'a> Content<'a> {
    pub(crate) fn bytes(self) -> Result<&'a [u8]> {
        match self {
            Content::Bytes(bytes) => Ok(bytes),
            _ => Err(wrong_wire_type()),
        }
    }

    pub(crate) fn text(self) -> Result<&'a str> {
        text(self.bytes()?)
    }

    pub(crate) fn varint(self) -> Result<u64> {
        match self {
            Content::Varint(value) => Ok(value),
            _ => Err(wrong_wire_type()),
        }
    }

    pub(crate) fn double(self) -> Result<f64> {
        match self {
            Content::Fixed64(bytes) => Ok(f64::from_le_bytes(bytes)),
            _ => Err(wrong_wire_type()),
        }
    }
}

/// Reads the fields of one message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// The next field's number and content.
    #[inline]
    pub(crate) fn field(&mut self) -> Result<Option<(u32, Content<'a>)>> {
        // Nearly every field holds a short message and has a low number.
        if let [tag @ 8..0x80, len @ 0..0x80, rest @ ..] = self.rest
            && tag & 7 == 2
            && let Some((taken, rest)) = rest.split_at_checked(usize::from(*len))
        {
            self.rest = rest;
            return Ok(Some((u32::from(tag >> 3), Content::Bytes(taken))));
        }
        self.any_field()
    }

    fn any_field(&mut self) -> Result<Option<(u32, Content<'a>)>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (number, wire_type) = self.tag()?;
        let content = match wire_type {
            0 => Content::Varint(self.varint()?),
            1 => Content::Fixed64(self.fixed()?),
            2 => Content::Bytes(self.delimited()?),
            5 => {
                self.fixed::<4>()?;
                Content::Fixed32
            }
            3 => {
                self.skip_group()?;
                Content::Group
            }
            _ => return Err(malformed()),
        };
        Ok(Some((number, content)))
    }

    /// The content of the last field of that number that holds a message, if there is one.
    pub(crate) fn message(mut self, wanted: u32) -> Result<Option<&'a [u8]>> {
        let mut found = None;
        while let Some((number, content)) = self.field()? {
            if number == wanted {
                found = Some(content.bytes()?);
            }
        }
        Ok(found)
    }

    #[inline]
    fn tag(&mut self) -> Result<(u32, u8)> {
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).map_err(|_| malformed())?;
        if number == 0 {
            return Err(malformed());
        }
        Ok((number, (tag & 7) as u8))
    }

    #[inline]
    pub(crate) fn varint(&mut self) -> Result<u64> {
        if let [first @ 0..0x80, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(u64::from(*first));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Result<u64> {
        let mut value = 0;
        for (index, byte) in self.rest.iter().enumerate().take(10) {
            // The tenth byte has room for the topmost bit alone.
            if index == 9 && *byte > 1 {
                return Err(malformed());
            }
            value |= u64::from(byte & 0x7f) << (7 * index);
            if *byte < 0x80 {
                self.rest = &self.rest[index + 1..];
                return Ok(value);
            }
        }
        Err(malformed())
    }

    #[inline]
    fn delimited(&mut self) -> Result<&'a [u8]> {
        let len = usize::try_from(self.varint()?).map_err(|_| malformed())?;
        let (taken, rest) = self.rest.split_at_checked(len).ok_or_else(malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or_else(malformed)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Groups occur in no message of Flyte, but an unknown field may be one.
    fn skip_group(&mut self) -> Result<()> {
        let mut open = 1_u32;
        while open > 0 {
            match self.tag()?.1 {
                0 => drop(self.varint()?),
                1 => drop(self.fixed::<8>()?),
                2 => drop(self.delimited()?),
                3 => open += 1,
                4 => open -= 1,
                5 => drop(self.fixed::<4>()?),
                _ => return Err(malformed()),
            }
        }
        Ok(())
    }

    /// Takes the next field if it is number 1 and holds fewer than 128 bytes, as most items do.
    #[inline]
    pub(crate) fn short_item(&mut self) -> Option<&'a [u8]> {
        let [0x0a, len @ 0..0x80, rest @ ..] = self.rest else { return None };
        let (item, rest) = rest.split_at_checked(usize::from(*len))?;
        self.rest = rest;
        Some(item)
    }

    /// Takes the next field if it is number 1 and holds a literal that is an integer and nothing
    /// else: four lengths that agree, around a varint.
    #[inline]
    pub(crate) fn short_integer(&mut self) -> Option<i64> {
        let [0x0a, item, 0x0a, scalar, 0x0a, primitive, 0x08, rest @ ..] = self.rest else {
            return None;
        };
        let len = primitive.wrapping_sub(1);
        if *scalar != len.wrapping_add(3) || *item != len.wrapping_add(5) || len > 10 {
            return None;
        }
        let mut inner = Reader { rest };
        let value = inner.varint().ok()?;
        if rest.len() - inner.rest.len() != usize::from(len) {
            return None;
        }
        self.rest = inner.rest;
        Some(value as i64)
    }

    /// How many bytes have not been read.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

pub(crate) fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| Error::new("a string is not valid utf-8"))
}

#[cold]
pub(crate) fn malformed() -> Error {
    Error::new("the literal is cut off or no protobuf message")
}

#[cold]
fn wrong_wire_type() -> Error {
    Error::new("a field of the literal has another wire type than its message says")
}
