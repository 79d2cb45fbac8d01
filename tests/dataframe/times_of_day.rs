//! Columns of times of day and of times without a zone, both ways, and decimals of others.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use flyte::arrow::array::{self, ArrayRef, RecordBatch};
use flyte::arrow::datatypes::{DataType, TimeUnit};
use flyte::frames::{self, Batches, Place, Rows, Wanted, column};
use flyte::prelude::*;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Shift {
    from: NaiveTime,
    until: Option<NaiveTime>,
    local: NaiveDateTime,
    breaks: Option<NaiveDateTime>,
}

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn shifts() -> Vec<Shift> {
    let local = |text: &str| text.parse::<NaiveDateTime>().unwrap();
    vec![
        Shift {
            from: time("00:00:00"),
            until: Some(time("23:59:59.999999")),
            local: local("2024-03-31T02:30:00"),
            breaks: None,
        },
        Shift {
            from: time("10:30:00.5"),
            until: None,
            local: local("1524-01-01T00:00:00.000001"),
            breaks: Some(local("1969-12-31T23:59:59.999999")),
        },
    ]
}

async fn read<R: Columns>(place: &Place, format: &str) -> Result<Vec<R>> {
    let wanted = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(place, format, wanted).await?;
    Rows::new(batches, place)?.all().await
}

