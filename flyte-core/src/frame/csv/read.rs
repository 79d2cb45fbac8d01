//! CSV files as streams of batches.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use bytes::{Buf, Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::cells::{self, Taken};
use super::split::{Problem, Splitter};
use super::write::holds;
use crate::error::{Error, Result};
use crate::frame::codec::Wanted;
use crate::frame::folder::Opened;
use crate::frame::guard;
use crate::frame::place::Part;
use crate::storage::{Location, Reader, Stores};

/// So many bytes and lines tell the types of columns that nobody else knows.
const SAMPLE: usize = 1 << 20;
const LINES: usize = 1000;

/// A file whose first lines have been read.
pub(super) struct File {
    location: Location,
    reader: Reader,
    splitter: Splitter,
    /// What has been read behind the line with names.
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
        let start = head.freeze();
        let whole = start.len() as u64 == reader.size();
        let (splitter, names, read) = names(&start, whole).map_err(|p| damaged(&location, &p))?;
        one_separator(&names, wanted.columns()).map_err(|p| damaged(&location, &p))?;
        let schema = match wanted.columns() {
            Some(wanted) => declared(&names, wanted),
            None => guessed(&start, whole).map_err(|p| damaged(&location, &p))?,
        };
        let head = start.slice(read..);
        Ok(File { location, reader, splitter, head, schema: Arc::new(schema) })
    }
}

/// The names in the first line, and how long it is.
fn names(head: &[u8], whole: bool) -> Result<(Splitter, Vec<String>, usize), Problem> {
    let mut splitter = Splitter::new();
    let read = splitter.push(head, 1)?;
    if splitter.len() == 0 && whole {
        splitter.finish()?;
    }
    let records = splitter.records();
    if records.len() == 0 {
        return Err(Problem::new(1, "there is no line with names"));
    }
    let names = (0..records.columns()).flat_map(|column| records.fields(column));
    let names = names.map(|name| name.map(str::to_owned)).collect::<Result<_, _>>()?;
    splitter.clear();
    Ok((splitter, names, read))
}

/// A problem if there is one name only, and it looks like many.
fn one_separator(names: &[String], wanted: Option<&Fields>) -> Result<(), Problem> {
    let [name] = names else { return Ok(()) };
    let is_wanted = wanted.is_some_and(|wanted| wanted.iter().any(|field| field.name() == name));
    match name.chars().find(|c| matches!(c, ';' | '\t' | '|')) {
        Some(separator) if !is_wanted => Err(Problem::new(
            1,
            format!("the fields are separated by {separator:?}: write the table with commas"),
        )),
        _ => Ok(()),
    }
}

/// The columns with the types that are wanted. What nobody wants is text.
fn declared(names: &[String], wanted: &Fields) -> Schema {
    let column = |name: &String| {
        let wanted = wanted.iter().find(|wanted| wanted.name() == name);
        match wanted.filter(|wanted| holds(wanted.data_type())) {
            // any other field may be empty, and is null then
            Some(wanted) => {
                let text = *wanted.data_type() == DataType::Utf8;
                Field::clone(wanted).with_nullable(wanted.is_nullable() || !text)
            }
            None => Field::new(name, DataType::Utf8, true),
        }
    };
    Schema::new(names.iter().map(column).collect::<Fields>())
}

/// The columns with the types that the first lines allow.
fn guessed(start: &[u8], whole: bool) -> Result<Schema, Problem> {
    let (mut splitter, names, mut read) = names(start, whole)?;
    read += splitter.push(&start[read..], LINES)?;
    if whole && read == start.len() {
        splitter.finish()?;
    }
    let records = splitter.records();
    let column =
        |(column, name): (usize, &String)| Field::new(name, cells::guess(records, column), true);
    Ok(Schema::new(names.iter().enumerate().map(column).collect::<Fields>()))
}

impl Opened for File {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn batches(
        self,
        wanted: &Wanted,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        let File { location, reader, splitter, head, schema } = self;
        let fields = schema.fields().iter().enumerate();
        let chosen: Vec<usize> = fields
            .filter(|(_, field)| {
                let named = |wanted: &Arc<Field>| wanted.name() == field.name();
                wanted.columns().is_none_or(|wanted| wanted.iter().any(named))
            })
            .map(|(index, _)| index)
            .collect();
        let schema = Arc::new(schema.project(&chosen)?);
        let reading = Reading {
            location: location.clone(),
            reader,
            splitter,
            chunk: Some(head),
            chosen,
            schema: schema.clone(),
            taken: if wanted.columns().is_some() { Taken::Declared } else { Taken::Guessed },
            rows: wanted.batch_rows(),
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
    splitter: Splitter,
    /// What has been read and not split; `None` at the end.
    chunk: Option<Bytes>,
    chosen: Vec<usize>,
    schema: SchemaRef,
    taken: Taken,
    rows: usize,
}

impl Reading {
    async fn batch(&mut self) -> Result<Option<RecordBatch>> {
        while let Some(chunk) = &mut self.chunk
            && !self.splitter.is_full(self.rows)
        {
            if !chunk.is_empty() {
                let read = self.splitter.push(chunk, self.rows);
                chunk.advance(read.map_err(|problem| damaged(&self.location, &problem))?);
                continue;
            }
            self.chunk = self.reader.chunk().await?;
            if self.chunk.is_none() {
                self.splitter.finish().map_err(|problem| damaged(&self.location, &problem))?;
            }
        }
        if self.splitter.len() == 0 {
            return Ok(None);
        }
        let batch = self.make().map_err(|problem| damaged(&self.location, &problem))?;
        self.splitter.clear();
        Ok(Some(batch?))
    }

    fn make(&self) -> Result<Result<RecordBatch, arrow_schema::ArrowError>, Problem> {
        let records = self.splitter.records();
        let column = |(column, field): (&usize, &Arc<Field>)| {
            cells::array(records, *column, field, self.taken)
                .map_err(|problem| problem.of(field.name()))
        };
        let columns = self.chosen.iter().zip(self.schema.fields()).map(column);
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let rows = RecordBatchOptions::new().with_row_count(Some(records.len()));
        Ok(RecordBatch::try_new_with_options(self.schema.clone(), columns, &rows))
    }
}

fn damaged(location: &Location, problem: &Problem) -> Error {
    Error::fatal(format!("reading the CSV file {location}, {problem}"))
}
