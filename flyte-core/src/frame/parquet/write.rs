//! Batches into a Parquet file, straight into a store.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::input::from_parquet;
use crate::error::Result;
use crate::frame::folder::Created;
use crate::frame::place::{Place, Sink};

/// The name of a table's only file, as flytekit calls it.
const NAME: &str = "00000";
/// A row group is closed when it has about so many encoded bytes: what the writer holds. Small ones can be skipped by
/// their statistics.
const GROUP_BYTES: usize = 16 << 20;
const GROUP_ROWS: usize = 1 << 20;

/// Writes the one file of a table.
pub(super) struct FileWriter {
    encoder: ArrowWriter<Sink>,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        let encoder = ArrowWriter::try_new(to.sink(NAME)?, schema.clone(), Some(properties()))
            .map_err(|error| from_parquet(&format!("writing the table {to}"), error))?;
        Ok(FileWriter { encoder })
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.encoder.write(batch).map_err(|error| from_parquet(&self.doing(), error))?;
        self.encoder.inner_mut().settle().await
    }

    async fn finish(self) -> Result<()> {
        let doing = self.doing();
        let sink = self.encoder.into_inner().map_err(|error| from_parquet(&doing, error))?;
        sink.finish().await
    }
}

impl FileWriter {
    fn doing(&self) -> String {
        format!("writing the table {}", self.encoder.inner().location())
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
