//! Batches into an Arrow file, straight into a store.

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter as Encoder;
use arrow_schema::{ArrowError, SchemaRef};

use crate::error::{Error, Result};
use crate::frame::folder::Created;
use crate::frame::place::{PartWriter, Place};

/// The name of a table's only file.
const NAME: &str = "00000";

/// Writes the one file of a table.
pub(super) struct FileWriter {
    encoder: Encoder<Vec<u8>>,
    writer: PartWriter,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        let writer = to.writer(NAME)?;
        match Encoder::try_new(Vec::new(), schema) {
            Ok(encoder) => Ok(FileWriter { encoder, writer }),
            Err(error) => Err(failed(&writer, &error)),
        }
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.encoder.write(batch).map_err(|error| failed(&self.writer, &error))?;
        self.send().await
    }

    async fn finish(mut self) -> Result<()> {
        self.encoder.finish().map_err(|error| failed(&self.writer, &error))?;
        self.send().await?;
        self.writer.finish().await
    }
}

impl FileWriter {
    /// Hands on what is encoded.
    async fn send(&mut self) -> Result<()> {
        let encoded = self.encoder.get_mut();
        self.writer.write(encoded).await?;
        encoded.clear();
        Ok(())
    }
}

fn failed(writer: &PartWriter, error: &ArrowError) -> Error {
    Error::fatal(format!("writing the table {}: {error}", writer.location()))
}
