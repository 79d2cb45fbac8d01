//! Arrow's files, which end with a footer.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::{Block, MetadataVersion, root_as_footer};
use arrow_schema::{ArrowError, SchemaRef};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::read::{chosen, damaged};
use super::sums::Pieces;
use super::unfold;
use crate::error::Result;
use crate::frame::codec::Wanted;
use crate::frame::guard;
use crate::storage::{Location, Picker};

/// The footer's length and the magic word.
pub(super) const TRAILER: usize = 10;

/// A file whose footer has been read.
pub(super) struct File {
    location: Location,
    picker: Picker,
    footer: Footer,
}

struct Footer {
    schema: SchemaRef,
    version: MetadataVersion,
    dictionaries: Vec<Block>,
    batches: Vec<Block>,
    pieces: Pieces,
}

impl File {
    /// Reads the footer of a file that ends so.
    pub(super) async fn open(location: Location, picker: Picker, tail: &Bytes) -> Result<File> {
        let Some((_, trailer)) = tail.split_last_chunk::<TRAILER>() else {
            return Err(damaged(&location, &"it is too short for an Arrow file"));
        };
        let length = read_footer_length(*trailer).map_err(|error| damaged(&location, &error))?;
        let whole = length + TRAILER;
        let end = match tail.len().checked_sub(whole) {
            Some(start) => tail.slice(start..),
            None => {
                let start = picker.size().checked_sub(whole as u64);
                let start = start.ok_or_else(|| damaged(&location, &"it is cut off"))?;
                picker.range(start..picker.size()).await?
            }
        };
        let parse = || footer(&end[..length]).map_err(|error| damaged(&location, &error));
        let footer = guard::call(&location, parse)?;
        Ok(File { location, picker, footer })
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.footer.schema.clone()
    }

    /// Whole batches are read, also if not all columns are wanted.
    pub(super) fn batches(
        self,
        wanted: &Wanted,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        let File { location, picker, footer } = self;
        let mut decoder = FileDecoder::new(footer.schema.clone(), footer.version);
        let mut schema = footer.schema;
        if let Some(chosen) = chosen(&schema, wanted) {
            let projected = schema.project(&chosen);
            schema = Arc::new(projected.map_err(|error| damaged(&location, &error))?);
            decoder = decoder.with_projection(chosen);
        }
        let Footer { dictionaries, pieces, .. } = footer;
        let reading = Reading { picker, decoder, dictionaries, pieces };
        let place = location.clone();
        let stream = stream::try_unfold(
            (reading, footer.batches.into_iter()),
            move |(mut reading, mut blocks)| {
                let location = place.clone();
                async move {
                    while let Some(block) = blocks.next() {
                        if let Some(batch) = reading.batch(&block, &location).await? {
                            return Ok(Some((batch, (reading, blocks))));
                        }
                    }
                    Ok(None)
                }
            },
        );
        Ok((schema, guard::stream(location, stream.boxed()).boxed()))
    }
}

fn footer(bytes: &[u8]) -> Result<Footer, ArrowError> {
    let broken = |what: &str| ArrowError::ParseError(what.to_owned());
    let pieces = Pieces::of(bytes).map_err(broken)?;
    let footer =
        root_as_footer(bytes).map_err(|error| ArrowError::ParseError(error.to_string()))?;
    let schema = footer.schema().ok_or_else(|| broken("its footer has no schema"))?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err(broken("its numbers are stored in another byte order"));
    }
    Ok(Footer {
        schema: Arc::new(try_fb_to_schema(schema)?),
        version: footer.version(),
        dictionaries: footer.dictionaries().iter().flatten().copied().collect(),
        batches: footer.recordBatches().iter().flatten().copied().collect(),
        pieces,
    })
}

struct Reading {
    picker: Picker,
    decoder: FileDecoder,
    /// What must be read before the first batch.
    dictionaries: Vec<Block>,
    pieces: Pieces,
}

impl Reading {
    async fn batch(&mut self, block: &Block, location: &Location) -> Result<Option<RecordBatch>> {
        let failed = |error: ArrowError| damaged(location, &error);
        for block in std::mem::take(&mut self.dictionaries) {
            let bytes = self.block(&block, location).await?;
            unfold::check(&block, &bytes).map_err(failed)?;
            self.decoder.read_dictionary(&block, &bytes).map_err(failed)?;
        }
        let bytes = self.block(block, location).await?;
        unfold::check(block, &bytes).map_err(failed)?;
        self.decoder.read_record_batch(block, &bytes).map_err(failed)
    }

    /// The bytes of a block, which must lie inside of the file.
    async fn block(&self, block: &Block, location: &Location) -> Result<Buffer> {
        let at = |value: i64| u64::try_from(value).ok();
        let range = at(block.offset()).and_then(|start| {
            let length = at(block.metaDataLength().into())?.checked_add(at(block.bodyLength())?)?;
            Some(start..start.checked_add(length)?)
        });
        let range = range.filter(|range| range.end <= self.picker.size());
        let range = range.ok_or_else(|| damaged(location, &"a block lies outside of it"))?;
        let bytes: Bytes = self.picker.range(range.clone()).await?;
        self.pieces.check(&range, &bytes).map_err(|problem| damaged(location, &problem))?;
        Ok(Buffer::from(bytes))
    }
}
