//! Batches into a Parquet file, straight into a store.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::input::{TRAILER, from_parquet};
use super::sums::Sums;
use crate::error::Result;
use crate::frame::folder::Created;
use crate::frame::place::{Place, Sink};
use crate::frame::seal;

/// The name of a table's only file, as flytekit calls it.
const NAME: &str = "00000";
/// A row group is closed when it has about so many encoded bytes: what the writer holds. Small ones can be skipped by
/// their statistics.
const GROUP_BYTES: usize = 16 << 20;
const GROUP_ROWS: usize = 1 << 20;

/// Writes the one file of a table.
pub(super) struct FileWriter {
    encoder: ArrowWriter<Output>,
    sums: Sums,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        let sums = Sums::default();
        let options = ArrowWriterOptions::new()
            .with_properties(properties())
            .with_page_store_factory(Arc::new(sums.clone()));
        let output = Output { sink: to.sink(NAME)?, footer: None };
        let encoder = ArrowWriter::try_new_with_options(output, schema.clone(), options)
            .map_err(|error| from_parquet(&format!("writing the table {to}"), error))?;
        Ok(FileWriter { encoder, sums })
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.encoder.write(batch).map_err(|error| from_parquet(&self.doing(), error))?;
        self.encoder.inner_mut().sink.settle().await
    }

    async fn finish(self) -> Result<()> {
        let doing = self.doing();
        let sink = self.end().map_err(|error| from_parquet(&doing, error))?;
        sink.finish().await
    }
}

impl FileWriter {
    fn doing(&self) -> String {
        format!("writing the table {}", self.encoder.inner().sink.location().told())
    }

    /// Writes the last row group, and the footer with the checksums of all.
    fn end(self) -> Result<Sink, ParquetError> {
        let FileWriter { mut encoder, sums } = self;
        encoder.flush()?;
        encoder.sync()?;
        let text = seal::text(sums.all());
        encoder.append_key_value_metadata(KeyValue::new(seal::KEY.to_owned(), text));
        encoder.inner_mut().footer = Some(Vec::new());
        let Output { mut sink, footer } = encoder.into_inner()?;
        let mut footer = footer.unwrap_or_default();
        // the footer's length stands behind it, before the magic word
        if let Some((body, trailer)) = footer.split_last_chunk_mut::<TRAILER>() {
            let length = u32::from_le_bytes([trailer[0], trailer[1], trailer[2], trailer[3]]);
            let start = body.len().saturating_sub(length as usize);
            seal::seal(&mut body[start..]);
        }
        sink.write_all(&footer)?;
        Ok(sink)
    }
}

/// Where the file goes. The footer waits until it has been sealed.
struct Output {
    sink: Sink,
    footer: Option<Vec<u8>>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.footer {
            Some(footer) => footer.write(bytes),
            None => self.sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
