//! CSV files as streams of batches.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_csv::ReaderBuilder;
use arrow_csv::reader::{Decoder, Format};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use bytes::{Buf, Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::write::holds;
use crate::error::{Error, Result};
use crate::frame::codec::Wanted;
use crate::frame::folder::Opened;
use crate::frame::guard;
use crate::frame::place::Part;
use crate::frame::zone::{plain, rezone};
use crate::storage::{Location, Reader, Stores};

/// So many bytes and lines tell the types of columns that nobody else knows.
const SAMPLE: usize = 1 << 20;
const LINES: usize = 1000;
/// A longer line is taken for a quotation mark that is never closed.
const LONGEST: usize = 64 << 20;

/// A file whose first lines have been read.
pub(super) struct File {
    location: Location,
    reader: Reader,
    /// What has been read of it.
    head: Bytes,
    schema: SchemaRef,
}

impl File {
    pub(super) async fn open(stores: Stores, part: Part, wanted: Wanted) -> Result<File> {
        let location = part.location;
        let mut reader = stores.reader(&location).await?;
        let mut head = BytesMut::new();
        while head.len() < SAMPLE {
            match reader.chunk().await? {
                Some(chunk) => head.extend_from_slice(&chunk),
                None => break,
            }
        }
        let head = head.freeze();
        let whole = head.len() as u64 == reader.size();
        let parse =
            || schema(&head, whole, wanted.columns()).map_err(|error| damaged(&location, &error));
        let schema = Arc::new(guard::call(&location, parse)?);
        Ok(File { location, reader, head, schema })
    }
}

/// The columns: named by the first line, with the types that are wanted, or else those that the lines allow.
fn schema(head: &[u8], whole: bool, wanted: Option<&Fields>) -> Result<Schema, ArrowError> {
    // a line that is cut off says nothing
    let end = match whole {
        true => head.len(),
        false => head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1),
    };
    let lines = if wanted.is_some() { 0 } else { LINES };
    let format = Format::default().with_header(true).with_truncated_rows(true);
    let (found, _) = format.infer_schema(&head[..end], Some(lines))?;
    if found.fields().is_empty() {
        return Err(ArrowError::CsvError("it has no line with names".into()));
    }
    let Some(wanted) = wanted else {
        // what is empty in the lines that were looked at may be filled in others, and their times finer
        let column = |field: &Arc<Field>| match field.data_type() {
            DataType::Null => Field::new(field.name(), DataType::Utf8, true),
            DataType::Timestamp(TimeUnit::Second | TimeUnit::Millisecond, zone) => {
                let finer = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
                Field::clone(field).with_data_type(finer)
            }
            _ => Field::clone(field),
        };
        return Ok(Schema::new(found.fields().iter().map(column).collect::<Fields>()));
    };
    let column = |field: &Arc<Field>| {
        let wanted = wanted.iter().find(|wanted| wanted.name() == field.name());
        match wanted.filter(|wanted| holds(wanted.data_type())) {
            // any other field may be empty, and is null then
            Some(wanted) => {
                let text = *wanted.data_type() == DataType::Utf8;
                Field::clone(wanted).with_nullable(wanted.is_nullable() || !text)
            }
            None => Field::new(field.name(), DataType::Utf8, true),
        }
    };
    Ok(Schema::new(found.fields().iter().map(column).collect::<Fields>()))
}

impl Opened for File {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn batches(
        self,
        wanted: &Wanted,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        let File { location, reader, head, schema } = self;
        let fields = schema.fields().iter().enumerate();
        let chosen: Vec<usize> = fields
            .filter(|(_, field)| {
                let named = |wanted: &Arc<Field>| wanted.name() == field.name();
                wanted.columns().is_none_or(|wanted| wanted.iter().any(named))
            })
            .map(|(index, _)| index)
            .collect();
        let projected = schema.project(&chosen).map_err(|error| damaged(&location, &error))?;
        // an empty field is null to the decoder, whatever the column says
        let open = |field: &Arc<Field>| {
            Field::clone(field).with_nullable(true).with_data_type(plain(field.data_type()))
        };
        let decoded = Schema::new(schema.fields().iter().map(open).collect::<Fields>());
        let decoder = ReaderBuilder::new(Arc::new(decoded))
            .with_header(true)
            .with_batch_size(wanted.batch_rows())
            .with_projection(chosen)
            .build_decoder();
        let schema = Arc::new(projected);
        let reading = Reading {
            location: location.clone(),
            reader,
            decoder,
            chunk: head,
            pending: 0,
            schema: schema.clone(),
        };
        let stream = stream::try_unfold(reading, |mut reading| async move {
            Ok(reading.batch().await?.map(|batch| (batch, reading)))
        });
        Ok((schema, guard::stream(location, stream.boxed()).boxed()))
    }
}

struct Reading {
    location: Location,
    reader: Reader,
    decoder: Decoder,
    chunk: Bytes,
    /// Bytes since the last line that was whole.
    pending: usize,
    schema: SchemaRef,
}

impl Reading {
    async fn batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if self.chunk.is_empty() {
                self.chunk = self.reader.chunk().await?.unwrap_or_default();
            }
            let room = self.decoder.capacity();
            let read = self.decoder.decode(&self.chunk);
            let read = read.map_err(|error| damaged(&self.location, &error))?;
            self.chunk.advance(read);
            self.pending = if self.decoder.capacity() < room { 0 } else { self.pending + read };
            if self.pending > LONGEST {
                return Err(damaged(&self.location, &"a line has more than 64 MiB"));
            }
            // nothing is taken when the batch is full, or at the end
            if read == 0 {
                break;
            }
        }
        let batch = self.decoder.flush().map_err(|error| damaged(&self.location, &error))?;
        batch.map(|batch| self.settle(&batch)).transpose()
    }

    /// What is missing from a column of text that isn't nullable is an empty text.
    fn settle(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let column = |(column, field): (&ArrayRef, &Arc<Field>)| match column.data_type() {
            DataType::Utf8 if !field.is_nullable() && column.null_count() > 0 => {
                let text = column.as_string::<i32>();
                let (offsets, values) = (text.offsets().clone(), text.values().clone());
                Ok(Arc::new(StringArray::new(offsets, values, None)) as ArrayRef)
            }
            _ => rezone(column, field.data_type()),
        };
        let columns = batch.columns().iter().zip(self.schema.fields()).map(column);
        columns
            .collect::<Result<Vec<_>, _>>()
            .and_then(|columns| RecordBatch::try_new(self.schema.clone(), columns))
            .map_err(|error| damaged(&self.location, &error))
    }
}

fn damaged(location: &Location, problem: &dyn std::fmt::Display) -> Error {
    Error::fatal(format!("reading the CSV file {location}: {problem}"))
}
