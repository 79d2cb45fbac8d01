//! The text of a CSV file, unpacked if it was compressed by gzip.

use std::io::Write;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use crate::error::{Error, Result};
use crate::frame::kind;
use crate::storage::{Location, Reader, Stores};

/// So much is unpacked at a time. What it becomes can be a thousand times as long.
const PIECE: usize = 8 << 10;

/// A file's text, piece by piece.
pub(super) struct Source {
    reader: Reader,
    location: Location,
    packing: Packing,
}

enum Packing {
    /// Nothing has been read yet that could tell.
    Unknown,
    None,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>, Bytes),
    Over,
}

impl Source {
    pub(super) async fn open(stores: &Stores, location: Location) -> Result<Source> {
        let reader = stores.reader(&location).await?;
        Ok(Source { reader, location, packing: Packing::Unknown })
    }

    pub(super) fn location(&self) -> &Location {
        &self.location
    }

    /// The next piece of the text; `None` at the end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>> {
        loop {
            match &mut self.packing {
                Packing::Over => return Ok(None),
                Packing::None => return self.reader.chunk().await,
                Packing::Unknown => {
                    let Some(first) = self.reader.chunk().await? else { return Ok(None) };
                    if first.starts_with(&[0x1f, 0x8b]) {
                        let decoder = Box::new(MultiGzDecoder::new(Vec::new()));
                        self.packing = Packing::Gzip(decoder, first);
                        continue;
                    }
                    self.understood(&first)?;
                    self.packing = Packing::None;
                    return Ok(Some(first));
                }
                Packing::Gzip(decoder, packed) => {
                    let Some(piece) = (match packed.is_empty() {
                        true => self.reader.chunk().await?,
                        false => Some(std::mem::take(packed)),
                    }) else {
                        return self.last();
                    };
                    let now = piece.slice(..piece.len().min(PIECE));
                    *packed = piece.slice(now.len()..);
                    let written = decoder.write_all(&now).and_then(|()| decoder.flush());
                    let text = std::mem::take(decoder.get_mut());
                    written.map_err(|error| self.broken(&error))?;
                    if !text.is_empty() {
                        return Ok(Some(text.into()));
                    }
                }
            }
        }
    }

    fn last(&mut self) -> Result<Option<Bytes>> {
        let Packing::Gzip(mut decoder, _) = std::mem::replace(&mut self.packing, Packing::Over)
        else {
            return Ok(None);
        };
        decoder.try_finish().map_err(|error| self.broken(&error))?;
        let text = std::mem::take(decoder.get_mut());
        Ok((!text.is_empty()).then(|| text.into()))
    }

    fn understood(&self, head: &[u8]) -> Result<()> {
        let problem = match head {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16: write it as UTF-8".to_owned(),
            [b'P', b'A', b'R', b'1', _, ..] | [b'A', b'R', b'R', b'O', b'W', b'1', 0, ..] => {
                format!("it is no text{}", kind::advice(head))
            }
            head => match kind::compression(head) {
                Some(by) => format!("it is compressed by {by}: unpack it, or compress it by gzip"),
                None => return Ok(()),
            },
        };
        Err(Error::fatal(format!("reading the CSV file {}: {problem}", self.location.told())))
    }

    fn broken(&self, error: &std::io::Error) -> Error {
        Error::fatal(format!(
            "reading the CSV file {}, which is compressed by gzip: it is cut off or damaged ({error})",
            self.location.told()
        ))
    }
}
