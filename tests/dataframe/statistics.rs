//! The statistics of Parquet files: whatever they say, and whoever wrote them, no row that is wanted is passed over.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::arrow::array::cast::AsArray;
use flyte::arrow::array::types::Int64Type;
use flyte::arrow::array::{self, Array, ArrayRef, RecordBatch};
use flyte::frames::{self, Batches, Filter, Operand, Place, Value, Wanted, column};
use flyte::prelude::*;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::data_type::{Int96, Int96Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::{Places, Store};

/// Groups of four rows.
fn properties() -> parquet::file::properties::WriterPropertiesBuilder {
    WriterProperties::builder().set_max_row_group_row_count(Some(4))
}

fn file(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// The rows that come, by the column `row`.
async fn found(place: &Place, filter: &Filter) -> Vec<i64> {
    let wanted = Wanted::all().filter(filter.clone());
    let batches: Batches = frames::read(place, "parquet", wanted).await.unwrap();
    numbers(batches.filter(filter).unwrap()).await
}

async fn numbers(batches: Batches) -> Vec<i64> {
    let batches = batches.all().await.unwrap();
    let rows = batches.iter().map(|batch| batch.column_by_name("row").unwrap());
    rows.flat_map(|rows| rows.as_primitive::<Int64Type>().values().to_vec()).collect()
}

/// Each value once in the order that is given, and again from behind, in groups of four, some with nulls.
fn columns() -> Vec<(&'static str, ArrayRef, Vec<Value>)> {
    macro_rules! column {
        ($name:literal, $array:ty, $values:expr) => {{
            let values = $values;
            let twice = values.iter().chain(values.iter().rev()).cloned();
            let cells = twice.enumerate().map(|(n, value)| (n % 5 != 3).then_some(value));
            let array: ArrayRef = Arc::new(<$array>::from_iter(cells));
            ($name, array, values.iter().cloned().map(Value::from).collect::<Vec<Value>>())
        }};
    }
    let top = char::MAX.to_string();
    let words = [
        "",
        "a",
        "prefix",
        "prefiw",
        "prefix!",
        "prefixes",
        "prefiy",
        "prefü",
        "préfix",
        "\0",
        "zzzz",
        "zzzzz",
        "\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}",
        "\u{d7ff}\u{d7ff}",
        "\u{ffff}\u{ffff}",
        &top.repeat(3),
        &top.repeat(2),
        "z",
    ];
    let bytes: [&[u8]; 9] = [
        b"",
        b"\0",
        b"\xff",
        b"\xff\xff\xff\xff\xff",
        b"\xff\xff\xff\xff",
        b"\x7f",
        b"\x80",
        b"abcd\xff",
        b"abce",
    ];
    let times = [0, 1, -1, 999, 1000, 1001, -1000, 1_700_000_000_123_456_789];
    let all = vec![
        column!("i8", array::Int8Array, [0_i8, 1, -1, i8::MIN, i8::MAX, 7]),
        column!("i64", array::Int64Array, [0_i64, 1, -1, i64::MIN, i64::MAX, 1 << 53]),
        column!("u8", array::UInt8Array, [0_u8, 1, 127, 128, 255]),
        column!("u32", array::UInt32Array, [0_u32, 1, 1 << 31, u32::MAX, (1 << 31) - 1]),
        column!("u64", array::UInt64Array, [0_u64, 1, 1 << 63, u64::MAX, (1 << 63) - 1]),
        column!(
            "f32",
            array::Float32Array,
            [0.0_f32, -0.0, 1.5, f32::NAN, -f32::NAN, f32::INFINITY, f32::MIN, 0.1]
        ),
        column!(
            "f64",
            array::Float64Array,
            [
                0.0_f64,
                -0.0,
                f64::NAN,
                f64::NAN,
                f64::NAN,
                -f64::NAN,
                f64::NEG_INFINITY,
                f64::INFINITY,
                1e-320,
                0.1
            ]
        ),
        column!("bool", array::BooleanArray, [true, false, true, true]),
    ];
    let mut all = all;
    let text = words.map(str::to_owned);
    all.push(column!("text", array::StringArray, text.clone()));
    all.push(column!("large", array::LargeStringArray, text.clone()));
    all.push(column!("view", array::StringViewArray, text.clone()));
    all.push(column!("bytes", array::BinaryArray, bytes.map(<[u8]>::to_vec)));
    let dictionary: array::DictionaryArray<array::types::Int8Type> =
        text.iter().map(|word| Some(word.as_str())).collect();
    all.push(("dictionary", Arc::new(dictionary), text.iter().cloned().map(Value::from).collect()));
    let fixed = array::FixedSizeBinaryArray::try_from_iter(
        bytes.iter().map(|b| [b.first().copied().unwrap_or(0); 3]),
    );
    all.push(("fixed", Arc::new(fixed.unwrap()), bytes.iter().map(|b| Value::from(*b)).collect()));
    let days = [0, -1, 1, 20_000, -700_000];
    let dates = days.map(|day| NaiveDate::from_epoch_days(day).unwrap());
    all.push((
        "date",
        Arc::new(array::Date32Array::from(days.to_vec())),
        dates.map(Value::from).into(),
    ));
    let millis = days.map(|day| i64::from(day) * 86_400_000).to_vec();
    all.push(("date64", Arc::new(array::Date64Array::from(millis)), dates.map(Value::from).into()));
    let moments: Vec<Value> =
        times.map(|time| DateTime::<Utc>::from_timestamp_nanos(time).into()).into();
    all.push((
        "ns",
        Arc::new(array::TimestampNanosecondArray::from(times.to_vec())),
        moments.clone(),
    ));
    let scaled = |by: i64| times.map(|time| time.div_euclid(by)).to_vec();
    let us = array::TimestampMicrosecondArray::from(scaled(1000)).with_timezone("Asia/Kolkata");
    all.push(("us", Arc::new(us), moments.clone()));
    all.push((
        "ms",
        Arc::new(array::TimestampMillisecondArray::from(scaled(1_000_000))),
        moments.clone(),
    ));
    all.push(("s", Arc::new(array::TimestampSecondArray::from(scaled(1_000_000_000))), moments));
    let spans: Vec<Value> = times.map(|time| TimeDelta::nanoseconds(time).into()).into();
    all.push((
        "span",
        Arc::new(array::DurationNanosecondArray::from(times.to_vec())),
        spans.clone(),
    ));
    all.push(("spans", Arc::new(array::DurationMillisecondArray::from(scaled(1_000_000))), spans));
    all.push((
        "nothing",
        array::new_null_array(&flyte::arrow::datatypes::DataType::Int32, 9),
        vec![1.into()],
    ));
    all
}

fn filters(name: &str, value: &Value) -> Vec<Filter> {
    let with = |make: fn(Operand, Value) -> Filter| make(column(name), value.clone());
    vec![
        with(Operand::eq),
        with(Operand::ne),
        with(Operand::lt),
        with(Operand::le),
        with(Operand::gt),
        with(Operand::ge),
        with(Operand::ne).and(with(Operand::ge)),
        with(Operand::lt).or(column(name).is_missing()),
    ]
}

/// The same rows as of a table in memory, which has no statistics.
#[tokio::test]
async fn no_row_is_lost_by_statistics() {
    let store = Store::file();
    let files = [
        ("as they are", properties().build()),
        ("cut short", properties().set_statistics_truncate_length(Some(2)).build()),
        ("cut to pieces of letters", properties().set_statistics_truncate_length(Some(5)).build()),
        ("none", properties().set_statistics_enabled(EnabledStatistics::None).build()),
        ("one group", WriterProperties::builder().build()),
    ];
    let mut looked = 0;
    for (name, array, values) in columns() {
        let rows: ArrayRef = Arc::new(array::Int64Array::from_iter_values(0..array.len() as i64));
        let batch =
            RecordBatch::try_from_iter_with_nullable([("row", rows, false), (name, array, true)])
                .unwrap();
        for (kind, properties) in &files {
            let place = store.table("table", file(&batch, properties.clone()));
            let presence = [column(name).is_missing(), column(name).is_there()];
            for filter in values.iter().flat_map(|value| filters(name, value)).chain(presence) {
                let expected = Batches::from(batch.clone()).filter(&filter).unwrap();
                let expected = numbers(expected).await;
                assert_eq!(found(&place, &filter).await, expected, "{filter}, statistics: {kind}");
                looked += 1;
            }
        }
    }
    println!("{looked} filters");
}

/// What can't be compared is refused, not guessed.
#[tokio::test]
async fn decimals_are_not_compared() {
    let store = Store::file();
    let decimal =
        array::Decimal128Array::from(vec![150, 250]).with_precision_and_scale(10, 2).unwrap();
    let batch = RecordBatch::try_from_iter([("d", Arc::new(decimal) as ArrayRef)]).unwrap();
    let place = store.table("table", file(&batch, properties().build()));
    for value in [Value::from(2), Value::from(2.5)] {
        let wanted = Wanted::all().filter(column("d").gt(value));
        let error =
            frames::read::<Batches>(&place, "parquet", wanted).await.unwrap_err().to_string();
        assert!(error.contains("`d` is decimal128(10, 2) and can't be compared"), "{error}");
    }
}

/// The times of Impala and of old Spark, whose order nobody fixed.
#[tokio::test]
async fn times_of_96_bits_are_found() {
    let schema =
        parse_message_type("message m { REQUIRED INT96 at; REQUIRED INT64 row; }").unwrap();
    let properties =
        Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties).unwrap();
    // 1970 is day 2440588; the nanoseconds come first in the bytes, the day last
    let day = 2_440_588;
    let times: Vec<(u32, i64)> =
        vec![(day + 1, 5_000), (day, 80_000_000_000_000), (day - 1, 1_000), (day, 0)];
    for (group, times) in times.chunks(2).enumerate() {
        let mut rows = writer.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let values: Vec<Int96> = times
            .iter()
            .map(|(day, nanos)| {
                let mut value = Int96::new();
                value.set_data(*nanos as u32, (*nanos >> 32) as u32, *day);
                value
            })
            .collect();
        column.typed::<Int96Type>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let numbers: Vec<i64> = (0..2).map(|row| 2 * group as i64 + row).collect();
        column.typed::<parquet::data_type::Int64Type>().write_batch(&numbers, None, None).unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    let bytes = writer.into_inner().unwrap();
    let store = Store::file();
    let place = store.table("table", &bytes);
    let at = |days: i64, nanos: i64| {
        DateTime::<Utc>::from_timestamp_nanos(days * 86_400_000_000_000 + nanos)
    };
    assert_eq!(found(&place, &column("at").eq(at(1, 5_000))).await, [0]);
    assert_eq!(found(&place, &column("at").lt(at(0, 0))).await, [2]);
    assert_eq!(found(&place, &column("at").ge(at(0, 1))).await, [0, 1]);
    assert_eq!(found(&place, &column("at").ne(at(0, 0))).await, [0, 1, 2]);
}

/// A summary shows ends that are ends, and says where they were cut.
#[tokio::test]
async fn summaries_say_what_is_known() {
    let store = Store::file();
    let text = ["prefix and more", "prefer", "zzzzzzzzzz", "zz"];
    let numbers = [1.0, f64::NAN, -0.0, 7.5];
    let batch = RecordBatch::try_from_iter([
        ("text", Arc::new(array::StringArray::from(text.to_vec())) as ArrayRef),
        ("x", Arc::new(array::Float64Array::from(numbers.to_vec()))),
        ("nan", Arc::new(array::Float64Array::from(vec![f64::NAN; 4]))),
        ("u", Arc::new(array::UInt64Array::from(vec![1, u64::MAX, 3, 4]))),
        ("void", array::new_null_array(&flyte::arrow::datatypes::DataType::Utf8, 4)),
    ]);
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(2));
    let properties = properties.set_statistics_truncate_length(Some(4)).build();
    let place = store.table("table", file(&batch.unwrap(), properties));
    let table =
        StructuredDataset::<flyte::files::Any>::from_uri(place.location().as_str()).unwrap();
    let summary = table.summary().await.unwrap();
    let ends = |name: &str| {
        let column = summary.columns.iter().find(|column| column.name == name).unwrap();
        column.ends.clone()
    };
    let pair = |least: &str, most: &str| Some((least.to_owned(), most.to_owned()));
    assert_eq!(ends("text"), pair("pref…", "zzz{…"));
    assert_eq!(ends("x"), pair("-0.0", "7.5"));
    assert_eq!(ends("nan"), None);
    assert_eq!(ends("u"), pair("1", "18446744073709551615"));
    assert_eq!(ends("void"), None);
    let missing: Vec<_> = summary.columns.iter().map(|column| column.missing).collect();
    assert_eq!(missing, [Some(0), Some(0), Some(0), Some(0), Some(4)]);
}