#[tokio::test]
async fn times_of_day_and_times_without_a_zone_come_back() {
    let store = Store::file();
    for format in ["parquet", "arrow", "csv"] {
        let place = store.place();
        frames::write(Batches::from_rows(shifts()), &place, format).await.unwrap();
        assert_eq!(read::<Shift>(&place, format).await.unwrap(), shifts(), "{format}");
        if format != "csv" {
            let batches: Batches = frames::read(&place, format, Wanted::all()).await.unwrap();
            let types: Vec<_> =
                batches.schema().fields().iter().map(|f| f.data_type().clone()).collect();
            let (time, naive) = (
                DataType::Time64(TimeUnit::Microsecond),
                DataType::Timestamp(TimeUnit::Microsecond, None),
            );
            assert_eq!(types, [time.clone(), time, naive.clone(), naive], "{format}");
        }
        let table = StructuredDataset::<Shift>::from_uri(place.location().as_str()).unwrap();
        let table = table.with_format(format);
        let late = table.filter(column!(Shift.from).gt(time("10:00:00"))).unwrap();
        assert_eq!(late.rows().await.unwrap(), shifts()[1..], "{format}");
        let old = column!(Shift.local).lt("1900-01-01T00:00:00".parse::<NaiveDateTime>().unwrap());
        assert_eq!(table.filter(old).unwrap().rows().await.unwrap(), shifts()[1..], "{format}");
    }
    let columns: Vec<String> = Shift::columns().iter().map(ToString::to_string).collect();
    assert_eq!(columns[1..3], ["until: Option<NaiveTime>", "local: NaiveDateTime"]);
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct At {
    at: NaiveTime,
}

#[tokio::test]
async fn times_of_day_of_others_are_read_as_fine_as_they_are() {
    let store = Store::file();
    let cases: [(ArrayRef, &str); 4] = [
        (Arc::new(array::Time32SecondArray::from(vec![3661])), "01:01:01"),
        (Arc::new(array::Time32MillisecondArray::from(vec![1500])), "00:00:01.5"),
        (Arc::new(array::Time64MicrosecondArray::from(vec![1])), "00:00:00.000001"),
        (
            Arc::new(array::Time64NanosecondArray::from(vec![86_399_999_999_999])),
            "23:59:59.999999999",
        ),
    ];
    for (array, expected) in cases {
        let batch = RecordBatch::try_from_iter([("at", array)]).unwrap();
        for format in ["parquet", "arrow"] {
            let place = store.place();
            frames::write(Batches::from(batch.clone()), &place, format).await.unwrap();
            assert_eq!(read::<At>(&place, format).await.unwrap(), [At { at: time(expected) }]);
        }
    }
    let whole_day: ArrayRef = Arc::new(array::Time64MicrosecondArray::from(vec![86_400_000_000]));
    let batch = RecordBatch::try_from_iter([("at", whole_day)]).unwrap();
    let error = Rows::<At>::new(Batches::from(batch), "T").unwrap().all().await.unwrap_err();
    assert!(error.to_string().contains("row 0 (counted from 0): `at`: "), "{error}");
    assert!(error.to_string().contains("is no time of day"), "{error}");
}

#[tokio::test]
async fn what_a_table_does_not_keep_is_refused() {
    let written = async |at: NaiveTime| Batches::from_rows(vec![At { at }]).all().await;
    let error = written(time("10:00:00.0000001")).await.unwrap_err().to_string();
    assert!(error.contains("row 0 (counted from 0): `at`: 10:00:00.000000100 is finer"), "{error}");
    let leap = NaiveTime::from_hms_micro_opt(23, 59, 59, 1_500_000).unwrap();
    let error = written(leap).await.unwrap_err().to_string();
    assert!(error.contains("in a leap second"), "{error}");
    let mut fine = shifts();
    fine[1].local = "2024-01-01T00:00:00.000000001".parse().unwrap();
    let error = Batches::from_rows(fine).all().await.unwrap_err().to_string();
    assert!(error.contains("row 1 (counted from 0): `local`"), "{error}");
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Local {
    at: NaiveDateTime,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Moment {
    at: DateTime<Utc>,
}

/// A time with a zone shows another clock in each place; one without is taken as UTC where a moment is wanted.
#[tokio::test]
async fn a_zone_is_not_dropped() {
    let store = Store::file();
    let zoned: ArrayRef =
        Arc::new(array::TimestampNanosecondArray::from(vec![0]).with_timezone("Asia/Tokyo"));
    let naive: ArrayRef = Arc::new(array::TimestampMillisecondArray::from(vec![1500]));
    let place = store.place();
    let batch =
        |at: &ArrayRef| Batches::from(RecordBatch::try_from_iter([("at", at.clone())]).unwrap());
    frames::write(batch(&zoned), &place, "parquet").await.unwrap();
    let error = read::<Local>(&place, "parquet").await.unwrap_err().to_string();
    assert!(error.contains("`at` is timestamp (ns, Asia/Tokyo), not timestamp (us)"), "{error}");
    let place = store.place();
    frames::write(batch(&naive), &place, "parquet").await.unwrap();
    let at: NaiveDateTime = "1970-01-01T00:00:01.5".parse().unwrap();
    assert_eq!(read::<Local>(&place, "parquet").await.unwrap(), [Local { at }]);
    assert_eq!(read::<Moment>(&place, "parquet").await.unwrap(), [Moment { at: at.and_utc() }]);

    for (text, expected) in [
        ("2024-02-29T10:00:00.25", Ok("2024-02-29T10:00:00.25")),
        ("2024-02-29 10:00:00", Ok("2024-02-29T10:00:00")),
        ("2024-02-29", Ok("2024-02-29T00:00:00")),
        ("2024-02-29T10:00:00Z", Err("has a zone")),
        ("2024-02-29T10:00:00+02:00", Err("has a zone")),
        ("2024-02-29 10:00:00-0200", Err("has a zone")),
    ] {
        let place = store.table("local.csv", format!("at\n{text}\n"));
        match (read::<Local>(&place, "csv").await, expected) {
            (Ok(rows), Ok(expected)) => assert_eq!(rows[0].at, expected.parse().unwrap(), "{text}"),
            (Err(error), Err(words)) => {
                assert!(error.to_string().contains(words), "{text}: {error}")
            }
            (found, _) => panic!("{text}: {found:?}"),
        }
    }
    for (text, expected) in [
        ("10:30:00", Ok("10:30:00")),
        ("10:30", Ok("10:30:00")),
        ("23:59:59.123456", Ok("23:59:59.123456")),
        ("24:00:00", Err("`24:00:00` is no time of day")),
        ("23:59:60", Err("is no time of day")),
        ("10:30:00.1234567", Err("is finer than a microsecond")),
        ("10 am", Err("is no time of day as in 10:30:00.5")),
        ("2024-02-29T10:00:00", Err("is no time of day")),
    ] {
        let place = store.table("day.csv", format!("at\n{text}\n"));
        match (read::<At>(&place, "csv").await, expected) {
            (Ok(rows), Ok(expected)) => assert_eq!(rows[0].at, time(expected), "{text}"),
            (Err(error), Err(words)) => {
                assert!(error.to_string().contains(words), "{text}: {error}")
            }
            (found, _) => panic!("{text}: {found:?}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct AsText {
    price: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct AsFloat {
    price: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct AsWhole {
    price: Option<i64>,
}

fn prices(values: Vec<Option<i128>>, digits: u8, scale: i8) -> ArrayRef {
    let array = array::Decimal128Array::from(values).with_precision_and_scale(digits, scale);
    Arc::new(array.unwrap())
}

#[tokio::test]
async fn decimals_are_text_or_floats_by_choice() {
    let store = Store::file();
    let values = vec![Some(1230), Some(-5), None, Some(123_456_789_012_345_678_901)];
    let array = prices(values, 30, 2);
    let batch = RecordBatch::try_from_iter_with_nullable([("price", array, true)]).unwrap();
    for format in ["parquet", "arrow"] {
        let place = store.place();
        frames::write(Batches::from(batch.clone()), &place, format).await.unwrap();
        let texts: Vec<_> = read::<AsText>(&place, format).await.unwrap();
        let texts: Vec<_> = texts.iter().map(|row| row.price.as_deref()).collect();
        assert_eq!(texts, [Some("12.30"), Some("-0.05"), None, Some("1234567890123456789.01")]);
        let floats: Vec<_> = read::<AsFloat>(&place, format).await.unwrap();
        let floats: Vec<_> = floats.iter().map(|row| row.price).collect();
        assert_eq!(floats, [Some(12.3), Some(-0.05), None, Some(1_234_567_890_123_456_789.01)]);
        let error = read::<AsWhole>(&place, format).await.unwrap_err().to_string();
        assert!(error.contains("`price` is decimal128(30, 2), not i64"), "{error}");
        // compared as what the row has
        let table = StructuredDataset::<AsFloat>::from_uri(place.location().as_str()).unwrap();
        let table = table.with_format(format);
        let dear = table.filter(column!(AsFloat.price).gt(1.0)).unwrap();
        assert_eq!(dear.rows().await.unwrap().len(), 2, "{format}");
        let rows: usize =
            dear.batches().await.unwrap().all().await.unwrap().iter().map(|b| b.num_rows()).sum();
        assert_eq!(rows, 2, "{format}");
    }
    // whole numbers, as databases keep them
    let whole = prices(vec![Some(7), None, Some(999_999_999_999_999_999)], 18, 0);
    let batch = RecordBatch::try_from_iter_with_nullable([("price", whole, true)]).unwrap();
    let rows = Rows::<AsWhole>::new(Batches::from(batch), "T").unwrap().all().await.unwrap();
    let prices = rows.iter().map(|row| row.price).collect::<Vec<_>>();
    assert_eq!(prices, [Some(7), None, Some(999_999_999_999_999_999)]);
}

/// Where a division would round twice.
#[tokio::test]
async fn a_decimal_becomes_the_float_that_is_nearest() {
    let values: Vec<i128> =
        (0..2000_i128).map(|n| n * 0x1234_5678_9abc_def1 + n * n * 7 + 1).collect();
    for scale in [1, 7, 19, 25] {
        let array = prices(values.iter().copied().map(Some).collect(), 38, scale);
        let batch = RecordBatch::try_from_iter_with_nullable([("price", array, true)]).unwrap();
        let floats =
            Rows::<AsFloat>::new(Batches::from(batch.clone()), "T").unwrap().all().await.unwrap();
        let texts = Rows::<AsText>::new(Batches::from(batch), "T").unwrap().all().await.unwrap();
        for (float, text) in floats.iter().zip(&texts) {
            let text = text.price.as_deref().unwrap();
            assert_eq!(float.price, Some(text.parse::<f64>().unwrap()), "{text}");
        }
    }
}
