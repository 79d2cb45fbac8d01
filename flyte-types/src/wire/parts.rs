//! The items of lists and the entries of maps, one after the other.

use super::reader::Reader;
use crate::error::Result;

/// The items of a list: the bytes of one `Literal` each.
#[derive(Clone, Copy, Debug)]
pub struct Items<'a> {
    bytes: &'a [u8],
    reader: Reader<'a>,
}

impl<'a> Items<'a> {
    /// Takes the next item if it is an integer in its shortest form, alone in its literal.
    #[inline]
    pub(crate) fn next_integer(&mut self) -> Option<i64> {
        self.reader.short_integer()
    }

    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Items { bytes, reader: Reader::new(bytes) }
    }

    /// About how many items there are, for reserving memory: guessed from the first one, and
    /// bounded so that a lying one can't ask for much.
    pub fn guess_len(&self) -> usize {
        match self.clone().next() {
            Some(Ok(first)) => (self.bytes.len() / (first.len() + 2)).min(1 << 16),
            _ => 0,
        }
    }

    /// The body of the `LiteralCollection`.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Result<&'a [u8]>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.reader.short_item() {
            return Some(Ok(item));
        }
        loop {
            match self.reader.field() {
                Ok(Some((1, content))) => return Some(content.bytes()),
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(error) => {
                    self.reader = Reader::new(&[]);
                    return Some(Err(error));
                }
            }
        }
    }
}

/// The entries of a map: a key and the bytes of one `Literal` each, in no order. If a key comes
/// twice, the later one counts.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'a> {
    items: Items<'a>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Entries { items: Items::new(bytes) }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Result<Option<&'a [u8]>> {
        let mut found = None;
        for entry in *self {
            let (name, value) = entry?;
            if name == key {
                found = Some(value);
            }
        }
        Ok(found)
    }

    /// About how many entries there are, as [`Items::guess_len`] says it.
    pub fn guess_len(&self) -> usize {
        self.items.guess_len()
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<(&'a str, &'a [u8])>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        Some(self.items.next()?.and_then(entry))
    }
}

/// Key and value of one entry of a protobuf map; what is left out is empty.
pub(super) fn entry(bytes: &[u8]) -> Result<(&str, &[u8])> {
    let (mut key, mut value) = ("", &bytes[..0]);
    let mut reader = Reader::new(bytes);
    while let Some((number, content)) = reader.field()? {
        match number {
            1 => key = content.text()?,
            2 => value = content.bytes()?,
            _ => {}
        }
    }
    Ok((key, value))
}
