//! Rows out of record batches.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec::IntoIter;

use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::Fields;
use flyte_types::columns::Columns;
use futures_util::{Stream, StreamExt};

use super::cells;
use super::schema::fields;
use crate::error::{Error, Result};
use crate::frame::batches::Batches;
use crate::frame::check::differences;
use crate::frame::filter::{Bound, Filter};
use crate::frame::project::as_wanted;

/// The rows of a table, one after the other: a [`Stream`]. A batch of them is held at a time.
pub struct Rows<R> {
    batches: Batches,
    wanted: Fields,
    filter: Option<Bound>,
    table: String,
    before: usize,
    ready: IntoIter<R>,
}

impl<R: Columns> Rows<R> {
    /// Rows of these batches, which are those of `table`, as messages call it. An error if the columns don't fit: the
    /// columns of the whole table are compared, before anything is read.
    pub fn new(batches: Batches, table: impl fmt::Display) -> Result<Rows<R>> {
        let (wanted, table) = (fields(&R::columns()), table.to_string());
        let all = differences(&wanted, batches.source().fields());
        if !all.is_empty() {
            let row = super::short_name::<R>();
            return Err(Error::fatal(format!(
                "the table {table} can't be read as rows of `{row}`: {all}"
            )));
        }
        Ok(Rows { batches, wanted, filter: None, table, before: 0, ready: Vec::new().into_iter() })
    }

    /// The rows for which this holds.
    pub fn filter(mut self, filter: &Filter) -> Result<Rows<R>> {
        // compared as the row has them, whatever kind the next file of the table keeps
        let columns = as_wanted(self.batches.schema().fields(), &self.wanted);
        self.filter = Some(filter.bind(&columns, &self.table)?);
        Ok(self)
    }

    /// The next row; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<R>> {
        StreamExt::next(self).await
    }

    /// The next rows, as many as a batch has; `None` at the end. Cheaper than one by one.
    pub async fn chunk(&mut self) -> Option<Result<Vec<R>>> {
        if self.ready.len() > 0 {
            return Some(Ok(std::mem::take(&mut self.ready).collect()));
        }
        let batch = self.batches.next().await?;
        let mut rows = Vec::new();
        Some(batch.and_then(|batch| self.append(batch, &mut rows)).map(|()| rows))
    }

    /// All of them. For tables that are known to fit into memory.
    pub async fn all(mut self) -> Result<Vec<R>> {
        let mut rows: Vec<R> = std::mem::take(&mut self.ready).collect();
        while let Some(batch) = self.batches.next().await {
            self.append(batch?, &mut rows)?;
        }
        Ok(rows)
    }

    fn append(&mut self, batch: RecordBatch, rows: &mut Vec<R>) -> Result<()> {
        let kept = self.filter.as_ref().map(|filter| filter.rows(&batch)).transpose()?;
        let batch = StructArray::from(batch);
        let columns = cells::columns(&batch, &self.wanted)
            .map_err(|error| Error::fatal(format!("the table {}: {error}", self.table)))?;
        rows.reserve(match &kept {
            Some(kept) => kept.iter().filter(|kept| **kept).count(),
            None => batch.len(),
        });
        for row in 0..batch.len() {
            if kept.as_ref().is_some_and(|kept| !kept[row]) {
                continue;
            }
            rows.push(R::row(&columns, row).map_err(|error| self.wrong(row, &error))?);
        }
        self.before += batch.len();
        Ok(())
    }

    #[cold]
    fn wrong(&self, row: usize, error: &flyte_types::Error) -> Error {
        let number = self.before + row;
        let of = if self.filter.is_some() { " of those looked at" } else { "" };
        Error::fatal(format!(
            "the table {}, row {number}{of} (counted from 0): {error}",
            self.table
        ))
    }
}

impl<R: Columns> Stream for Rows<R> {
    type Item = Result<R>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        let this = self.get_mut();
        loop {
            if let Some(row) = this.ready.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            let batch = match ready!(this.batches.poll_next_unpin(context)) {
                Some(Ok(batch)) => batch,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let mut rows = Vec::new();
            if let Err(error) = this.append(batch, &mut rows) {
                return Poll::Ready(Some(Err(error)));
            }
            this.ready = rows.into_iter();
        }
    }
}

impl<R> Unpin for Rows<R> {}

impl<R> fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("table", &self.table).finish_non_exhaustive()
    }
}
