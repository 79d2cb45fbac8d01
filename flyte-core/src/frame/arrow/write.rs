//! Batches into an Arrow file, straight into a store.

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter as Encoder;
use arrow_schema::{ArrowError, SchemaRef};

use crate::error::{Error, Result};
use crate::frame::folder::Created;
use crate::frame::place::{Place, Sink};
use crate::storage::Location;

/// The name of a table's only file.
const NAME: &str = "00000";

/// Writes the one file of a table.
pub(super) struct FileWriter {
    encoder: Encoder<Sink>,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        let sink = to.sink(NAME)?;
        let location = sink.location().clone();
        let encoder = Encoder::try_new(sink, schema);
        encoder.map(|encoder| FileWriter { encoder }).map_err(|error| failed(&location, &error))
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let written = self.encoder.write(batch);
        let sink = self.encoder.get_mut();
        written.map_err(|error| failed(sink.location(), &error))?;
        sink.settle().await
    }

    async fn finish(self) -> Result<()> {
        let location = self.encoder.get_ref().location().clone();
        let sink = self.encoder.into_inner().map_err(|error| failed(&location, &error))?;
        sink.finish().await
    }
}

fn failed(location: &Location, error: &ArrowError) -> Error {
    Error::fatal(format!("writing the table {location}: {error}"))
}
