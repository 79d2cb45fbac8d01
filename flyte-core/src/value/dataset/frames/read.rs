//! Frames out of datasets.

use arrow_schema::SchemaRef;
use flyte_types::columns::{Columns, Table};

use super::memory::InMemory;
use super::select::Selection;
use crate::error::Result;
use crate::frame::{self, Batches, Filter, Place, Rows, Summary, Wanted};
use crate::value::dataset::StructuredDataset;
use crate::value::format::Format;

impl<Row: Columns, F: Format> StructuredDataset<Row, F> {
    /// All rows. For tables that are known to fit into memory.
    ///
    /// Only the columns of `Row` are read. An error if the table's own columns don't fit, or if a cell is missing where
    /// `Row` has no `Option`.
    pub async fn rows(&self) -> Result<Vec<Row>> {
        Selection::all(self).rows().await
    }

    /// The rows, one after the other or some thousand at a time; a batch and a row group are held at a time.
    pub async fn row_stream(&self) -> Result<Rows<Row>> {
        Selection::all(self).row_stream().await
    }

    /// [`StructuredDataset::rows`], for code that isn't async.
    pub fn blocking_rows(&self) -> Result<Vec<Row>> {
        Selection::all(self).blocking_rows()
    }
}

impl<Row: Table, F: Format> StructuredDataset<Row, F> {
    /// The table as record batches, one after the other, with the columns of `Row`, or all where `Row` is `Any`. Their
    /// types are those of the table, which may be narrower than those of `Row`.
    pub async fn batches(&self) -> Result<Batches> {
        Selection::all(self).batches().await
    }

    /// The rows for which this holds, and no others. Row groups of Parquet files that have none are not read.
    ///
    /// A column that `Row` doesn't have, or a constant of another type, is an error at once.
    pub fn filter(&self, filter: Filter) -> Result<Selection<Row, F>> {
        Selection::all(self).filter(filter)
    }

    /// The table's own columns. Of the table nothing else is read.
    pub async fn schema(&self) -> Result<SchemaRef> {
        Selection::all(&self.clone().cast::<crate::value::Any, F>()).schema().await
    }

    /// The table at a glance: its columns, as the footers of its files tell, and its first rows. Of a Parquet table the
    /// footers are read and one row group.
    pub async fn summary(&self) -> Result<Summary> {
        if let Some(batches) = self.in_memory().and_then(InMemory::<Batches>::of) {
            return Summary::of_batches(batches).await;
        }
        let place = Place::new(self.stores().clone(), self.location().await?);
        Summary::of(&place, self.format_to_read()).await
    }

    /// The table as a frame for which a decoder is registered ([`register_decoder`](frame::register_decoder)).
    pub async fn frame<Frame: 'static>(&self) -> Result<Frame> {
        if let Some(frame) = self.in_memory().and_then(InMemory::<Frame>::of) {
            return Ok(frame);
        }
        let columns = frame::schema(&Row::declared());
        let wanted = match columns.fields().is_empty() {
            true => Wanted::all(),
            false => Wanted::all().only(columns.fields().clone()),
        };
        self.decode(wanted).await
    }
}
