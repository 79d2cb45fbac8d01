//! Batches into a Parquet file, straight into a store.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::input::from_parquet;
use crate::error::Result;
use crate::frame::folder::Created;
use crate::frame::place::{PartWriter, Place};

/// The name of a table's only file, as flytekit calls it.
const NAME: &str = "00000";
/// A row group is closed when it has about so many encoded bytes: what the writer holds. Small ones can be skipped by
/// their statistics.
const GROUP_BYTES: usize = 16 << 20;
const GROUP_ROWS: usize = 1 << 20;

/// Writes the one file of a table.
pub(super) struct FileWriter {
    encoder: ArrowWriter<Vec<u8>>,
    writer: PartWriter,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        let encoder = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties()))
            .map_err(|error| from_parquet(&format!("writing the table {to}"), error))?;
        Ok(FileWriter { encoder, writer: to.writer(NAME)? })
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.encoder.write(batch).map_err(|error| self.failed(error))?;
        self.send().await
    }

    async fn finish(mut self) -> Result<()> {
        self.encoder.finish().map_err(|error| self.failed(error))?;
        self.send().await?;
        self.writer.finish().await
    }
}

impl FileWriter {
    /// Hands on what is encoded.
    async fn send(&mut self) -> Result<()> {
        let encoded = self.encoder.inner_mut();
        if !encoded.is_empty() {
            self.writer.write(encoded).await?;
            encoded.clear();
        }
        Ok(())
    }

    fn failed(&self, error: parquet::errors::ParquetError) -> crate::error::Error {
        from_parquet(&format!("writing the table {}", self.writer.location()), error)
    }
}

/// Statistics for each row group but none for each page, whose index would make the footer many times as long.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_max_row_group_bytes(Some(GROUP_BYTES))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build()
}
