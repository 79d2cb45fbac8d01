//! A table that is written while it is made.

use std::fmt;
use std::pin::pin;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use flyte_types::columns::Columns;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream;
use tokio::sync::mpsc::{Sender, channel};

use super::batches::Batches;
use super::place::Place;
use super::rows::{Batcher, ROWS, failed};
use crate::error::{Error, Result};

/// Writes a table of one schema, batch by batch or row by row. It is there with [`TableWriter::finish`], whole;
/// dropped before, it leaves nothing.
pub struct TableWriter {
    place: Place,
    schema: SchemaRef,
    batcher: Batcher,
    batches: Sender<RecordBatch>,
    encoding: BoxFuture<'static, Result<()>>,
}

impl TableWriter {
    /// A table of this format at a place.
    pub fn create(to: Place, format: &str, schema: SchemaRef) -> Result<TableWriter> {
        let encoder = super::codec::encoder::<Batches>(format, &to)?;
        let (batches, coming) = channel(1);
        let coming =
            stream::unfold(
                coming,
                |mut coming| async move { Some((Ok(coming.recv().await?), coming)) },
            );
        let encoding = encoder.encode(Batches::new(schema.clone(), coming), to.clone());
        Ok(TableWriter {
            place: to,
            batcher: Batcher::new(schema.clone()),
            schema,
            batches,
            encoding,
        })
    }

    /// Where the table will be.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The columns of the table.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Writes a batch.
    pub async fn write_batch(&mut self, batch: RecordBatch) -> Result<()> {
        self.flush().await?;
        self.send(batch).await
    }

    /// Writes rows, whose columns must be those of the table. They are gathered into batches.
    pub async fn write<R: Columns>(&mut self, rows: &[R]) -> Result<()> {
        for chunk in rows.chunks(ROWS) {
            self.batcher.put(chunk).map_err(failed)?;
            if self.batcher.len() >= ROWS {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// Ends the table.
    pub async fn finish(mut self) -> Result<()> {
        self.flush().await?;
        drop(self.batches);
        self.encoding.await
    }

    async fn flush(&mut self) -> Result<()> {
        match self.batcher.len() {
            0 => Ok(()),
            _ => {
                let batch = self.batcher.take().map_err(failed)?;
                self.send(batch).await
            }
        }
    }

    /// Hands a batch to the encoder, which works meanwhile on the one before.
    async fn send(&mut self, batch: RecordBatch) -> Result<()> {
        if batch.schema_ref() != &self.schema {
            let differences =
                super::check::differences(self.schema.fields(), batch.schema_ref().fields());
            return Err(Error::fatal(format!(
                "a batch for the table {} has other columns than the table: {differences}",
                self.place
            )));
        }
        match select(pin!(self.batches.send(batch)), &mut self.encoding).await {
            Either::Left((Ok(()), _)) => Ok(()),
            Either::Left((Err(_), encoding)) => encoding.await.and(Err(self.over())),
            Either::Right((ended, _)) => ended.and(Err(self.over())),
        }
    }

    fn over(&self) -> Error {
        Error::fatal(format!("the table {} was ended before its last batch", self.place))
    }
}

impl fmt::Debug for TableWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableWriter").field("place", &self.place).finish_non_exhaustive()
    }
}
