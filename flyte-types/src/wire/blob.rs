//! Files and directories: a uri and what is said about it.

use super::reader::Reader;
use super::write::{delimited_len, head, nested};
use crate::error::Result;

/// The body of a `flyteidl.core.Blob`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob<'a> {
    /// Where it lies.
    pub uri: &'a str,
    /// `csv`, `tar.gz`; empty for any.
    pub format: &'a str,
    /// Whether it is a directory.
    pub directory: bool,
}

impl<'a> Blob<'a> {
    /// Reads the body of a `Blob` message.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut blob = Blob { uri: "", format: "", directory: false };
        let mut reader = Reader::new(bytes);
        while let Some((number, content)) = reader.field()? {
            match number {
                1 => {
                    let Some(ty) = Reader::new(content.bytes()?).message(1)? else { continue };
                    let mut ty = Reader::new(ty);
                    while let Some((number, content)) = ty.field()? {
                        match number {
                            1 => blob.format = content.text()?,
                            2 => blob.directory = content.varint()? == 1,
                            _ => {}
                        }
                    }
                }
                3 => blob.uri = content.text()?,
                _ => {}
            }
        }
        Ok(blob)
    }
}

/// Appends a file or directory.
pub fn put_blob(out: &mut Vec<u8>, blob: Blob<'_>) {
    let format = if blob.format.is_empty() { 0 } else { delimited_len(blob.format.len()) };
    let ty = format + if blob.directory { 2 } else { 0 };
    let uri = if blob.uri.is_empty() { 0 } else { delimited_len(blob.uri.len()) };
    let body = delimited_len(delimited_len(ty)) + uri;
    head(out, 0x0a, delimited_len(body));
    head(out, 0x12, body);
    head(out, 0x0a, delimited_len(ty));
    head(out, 0x0a, ty);
    if format > 0 {
        head(out, 0x0a, blob.format.len());
        out.extend_from_slice(blob.format.as_bytes());
    }
    if blob.directory {
        out.extend_from_slice(&[0x10, 1]);
    }
    if uri > 0 {
        head(out, 0x1a, blob.uri.len());
        out.extend_from_slice(blob.uri.as_bytes());
    }
}

/// Appends one entry of a literal's metadata, after its value.
pub fn put_metadata(out: &mut Vec<u8>, key: &str, value: &str) {
    // Writing bytes into a buffer doesn't fail.
    let _ = nested(out, 0x2a, 1, |out| {
        for (tag, text) in [(0x0a, key), (0x12, value)] {
            head(out, tag, text.len());
            out.extend_from_slice(text.as_bytes());
        }
        Ok(())
    });
}

/// Appends what stands for a literal in cache keys, after its value.
pub fn put_hash(out: &mut Vec<u8>, hash: &str) {
    head(out, 0x22, hash.len());
    out.extend_from_slice(hash.as_bytes());
}
