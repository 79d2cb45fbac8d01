//! CSV files as streams of batches.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use bytes::{Buf, Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::cells::{self, Taken};
use super::header::Header;
use super::source::Source;
use super::split::{Problem, Splitter};
use super::write::holds;
use crate::error::{Error, Result};
use crate::frame::codec::Wanted;
use crate::frame::filter::Bound;
use crate::frame::folder::Opened;
use crate::frame::guard;
use crate::frame::place::Part;
use crate::storage::{Location, Stores};

/// So many bytes and lines tell the types of columns that nobody else knows.
const SAMPLE: usize = 1 << 20;
const LINES: usize = 1000;

/// A file whose first lines have been read.
pub(super) struct File {
    source: Source,
    splitter: Splitter,
    /// What has been read behind the line with names.
    head: Bytes,
    schema: SchemaRef,
    /// The columns of which the first lines have no value.
    unknown: Vec<String>,
}

impl File {
    /// Nothing, if there is no line at all.
    pub(super) async fn open(stores: Stores, part: Part, wanted: Wanted) -> Result<Option<File>> {
        let mut source = Source::open(&stores, part.location).await?;
        let mut head = BytesMut::new();
        let mut ended = false;
        let is_typed = wanted.columns().is_some();
        let header = loop {
            match source.chunk().await? {
                Some(chunk) => head.extend_from_slice(&chunk),
                None => ended = true,
            }
            let is_enough = ended || head.len() >= SAMPLE;
            if !is_enough && !is_typed {
                continue;
            }
            let header = Header::read(&head, ended, wanted.columns());
            match header.map_err(|problem| damaged(source.location(), &problem))? {
                None if !is_enough => continue,
                header => break header,
            }
        };
        let Some(header) = header else {
            return match ended {
                true => Ok(None),
                false => Err(nameless(source.location())),
            };
        };
        let start = head.freeze();
        let (schema, unknown) = match wanted.columns() {
            Some(wanted) => (declared(&header.names, wanted), Vec::new()),
            None => guessed(&start, ended, &header)
                .map_err(|problem| damaged(source.location(), &problem))?,
        };
        let (head, splitter) = (start.slice(header.length..), header.splitter);
        Ok(Some(File { source, splitter, head, schema: Arc::new(schema), unknown }))
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

/// The columns with the types that the first lines allow, and those of which they say nothing.
fn guessed(start: &[u8], whole: bool, header: &Header) -> Result<(Schema, Vec<String>), Problem> {
    let mut splitter = Splitter::new(header.separator);
    let mut read = splitter.push(start, 1)?;
    splitter.clear();
    read += splitter.push(&start[read..], LINES)?;
    if whole && read == start.len() {
        splitter.finish()?;
    }
    let records = splitter.records();
    let mut unknown = Vec::new();
    let column = |(column, name): (usize, &String)| {
        let of = cells::guess(records, column).unwrap_or_else(|| {
            unknown.push(name.clone());
            DataType::Utf8
        });
        Field::new(name, of, true)
    };
    let fields: Fields = header.names.iter().enumerate().map(column).collect();
    Ok((Schema::new(fields), unknown))
}

impl Opened for File {
    // each is read from its beginning
    const OPEN: usize = 0;

    const ANYTHING: Option<DataType> = Some(DataType::Utf8);

    fn nothing_in(location: &Location) -> Error {
        nameless(location)
    }

    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn is_empty(&self, column: &str) -> bool {
        self.unknown.iter().any(|unknown| unknown == column)
    }

    fn typed(&mut self, columns: &Schema) {
        let column = |own: &Arc<Field>| match columns.field_with_name(own.name()) {
            Ok(column) => Field::clone(own).with_data_type(column.data_type().clone()),
            Err(_) => Field::clone(own),
        };
        self.schema =
            Arc::new(Schema::new(self.schema.fields().iter().map(column).collect::<Fields>()));
    }

    fn batches(
        self,
        wanted: &Wanted,
        _: Option<&Bound>,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        let File { source, splitter, head, schema, .. } = self;
        let location = source.location().clone();
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
            source,
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
    source: Source,
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
                chunk.advance(read.map_err(|problem| damaged(self.source.location(), &problem))?);
                continue;
            }
            self.chunk = self.source.chunk().await?;
            if self.chunk.is_none() {
                self.splitter
                    .finish()
                    .map_err(|problem| damaged(self.source.location(), &problem))?;
            }
        }
        if self.splitter.len() == 0 {
            return Ok(None);
        }
        let batch = self.make().map_err(|problem| damaged(self.source.location(), &problem))?;
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

fn nameless(location: &Location) -> Error {
    damaged(location, &Problem::new(1, "there is no line with names"))
}

fn damaged(location: &Location, problem: &Problem) -> Error {
    Error::fatal(format!("reading the CSV file {}, {problem}", location.told()))
}
