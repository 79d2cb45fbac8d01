//! The floor: the parquet crate on a file, arrays made and read by hand.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use chrono::DateTime;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::data::{BATCH, Data, Row, batch, schema, sum};

fn write(batches: impl Iterator<Item = RecordBatch>, to: &Path) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(1 << 20))
        .set_max_row_group_bytes(Some(16 << 20))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build();
    let file = File::create(to).expect("a file");
    let mut writer = ArrowWriter::try_new(file, schema(), Some(properties)).expect("a writer");
    for batch in batches {
        writer.write(&batch).expect("a batch");
    }
    writer.into_inner().expect("a table").sync_all().expect("a disk");
}

pub(crate) fn write_batches(data: &Data, to: &Path) {
    write(data.batches(), to);
}

pub(crate) fn write_rows(data: &Data, to: &Path) {
    write(data.chunks().map(batch), to);
}

fn read(from: &Path) -> impl Iterator<Item = RecordBatch> {
    let file = File::open(from).expect("a file");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a table");
    let batches = builder.with_batch_size(BATCH).build().expect("a reader");
    batches.map(|batch| batch.expect("a batch"))
}

pub(crate) fn read_batches(from: &Path) -> usize {
    read(from).map(|batch| batch.num_rows()).sum()
}

pub(crate) fn read_rows(from: &Path) -> i64 {
    read(from).map(|batch| sum(&rows(&batch))).sum()
}

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let column = |index: usize| batch.column(index);
    let id = column(0).as_primitive::<Int64Type>();
    let price = column(1).as_primitive::<Float64Type>();
    let distance = column(2).as_primitive::<Float64Type>();
    let seats = column(3).as_primitive::<Int32Type>();
    let city = column(4).as_string::<i32>();
    let tip = column(5).as_primitive::<Float64Type>();
    let paid = column(6).as_boolean();
    let at = column(7).as_primitive::<TimestampMicrosecondType>();
    (0..batch.num_rows())
        .map(|row| Row {
            id: id.value(row),
            price: price.value(row),
            distance: distance.value(row),
            seats: seats.value(row),
            city: city.value(row).to_owned(),
            tip: tip.is_valid(row).then(|| tip.value(row)),
            paid: paid.value(row),
            at: DateTime::from_timestamp_micros(at.value(row)).expect("a time"),
        })
        .collect()
}
