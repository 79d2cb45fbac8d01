//! What a table is like, without reading it: its columns as the footers of its files tell, and its first rows.

mod render;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{Field, Schema};

use super::batches::Batches;
use super::check::words;
use super::codec::Wanted;
use super::place::Place;
use super::zone;
use crate::error::Result;

/// So many rows are shown.
const SHOWN: usize = 5;
/// Longer values are cut.
const LONGEST: usize = 40;

/// A table at a glance: its columns and its first rows. [`Display`](std::fmt::Display) gives text for a terminal,
/// [`Summary::html`] a fragment of a page.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// How many rows there are, if the table says so itself.
    pub rows: Option<u64>,
    /// Its columns.
    pub columns: Vec<ColumnSummary>,
    /// The first rows, each with a text for each column.
    pub first: Vec<Vec<String>>,
}

/// A column at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// What its cells hold.
    pub ty: String,
    /// How many cells are missing, if the table says so itself.
    pub missing: Option<u64>,
    /// The smallest and the largest value, if the table says so itself. `…` at the end means that it was cut short.
    pub ends: Option<(String, String)>,
}

impl Summary {
    /// Of the table at a place. Of Parquet the footers are read and the first row group, of other formats, which say
    /// nothing of themselves, the first batch.
    pub(crate) async fn of(from: &Place, format: &str) -> Result<Summary> {
        let mut batches: Batches = super::read(from, format, Wanted::all().rows(SHOWN)).await?;
        let schema = batches.schema().clone();
        let mut summary = match format {
            "parquet" => super::parquet::summary(from).await?,
            _ => Summary::of_columns(&schema),
        };
        if let Some(batch) = batches.next().await {
            summary.show(&batch?);
        }
        Ok(summary)
    }

    /// Of a table in memory.
    pub(crate) async fn of_batches(mut batches: Batches) -> Result<Summary> {
        let mut summary = Summary::of_columns(batches.schema());
        while let Some(batch) = batches.next().await {
            let batch = batch?;
            *summary.rows.get_or_insert(0) += batch.num_rows() as u64;
            for (column, array) in summary.columns.iter_mut().zip(batch.columns()) {
                *column.missing.get_or_insert(0) += array.logical_null_count() as u64;
            }
            summary.show(&batch);
        }
        Ok(summary)
    }

    pub(super) fn of_columns(schema: &Schema) -> Summary {
        let column = |field: &std::sync::Arc<Field>| ColumnSummary {
            name: field.name().clone(),
            ty: words(field.data_type()),
            missing: None,
            ends: None,
        };
        let columns = schema.fields().iter().map(column).collect();
        Summary { rows: None, columns, first: Vec::new() }
    }

    /// Adds rows to those that are shown, as long as there is room.
    fn show(&mut self, batch: &RecordBatch) {
        let rows = batch.num_rows().min(SHOWN - self.first.len());
        for row in 0..rows {
            self.first.push(batch.columns().iter().map(|column| text(column, row)).collect());
        }
    }
}

/// A value as a person reads it.
pub(super) fn text(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return String::new();
    }
    let array = zone::rezone(array, &zone::plain(array.data_type())).unwrap_or(array.clone());
    let options = FormatOptions::new().with_display_error(true);
    let text = match ArrayFormatter::try_new(&array, &options) {
        Ok(formatter) => formatter.value(row).to_string(),
        Err(_) => return "?".into(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
