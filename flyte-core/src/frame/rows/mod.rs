//! Rows in and out of record batches.

mod build;
mod cells;
mod read;
mod schema;

use std::sync::Arc;

use arrow_array::RecordBatch;
use flyte_types::columns::Columns;
use futures_util::{Stream, StreamExt, stream};

pub(super) use build::Batcher;
pub(super) use cells::Column;
pub use read::Rows;
pub use schema::schema;

use super::batches::Batches;
use crate::error::{Error, Result};

/// So many rows are made into a batch.
pub(super) const ROWS: usize = 8192;

impl Batches {
    /// A table of these rows.
    pub fn from_rows<R: Columns>(rows: Vec<R>) -> Batches {
        Batches::of_shared_rows(Arc::new(rows))
    }

    pub(crate) fn of_shared_rows<R: Columns>(rows: Arc<Vec<R>>) -> Batches {
        let schema = schema(&R::columns());
        let mut batcher = Batcher::new(schema.clone());
        let mut start = 0;
        let batches = std::iter::from_fn(move || {
            let end = (start + ROWS).min(rows.len());
            let chunk = &rows[start..end];
            start = end;
            (!chunk.is_empty()).then(|| batch(&mut batcher, chunk))
        });
        Batches::new(schema, stream::iter(batches))
    }

    /// A table of the rows that a stream gives, of which some thousand are held at a time.
    pub fn from_row_stream<R: Columns>(
        rows: impl Stream<Item = Result<R>> + Send + 'static,
    ) -> Batches {
        let schema = schema(&R::columns());
        let mut batcher = Batcher::new(schema.clone());
        let batches = rows.chunks(ROWS).map(move |chunk| {
            let chunk = chunk.into_iter().collect::<Result<Vec<R>>>()?;
            batch(&mut batcher, &chunk)
        });
        Batches::new(schema, batches)
    }
}

fn batch<R: Columns>(batcher: &mut Batcher, rows: &[R]) -> Result<RecordBatch> {
    batcher.put(rows).and_then(|()| batcher.take()).map_err(failed)
}

/// A row that can't be a row of a table.
pub(super) fn failed(error: flyte_types::Error) -> Error {
    Error::fatal(format!("the rows can't be made into a table: {error}"))
}

/// The name of a row type, without the modules that it is in.
pub(crate) fn short_name<R>() -> &'static str {
    std::any::type_name::<R>().rsplit("::").next().unwrap_or_default()
}
