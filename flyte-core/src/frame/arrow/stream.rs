//! Arrow's streams: messages one after the other, the first of which has the columns, and a mark at the end.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::{Block, root_as_message};
use arrow_schema::{ArrowError, SchemaRef};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::read::{chosen, damaged};
use super::unfold;
use crate::error::Result;
use crate::frame::codec::Wanted;
use crate::frame::guard;
use crate::storage::{Location, Reader, Stores};

/// A stream whose first message has been read.
pub(super) struct File {
    messages: Messages,
    decoder: StreamDecoder,
    schema: SchemaRef,
}

impl File {
    pub(super) async fn open(stores: &Stores, location: Location) -> Result<File> {
        let reader = stores.reader(&location).await?;
        let mut messages = Messages { reader, location, read: BytesMut::new(), taken: 0 };
        let mut decoder = StreamDecoder::new();
        while decoder.schema().is_none() {
            let Some((_, mut bytes)) = messages.next().await? else { break };
            let location = &messages.location;
            let decode = || decoder.decode(&mut bytes).map_err(|error| damaged(location, &error));
            guard::call(location, decode)?;
        }
        match decoder.schema() {
            Some(schema) => Ok(File { messages, decoder, schema }),
            None => Err(damaged(&messages.location, &"it has no columns")),
        }
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Whole batches are read, also if not all columns are wanted.
    pub(super) fn batches(
        self,
        wanted: &Wanted,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        let File { messages, decoder, mut schema } = self;
        let location = messages.location.clone();
        let chosen = chosen(&schema, wanted);
        if let Some(chosen) = &chosen {
            let projected = schema.project(chosen);
            schema = Arc::new(projected.map_err(|error| damaged(&location, &error))?);
        }
        let batches =
            stream::try_unfold((messages, decoder), move |(mut messages, mut decoder)| {
                let chosen = chosen.clone();
                async move {
                    while let Some((block, mut bytes)) = messages.next().await? {
                        let failed = |error: ArrowError| damaged(&messages.location, &error);
                        unfold::check(&block, &bytes).map_err(failed)?;
                        let batch = decoder.decode(&mut bytes).map_err(failed)?;
                        let Some(batch) = batch else { continue };
                        let batch = match &chosen {
                            Some(chosen) => batch.project(chosen).map_err(failed)?,
                            None => batch,
                        };
                        return Ok(Some((batch, (messages, decoder))));
                    }
                    Ok(None)
                }
            });
        Ok((schema, guard::stream(location, batches.boxed()).boxed()))
    }
}

/// The messages of a stream, each as it is.
struct Messages {
    reader: Reader,
    location: Location,
    /// What has been read and isn't taken.
    read: BytesMut,
    taken: u64,
}

impl Messages {
    /// The next message; `None` at the mark of the end.
    async fn next(&mut self) -> Result<Option<(Block, Buffer)>> {
        self.fill(8).await?;
        let word = |bytes: &[u8]| bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
        let (Some(u32::MAX), Some(length)) = (word(&self.read), word(&self.read[4..])) else {
            return Err(damaged(
                &self.location,
                &"a message doesn't begin where the one before ends",
            ));
        };
        if length == 0 {
            return Ok(None);
        }
        let head = 8 + u64::from(length);
        self.fill(head).await?;
        let message = root_as_message(&self.read[8..head as usize])
            .map_err(|error| damaged(&self.location, &error))?;
        let body = message.bodyLength();
        let whole = u64::try_from(body).ok().and_then(|body| head.checked_add(body));
        let whole = whole.ok_or_else(|| damaged(&self.location, &"a message has no length"))?;
        self.fill(whole).await?;
        let bytes: Bytes = self.read.split_to(whole as usize).freeze();
        self.taken += whole;
        let head = i32::try_from(head).map_err(|error| damaged(&self.location, &error))?;
        Ok(Some((Block::new(0, head, body), Buffer::from(bytes))))
    }

    /// Reads so many bytes. What the file has no room for isn't waited for.
    async fn fill(&mut self, length: u64) -> Result<()> {
        let cut_off = || damaged(&self.location, &"it is cut off: it has no mark of its end");
        if length > self.reader.size().saturating_sub(self.taken) {
            return Err(cut_off());
        }
        while (self.read.len() as u64) < length {
            match self.reader.chunk().await? {
                Some(chunk) => self.read.extend_from_slice(&chunk),
                None => {
                    return Err(damaged(
                        &self.location,
                        &"it is cut off: it has no mark of its end",
                    ));
                }
            }
        }
        Ok(())
    }
}
