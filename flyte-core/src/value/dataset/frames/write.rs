//! New datasets, written straight into the store.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use flyte_types::columns::{Columns, Table};

use super::{place, written};
use crate::error::Result;
use crate::frame::{Place, TableWriter};
use crate::storage::wait;
use crate::value::Context;
use crate::value::dataset::StructuredDataset;
use crate::value::dataset::about::About;
use crate::value::format::{Any, Format};
use crate::value::reference::Reference;

/// Writes a new table while it is made. It is there with [`DatasetWriter::finish`], whole; dropped before, it leaves
/// nothing.
pub struct DatasetWriter<Row = Any, F = Any> {
    writer: TableWriter,
    format: String,
    types: PhantomData<fn() -> (Row, F)>,
}

impl<Row: Table, F: Format> DatasetWriter<Row, F> {
    pub(super) fn create(columns: SchemaRef, format: &str) -> Result<Self> {
        let context = Context::current();
        let to = context.output()?.directory()?;
        let writer = TableWriter::create(place(&context, &to), format, columns)?;
        Ok(DatasetWriter { writer, format: format.to_owned(), types: PhantomData })
    }

    /// Writes rows. They are gathered into batches.
    pub async fn write(&mut self, rows: &[Row]) -> Result<()>
    where
        Row: Columns,
    {
        self.writer.write(rows).await
    }

    /// Writes a batch, which must have the columns of the table.
    pub async fn write_batch(&mut self, batch: RecordBatch) -> Result<()> {
        self.writer.write_batch(batch).await
    }

    /// The table.
    pub async fn finish(self) -> Result<StructuredDataset<Row, F>> {
        let place = self.writer.place().clone();
        self.writer.finish().await?;
        Ok(StructuredDataset::written(&place, &self.format))
    }
}

impl<Row: Table, F: Format> StructuredDataset<Row, F> {
    /// The table that was just written.
    pub(super) fn written(at: &Place, format: &str) -> Self {
        let content = written(at).content();
        let shared = Reference::written(at.location(), true, content).of_table();
        Self::wrap(shared, Arc::new(About::of_format(format)))
    }
}

impl<Row, F> fmt::Debug for DatasetWriter<Row, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.writer.fmt(f)
    }
}

/// [`DatasetWriter`] for code that isn't async.
#[derive(Debug)]
pub struct BlockingDatasetWriter<Row = Any, F = Any>(pub(super) DatasetWriter<Row, F>);

impl<Row: Table, F: Format> BlockingDatasetWriter<Row, F> {
    /// Writes rows. They are gathered into batches.
    pub fn write(&mut self, rows: &[Row]) -> Result<()>
    where
        Row: Columns,
    {
        wait(self.0.write(rows))
    }

    /// Writes a batch, which must have the columns of the table.
    pub fn write_batch(&mut self, batch: RecordBatch) -> Result<()> {
        wait(self.0.write_batch(batch))
    }

    /// The table.
    pub fn finish(self) -> Result<StructuredDataset<Row, F>> {
        wait(self.0.finish())
    }
}
