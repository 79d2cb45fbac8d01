//! Tables: a uri and the type that the value says of itself.

use super::reader::Reader;
use super::write::{delimited_len, head};
use crate::error::Result;

/// The body of a `flyteidl.core.StructuredDataset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dataset<'a> {
    /// Where it lies.
    pub uri: &'a str,
    /// The body of a `StructuredDatasetType`: columns, format, a schema of another library.
    pub ty: &'a [u8],
}

impl<'a> Dataset<'a> {
    /// Reads the body of a `StructuredDataset` message.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut dataset = Dataset { uri: "", ty: &[] };
        let mut reader = Reader::new(bytes);
        while let Some((number, content)) = reader.field()? {
            match number {
                1 => dataset.uri = content.text()?,
                2 => dataset.ty = Reader::new(content.bytes()?).message(1)?.unwrap_or_default(),
                _ => {}
            }
        }
        Ok(dataset)
    }
}

/// Appends a table.
pub fn put_dataset(out: &mut Vec<u8>, dataset: Dataset<'_>) {
    let uri = if dataset.uri.is_empty() { 0 } else { delimited_len(dataset.uri.len()) };
    let metadata = delimited_len(dataset.ty.len());
    let body = uri + delimited_len(metadata);
    head(out, 0x0a, delimited_len(body));
    head(out, 0x42, body);
    if uri > 0 {
        head(out, 0x0a, dataset.uri.len());
        out.extend_from_slice(dataset.uri.as_bytes());
    }
    head(out, 0x12, metadata);
    head(out, 0x0a, dataset.ty.len());
    out.extend_from_slice(dataset.ty);
}
