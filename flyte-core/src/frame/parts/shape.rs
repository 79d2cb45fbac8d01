//! The batches of a file as batches of its table.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use arrow_schema::{FieldRef, SchemaRef};

use super::exactly::exactly;
use crate::error::{Error, Result};
use crate::storage::Location;

/// Brings the batches of a file to the columns of its table.
pub(in crate::frame) struct Shape {
    to: SchemaRef,
    location: Location,
    /// The rows of the batches before.
    before: usize,
}

impl Shape {
    /// For batches that should have these columns.
    pub(in crate::frame) fn new(to: SchemaRef, location: Location) -> Shape {
        Shape { to, location, before: 0 }
    }

    /// A batch with the columns of the table.
    pub(in crate::frame) fn batch(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let column = |field: &FieldRef| match batch.column_by_name(field.name()) {
            Some(array) => self.column(array, field),
            None => Ok(new_null_array(field.data_type(), batch.num_rows())),
        };
        let columns = self.to.fields().iter().map(column).collect::<Result<Vec<_>>>()?;
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        self.before += batch.num_rows();
        Ok(RecordBatch::try_new_with_options(self.to.clone(), columns, &rows)?)
    }

    fn column(&self, array: &ArrayRef, field: &FieldRef) -> Result<ArrayRef> {
        exactly(array, field.data_type()).map_err(|misfit| {
            let row = misfit.row.map(|row| format!(", row {}", self.before + row));
            let row = row.map(|row| format!("{row} (counted from 0)")).unwrap_or_default();
            Error::fatal(format!(
                "the column `{}` of {}{row}: {misfit}, as the table's other files have it",
                field.name(),
                self.location.told()
            ))
        })
    }

    /// Whether batches with this schema are brought to anything else.
    pub(in crate::frame) fn changes(&self, schema: &SchemaRef) -> bool {
        !Arc::ptr_eq(schema, &self.to) && schema.fields() != self.to.fields()
    }
}
