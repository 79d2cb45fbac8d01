//! What is written: half a million rows, over and over.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::{DateTime, Utc};
use flyte::Columns;

/// Rows of a batch.
pub(crate) const BATCH: usize = 8192;
const CHUNKS: usize = 64;

#[derive(Debug, Clone, PartialEq, Columns)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) price: f64,
    pub(crate) distance: f64,
    pub(crate) seats: i32,
    pub(crate) city: String,
    pub(crate) tip: Option<f64>,
    pub(crate) paid: bool,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) struct Data {
    rows: usize,
    chunks: Vec<Vec<Row>>,
    batches: Vec<RecordBatch>,
}

impl Data {
    pub(crate) fn new(rows: usize) -> Data {
        let chunk = |n: usize| (n * BATCH..(n + 1) * BATCH).map(row).collect();
        let chunks: Vec<Vec<Row>> = (0..CHUNKS.min(rows.div_ceil(BATCH))).map(chunk).collect();
        let batches = chunks.iter().map(|chunk| batch(chunk)).collect();
        Data { rows, chunks, batches }
    }

    pub(crate) fn chunks(&self) -> impl Iterator<Item = &[Row]> {
        lengths(self.rows).zip(self.chunks.iter().cycle()).map(|(length, rows)| &rows[..length])
    }

    pub(crate) fn batches(&self) -> impl Iterator<Item = RecordBatch> {
        let batches = self.batches.iter().cycle();
        lengths(self.rows).zip(batches).map(|(length, batch)| batch.slice(0, length))
    }
}

fn lengths(rows: usize) -> impl Iterator<Item = usize> {
    (0..rows).step_by(BATCH).map(move |start| BATCH.min(rows - start))
}

fn row(n: usize) -> Row {
    let noise = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    Row {
        id: n as i64,
        price: (noise % 100_000) as f64 / 100.0,
        distance: noise as f64 / 1e6,
        seats: (noise % 7) as i32,
        city: format!("city {:03}", noise % 500),
        tip: (!noise.is_multiple_of(3)).then_some((noise % 1000) as f64 / 10.0),
        paid: noise.is_multiple_of(2),
        at: DateTime::from_timestamp_micros(1_700_000_000_000_000 + n as i64 * 1_000_003)
            .expect("a time"),
    }
}

pub(crate) fn schema() -> SchemaRef {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("price", DataType::Float64, false),
        Field::new("distance", DataType::Float64, false),
        Field::new("seats", DataType::Int32, false),
        Field::new("city", DataType::Utf8, false),
        Field::new("tip", DataType::Float64, true),
        Field::new("paid", DataType::Boolean, false),
        Field::new("at", time, false),
    ]))
}

/// A batch of these rows, written by hand.
pub(crate) fn batch(rows: &[Row]) -> RecordBatch {
    let times = rows.iter().map(|row| row.at.timestamp_micros());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.id))),
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.price))),
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.distance))),
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|row| row.seats))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.city))),
        Arc::new(rows.iter().map(|row| row.tip).collect::<Float64Array>()),
        Arc::new(rows.iter().map(|row| Some(row.paid)).collect::<BooleanArray>()),
        Arc::new(TimestampMicrosecondArray::from_iter_values(times).with_timezone("UTC")),
    ];
    RecordBatch::try_new(schema(), columns).expect("columns of the schema")
}

/// What a reader gives: something of each row.
pub(crate) fn sum(rows: &[Row]) -> i64 {
    let one = |row: &Row| {
        let text = i64::from(row.city.as_bytes()[row.city.len() - 1]);
        row.id
            + row.price as i64
            + row.distance as i64
            + i64::from(row.seats)
            + text
            + row.tip.map_or(1, |tip| tip as i64)
            + i64::from(row.paid)
            + row.at.timestamp()
    };
    rows.iter().map(one).sum()
}
