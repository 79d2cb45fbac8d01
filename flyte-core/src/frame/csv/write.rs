//! Batches into a CSV file, straight into a store.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, RecordBatchOptions};
use arrow_csv::WriterBuilder;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};

use super::NAME;
use crate::error::{Error, Result};
use crate::frame::check::words;
use crate::frame::folder::Created;
use crate::frame::place::{Place, Sink};
use crate::frame::zone::{plain, rezone};

/// Writes the one file of a table.
pub(super) struct FileWriter {
    schema: SchemaRef,
    begun: bool,
    sink: Sink,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        check(schema)?;
        Ok(FileWriter { schema: schema.clone(), begun: false, sink: to.sink(NAME)? })
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        batch.columns().iter().zip(batch.schema_ref().fields()).try_for_each(
            |(column, field)| match field.is_nullable() && holds_empty(column) {
                true => Err(Error::fatal(format!(
                    "the column `{}` may be missing and holds an empty text, which CSV can't tell \
                     from a missing one: write Parquet, or a column that isn't nullable",
                    field.name()
                ))),
                false => Ok(()),
            },
        )?;
        let mut encoder = WriterBuilder::new().with_header(!self.begun).build(&mut self.sink);
        let written = zoneless(batch).and_then(|batch| encoder.write(&batch));
        drop(encoder);
        written.map_err(|error| {
            Error::fatal(format!("writing the table {}: {error}", self.sink.location().told()))
        })?;
        self.begun = true;
        self.sink.settle().await
    }

    async fn finish(mut self) -> Result<()> {
        if !self.begun {
            let nothing = RecordBatch::new_empty(self.schema.clone());
            self.write(&nothing).await?;
        }
        self.sink.finish().await
    }
}

fn check(schema: &Schema) -> Result<()> {
    let bad = schema.fields().iter().find(|field| !holds(field.data_type()));
    match bad {
        Some(field) => Err(Error::fatal(format!(
            "the column `{}` ({}) can't be written as CSV: write Parquet",
            field.name(),
            words(field.data_type())
        ))),
        None => Ok(()),
    }
}

/// Whether values of a type can be fields of a CSV file, and be read again.
pub(super) fn holds(of: &DataType) -> bool {
    use DataType::*;
    of.is_integer()
        || of.is_floating()
        || matches!(
            of,
            Boolean
                | Utf8
                | Utf8View
                | LargeUtf8
                | Date32
                | Date64
                | Timestamp(..)
                | Time32(_)
                | Time64(_)
        )
}

fn zoneless(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = batch.columns().iter().map(|column| rezone(column, &plain(column.data_type())));
    let fields = batch.schema_ref().fields().iter();
    let fields = fields.map(|field| Field::clone(field).with_data_type(plain(field.data_type())));
    let schema = Arc::new(Schema::new(fields.collect::<Fields>()));
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, columns.collect::<Result<_, _>>()?, &rows)
}

fn holds_empty(column: &dyn Array) -> bool {
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().iter().flatten().any(str::is_empty),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().flatten().any(str::is_empty),
        DataType::Utf8View => column.as_string_view().iter().flatten().any(str::is_empty),
        _ => false,
    }
}
