//! Just enough of Thrift's compact protocol to look at the messages of a Parquet file before the parquet crate does.
//!
//! Its own reader is private, believes lengths before it looks whether there are so many bytes, and takes no byte for
//! an item of a list of booleans: a short file could hold it up for hours.

/// How deep values may lie in each other.
const DEEPEST: u8 = 32;

/// What a value is. Only those that are asked for by name.
pub(super) const INT32: u8 = 5;
pub(super) const STRUCT: u8 = 12;
const TRUE: u8 = 1;
const FALSE: u8 = 2;

/// These are no bytes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

type Result<T> = std::result::Result<T, Malformed>;

/// Reads values, one after the other.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The next field of a struct, its number and what it is; `None` at the end. `last` is the number of the field
    /// before, 0 at first.
    pub(super) fn field(&mut self, last: &mut i64) -> Result<Option<(i64, u8)>> {
        let head = self.byte()?;
        let kind = head & 0x0f;
        if kind == 0 {
            return Ok(None);
        }
        *last = match head >> 4 {
            0 => self.integer()?,
            step => *last + i64::from(step),
        };
        Ok(Some((*last, kind)))
    }

    /// An integer of any width.
    pub(super) fn integer(&mut self) -> Result<i64> {
        let number = self.varint()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// Whether a field that is a boolean is true. Its value is in its kind.
    pub(super) fn boolean(kind: u8) -> Option<bool> {
        match kind {
            TRUE => Some(true),
            FALSE => Some(false),
            _ => None,
        }
    }

    /// Passes over a value of this kind.
    pub(super) fn skip(&mut self, kind: u8) -> Result<()> {
        self.skip_within(kind, DEEPEST)
    }

    fn skip_within(&mut self, kind: u8, depth: u8) -> Result<()> {
        let depth = depth.checked_sub(1).ok_or(Malformed)?;
        match kind {
            TRUE | FALSE => Ok(()),
            3 => self.advance(1),
            4..=6 => self.varint().map(drop),
            7 => self.advance(8),
            8 => {
                let length = self.varint()?;
                self.advance(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let items = match head >> 4 {
                    15 => self.varint()?,
                    few => u64::from(few),
                };
                self.items(items, &[head & 0x0f], depth)
            }
            11 => match self.varint()? {
                0 => Ok(()),
                entries => {
                    let kinds = self.byte()?;
                    self.items(entries, &[kinds >> 4, kinds & 0x0f], depth)
                }
            },
            STRUCT => {
                while let Some((_, kind)) = self.field(&mut 0)? {
                    self.skip_within(kind, depth)?;
                }
                Ok(())
            }
            _ => Err(Malformed),
        }
    }

    /// Passes over the items of a list, a set or a map, each of which is at least a byte long.
    fn items(&mut self, count: u64, kinds: &[u8], depth: u8) -> Result<()> {
        if count > (self.bytes.len() - self.at) as u64 {
            return Err(Malformed);
        }
        // the parquet crate passes over no byte where a list holds booleans
        if count > 0 && kinds.iter().any(|kind| Self::boolean(*kind).is_some()) {
            return Err(Malformed);
        }
        for _ in 0..count {
            kinds.iter().try_for_each(|kind| self.skip_within(*kind, depth))?;
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).ok_or(Malformed)?;
        self.at += 1;
        Ok(byte)
    }

    /// Passes over so many bytes.
    pub(super) fn advance(&mut self, bytes: u64) -> Result<()> {
        let left = self.bytes.len() - self.at;
        let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= left).ok_or(Malformed)?;
        self.at += bytes;
        Ok(())
    }

    /// An unsigned number, seven bits to a byte.
    pub(super) fn varint(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(bytes: &[u8]) -> Result<usize> {
        let mut reader = Reader::new(bytes);
        reader.skip(STRUCT)?;
        Ok(reader.position())
    }

    #[test]
    fn values_are_passed_over_as_far_as_they_go() {
        // i32 in field 1, binary in field 2, a list of two structs in field 4, a true in field 20, and a byte behind
        let message =
            [0x15, 0x80, 0x01, 0x18, 2, b'a', b'b', 0x29, 0x2c, 0, 0x15, 2, 0, 0x01, 40, 0, 9];
        assert_eq!(skipped(&message), Ok(message.len() - 1));
        for end in 0..message.len() - 1 {
            assert_eq!(skipped(&message[..end]), Err(Malformed), "cut at {end}");
        }
    }

    #[test]
    fn lengths_are_believed_only_as_far_as_there_are_bytes() {
        let far = [0xff, 0xff, 0xff, 0xff, 0x07];
        let with = |head: &[u8], tail: &[u8]| [head, &far, tail, &[0]].concat();
        for message in [
            with(&[0x18], &[]),
            with(&[0x19, 0xfc], &[]),
            with(&[0x19, 0xf1], &[]),
            with(&[0x1b], &[0x11]),
            vec![0x19, 0x21, 1, 1, 0],
            [vec![0x1c; 100], vec![0; 101]].concat(),
        ] {
            assert_eq!(skipped(&message), Err(Malformed), "{message:x?}");
        }
    }
}
