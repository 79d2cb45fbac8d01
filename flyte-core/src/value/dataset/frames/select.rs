//! A part of a dataset.

use std::fmt;

use arrow_schema::SchemaRef;
use flyte_types::columns::{Columns, Table};

use super::FORMAT;
use super::memory::InMemory;
use crate::error::{Error, Result, redacted};
use crate::frame::{self, Batches, Filter, Place, Rows, Wanted, differences};
use crate::storage::wait;
use crate::value::dataset::StructuredDataset;
use crate::value::format::Format;

/// A table, or those of its rows for which a filter holds; read when it is asked for.
pub struct Selection<Row, F> {
    table: StructuredDataset<Row, F>,
    filter: Option<Filter>,
}

impl<Row: Table, F: Format> Selection<Row, F> {
    pub(super) fn all(table: &StructuredDataset<Row, F>) -> Self {
        Selection { table: table.clone(), filter: None }
    }

    /// Of these, the rows for which this holds too.
    pub fn filter(mut self, filter: Filter) -> Result<Self> {
        let columns = frame::schema(&Row::declared());
        if !columns.fields().is_empty() {
            let row = frame::short_name::<Row>();
            filter.check(&columns, format_args!("a table of `{row}`"))?;
        }
        self.filter = Some(match self.filter {
            Some(before) => before.and(filter),
            None => filter,
        });
        Ok(self)
    }

    /// The batches, with the columns of `Row`, or all where `Row` is `Any`; their types are those of the table.
    pub async fn batches(&self) -> Result<Batches> {
        let batches = self.open(Wanted::all()).await?;
        let columns = frame::schema(&Row::declared());
        let all = differences(columns.fields(), batches.source().fields());
        if !all.is_empty() {
            return Err(Error::fatal(format!(
                "the table {} can't be read as a table of `{}`: {all}",
                self.table.words(),
                frame::short_name::<Row>()
            )));
        }
        match &self.filter {
            Some(filter) => batches.filter_as(filter, columns.fields()),
            None => Ok(batches),
        }
    }

    /// All rows. For what is known to fit into memory.
    pub async fn rows(&self) -> Result<Vec<Row>>
    where
        Row: Columns,
    {
        self.row_stream().await?.all().await
    }

    /// The rows, one after the other or some thousand at a time.
    pub async fn row_stream(&self) -> Result<Rows<Row>>
    where
        Row: Columns,
    {
        let rows = Rows::new(self.open(Wanted::all().for_rows()).await?, self.table.words())?;
        match &self.filter {
            Some(filter) => rows.filter(filter),
            None => Ok(rows),
        }
    }

    /// [`Selection::rows`], for code that isn't async.
    pub fn blocking_rows(&self) -> Result<Vec<Row>>
    where
        Row: Columns,
    {
        wait(self.rows())
    }

    pub(super) async fn schema(&self) -> Result<SchemaRef> {
        Ok(self.open(Wanted::all()).await?.source().clone())
    }

    /// The batches of the table, before the filter.
    async fn open(&self, mut wanted: Wanted) -> Result<Batches> {
        let table = &self.table;
        let columns = frame::schema(&Row::declared());
        if let Some(batches) = table.in_memory().and_then(InMemory::<Batches>::of) {
            return match columns.fields().is_empty() {
                true => Ok(batches),
                false => batches.project(columns.fields()),
            };
        }
        if !columns.fields().is_empty() {
            wanted = wanted.only(columns.fields().clone());
        }
        if let Some(filter) = &self.filter {
            wanted = wanted.filter(filter.clone());
        }
        table.decode(wanted).await
    }
}

impl<Row: Table, F: Format> StructuredDataset<Row, F> {
    pub(super) async fn decode<Frame: 'static>(&self, wanted: Wanted) -> Result<Frame> {
        let place = Place::new(self.stores().clone(), self.location().await?);
        frame::read(&place, self.format_to_read(), wanted).await
    }

    pub(super) fn format_to_read(&self) -> &str {
        if self.format().is_empty() { FORMAT } else { self.format() }
    }

    /// What messages call it.
    fn words(&self) -> String {
        redacted(self.uri().unwrap_or("in memory")).into_owned()
    }
}

impl<Row, F> Clone for Selection<Row, F> {
    fn clone(&self) -> Self {
        Selection { table: self.table.clone(), filter: self.filter.clone() }
    }
}

impl<Row: Table, F: Format> fmt::Debug for Selection<Row, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.table)?;
        self.filter.iter().try_for_each(|filter| write!(f, " where {filter}"))
    }
}
