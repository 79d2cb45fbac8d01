//! Datasets out of frames.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use flyte_types::columns::{Columns, Table};
use futures_util::{Stream, stream};

use super::memory::InMemory;
use super::write::{BlockingDatasetWriter, DatasetWriter};
use super::{FORMAT, place};
use crate::error::{Error, Result};
use crate::frame::{self, Batches, differences};
use crate::value::Context;
use crate::value::dataset::StructuredDataset;
use crate::value::format::{Any, Format};

impl<Row: Columns, F: Format> StructuredDataset<Row, F> {
    /// A table of these rows. It is written when it is handed over.
    pub fn from_rows(rows: Vec<Row>) -> Self {
        let (format, words) = (Self::format_to_write(), format!("{} rows", rows.len()));
        let rows = Arc::new(rows);
        let frame = move || Batches::of_shared_rows(rows.clone());
        Self::held(InMemory::held(format, words, frame), format)
    }

    /// A table of the rows that a stream gives, written straight into the store: some thousand rows are held at a time.
    pub async fn from_row_stream(
        rows: impl Stream<Item = Result<Row>> + Send + 'static,
    ) -> Result<Self> {
        Self::write_now(Batches::from_row_stream(rows)).await
    }

    /// A writer for a new table, rows or batches at a time, straight into the store.
    pub fn create() -> Result<DatasetWriter<Row, F>> {
        DatasetWriter::create(frame::schema(&Row::columns()), Self::format_to_write())
    }

    /// [`StructuredDataset::create`], for code that isn't async.
    pub fn blocking_create() -> Result<BlockingDatasetWriter<Row, F>> {
        Self::create().map(BlockingDatasetWriter)
    }
}

impl<F: Format> StructuredDataset<Any, F> {
    /// A writer for a new table with these columns, batches at a time, straight into the store.
    pub fn create_of(columns: SchemaRef) -> Result<DatasetWriter<Any, F>> {
        DatasetWriter::create(columns, Self::format_to_write())
    }
}

impl<Row: Table, F: Format> StructuredDataset<Row, F> {
    /// A table of these batches, which must have the columns of `Row` and all the same. It is written when it is handed
    /// over.
    pub fn from_batches(batches: Vec<RecordBatch>) -> Result<Self> {
        let Some(first) = batches.first() else {
            return Err(Error::fatal(
                "a table of no batches has no columns: give an empty batch (`RecordBatch::new_empty`)",
            ));
        };
        let schema = first.schema();
        fits::<Row>(&schema)?;
        for (index, batch) in batches.iter().enumerate() {
            if batch.schema_ref() != &schema {
                let all = differences(schema.fields(), batch.schema_ref().fields());
                return Err(Error::fatal(format!(
                    "batch {index} has other columns than batch 0: {all}"
                )));
            }
        }
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let (format, words) = (Self::format_to_write(), format!("{rows} rows"));
        let frame = move || {
            let batches: Vec<_> = batches.iter().cloned().map(Ok).collect();
            Batches::new(schema.clone(), stream::iter(batches))
        };
        Ok(Self::held(InMemory::held(format, words, frame), format))
    }

    /// A table of a stream of batches, written straight into the store: one batch and one row group are held at a time.
    pub async fn from_batch_stream(batches: Batches) -> Result<Self> {
        fits::<Row>(batches.schema())?;
        Self::write_now(batches).await
    }

    /// A table of a frame for which an encoder is registered ([`register_encoder`](frame::register_encoder)). It is
    /// written when it is handed over.
    pub fn from_frame<Frame: Clone + Send + Sync + 'static>(frame: Frame) -> Self {
        let format = Self::format_to_write();
        let words = std::any::type_name::<Frame>();
        Self::held(InMemory::held(format, words, move || frame.clone()), format)
    }

    async fn write_now(batches: Batches) -> Result<Self> {
        let context = Context::current();
        let format = Self::format_to_write();
        let to = context.output()?.directory()?;
        let place = place(&context, &to);
        frame::write(batches, &place, format).await?;
        Ok(Self::written(&place, format))
    }

    pub(super) fn format_to_write() -> &'static str {
        match Self::declared_format() {
            "" => FORMAT,
            declared => declared,
        }
    }
}

/// An error if a table with this schema isn't one of `Row`.
pub(super) fn fits<Row: Table>(schema: &SchemaRef) -> Result<()> {
    let all = differences(frame::schema(&Row::declared()).fields(), schema.fields());
    match all.is_empty() {
        true => Ok(()),
        false => Err(Error::fatal(format!(
            "these batches are no table of `{}`: {all}",
            frame::short_name::<Row>()
        ))),
    }
}
