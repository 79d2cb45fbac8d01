//! The native frame: record batches, one after the other.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow_array::{BooleanArray, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Fields, SchemaRef};
use arrow_select::filter::filter_record_batch;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};

use super::filter::Filter;
use super::project::as_wanted;
use crate::error::Result;
use crate::storage::wait;

/// A table as a stream of record batches of one schema. Nothing is read before it is asked for, and no more is held
/// than a batch and what it is decoded from.
pub struct Batches {
    schema: SchemaRef,
    source: SchemaRef,
    stream: BoxStream<'static, Result<RecordBatch>>,
}

impl Batches {
    /// Of a stream whose batches all have this schema.
    pub fn new(
        schema: SchemaRef,
        stream: impl Stream<Item = Result<RecordBatch>> + Send + 'static,
    ) -> Batches {
        Batches { source: schema.clone(), schema, stream: stream.boxed() }
    }

    /// The same, and all columns of the table that they are taken from.
    #[must_use]
    pub fn of(mut self, source: SchemaRef) -> Batches {
        self.source = source;
        self
    }

    /// The columns of each batch.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The columns of the table that is read, also those that nobody asked for.
    pub fn source(&self) -> &SchemaRef {
        &self.source
    }

    /// Of the columns those with these names, in the table's order.
    pub(crate) fn project(self, wanted: &Fields) -> Result<Batches> {
        let Batches { schema, source, stream } = self;
        let fields = schema.fields().iter().enumerate();
        let chosen: Vec<usize> = fields
            .filter(|(_, field)| wanted.iter().any(|wanted| wanted.name() == field.name()))
            .map(|(index, _)| index)
            .collect();
        let schema = Arc::new(schema.project(&chosen)?);
        let stream = stream.map(move |batch| Ok(batch?.project(&chosen)?)).boxed();
        Ok(Batches { schema, source, stream })
    }

    /// The rows for which this holds.
    pub fn filter(self, filter: &Filter) -> Result<Batches> {
        self.filter_as(filter, &Fields::empty())
    }

    /// The rows for which this holds, where these columns are compared as what they are wanted as.
    pub(crate) fn filter_as(self, filter: &Filter, wanted: &Fields) -> Result<Batches> {
        let bound = filter.bind(&as_wanted(self.schema.fields(), wanted), "this table")?;
        let Batches { schema, source, stream } = self;
        let kept = stream.map(move |batch| {
            let batch = batch?;
            let wanted = BooleanArray::from(bound.rows(&batch)?);
            Ok(filter_record_batch(&batch, &wanted)?)
        });
        Ok(Batches { schema, source, stream: kept.boxed() })
    }

    /// The batches of a reader of Arrow's, each read when it is asked for, on the thread that asks.
    pub fn from_reader(reader: impl RecordBatchReader + Send + 'static) -> Batches {
        let schema = reader.schema();
        Batches::new(schema, stream::iter(reader.map(|batch| Ok(batch?))))
    }

    /// A reader of Arrow's, for code that isn't async and for libraries that take one.
    pub fn into_reader(self) -> impl RecordBatchReader + Send {
        Reader(self)
    }

    /// The next batch; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<RecordBatch>> {
        self.stream.next().await
    }

    /// All of them. For tables that are known to fit into memory.
    pub async fn all(self) -> Result<Vec<RecordBatch>> {
        self.stream.try_collect().await
    }
}

struct Reader(Batches);

impl Iterator for Reader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = wait(self.0.next())?;
        Some(batch.map_err(|error| ArrowError::ExternalError(error.into())))
    }
}

impl RecordBatchReader for Reader {
    fn schema(&self) -> SchemaRef {
        self.0.schema.clone()
    }
}

impl Stream for Batches {
    type Item = Result<RecordBatch>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<RecordBatch>>> {
        self.stream.poll_next_unpin(context)
    }
}

impl From<RecordBatch> for Batches {
    fn from(batch: RecordBatch) -> Batches {
        Batches::new(batch.schema(), stream::iter([Ok(batch)]))
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").field("schema", &self.schema).finish_non_exhaustive()
    }
}
