//! Times and spans, and how fine they are: what others keep is read as it is, and nothing is cut off when it is written.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use flyte::arrow::array::{self, ArrayRef, RecordBatch};
use flyte::frames::{self, Batches, Rows, TableWriter, Wanted};
use flyte::prelude::*;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Event {
    at: DateTime<Utc>,
    took: Option<TimeDelta>,
    stops: Vec<DateTime<Utc>>,
}

fn event(nanos: i64) -> Event {
    Event { at: DateTime::from_timestamp_nanos(nanos), took: None, stops: vec![] }
}

async fn written(events: Vec<Event>) -> Result<usize> {
    let batches = Batches::from_rows(events).all().await?;
    Ok(batches.iter().map(RecordBatch::num_rows).sum())
}

#[tokio::test]
async fn what_is_finer_than_a_microsecond_is_not_cut_off() {
    assert_eq!(written((0..20_000).map(|n| event(n * 1000)).collect()).await.unwrap(), 20_000);

    let mut events: Vec<Event> = (0..20_000).map(|n| event(n * 1000)).collect();
    events[17_000].at += TimeDelta::nanoseconds(1);
    let error = written(events.clone()).await.unwrap_err().to_string();
    assert!(
        error.contains(
            "row 17000 (counted from 0): `at`: 1970-01-01T00:00:00.017000001Z is finer than a \
             microsecond, which a table of rows doesn't keep: cut it with `.trunc_subsecs(6)`"
        ),
        "{error}"
    );
    events[17_000].at = events[17_000].at.trunc_subsecs(6);
    assert_eq!(written(events).await.unwrap(), 20_000);

    // below 1970, in a list, and a span
    let error = written(vec![event(0), event(-1)]).await.unwrap_err().to_string();
    assert!(error.contains("row 1 ") && error.contains("23:59:59.999999999Z"), "{error}");
    let stops = vec![event(1000).at, event(1).at];
    let error = written(vec![event(0), Event { stops, ..event(0) }]).await.unwrap_err().to_string();
    assert!(error.contains("row 1 (counted from 0): `stops`"), "{error}");
    for took in [1, -1, 1_000_000_001].map(TimeDelta::nanoseconds) {
        let event = Event { took: Some(took), ..event(0) };
        let error = written(vec![event]).await.unwrap_err().to_string();
        assert!(error.contains("`took`") && error.contains("finer than a microsecond"), "{error}");
    }
    let event = Event { took: Some(TimeDelta::MAX), ..event(0) };
    let error = written(vec![event]).await.unwrap_err().to_string();
    assert!(error.contains("has more microseconds than 64 bits hold"), "{error}");
}

/// Row by row the number of the row is that of the table.
#[tokio::test]
async fn the_row_is_told_however_it_is_written() {
    let store = Store::file();
    let schema = frames::schema(&Event::columns());
    let mut writer = TableWriter::create(store.place(), "parquet", schema).unwrap();
    for n in 0..10_000 {
        writer.write(&[event(n * 1000)]).await.unwrap();
    }
    let error = writer.write(&[event(0), event(1)]).await.unwrap_err().to_string();
    assert!(error.contains("row 10001 (counted from 0): `at`"), "{error}");

    let rows = futures_util::stream::iter((0..9_000).map(|n| Ok(event(n * 1000 + n / 8_999))));
    let error = Batches::from_row_stream(rows).all().await.unwrap_err().to_string();
    assert!(error.contains("row 8999 (counted from 0): `at`"), "{error}");
}

#[derive(Debug, PartialEq, Columns)]
struct Fine {
    at: DateTime<Utc>,
    took: TimeDelta,
}

/// Of nanoseconds, as pandas keeps them, to seconds.
#[tokio::test]
async fn columns_of_others_are_read_as_fine_as_they_are() {
    let store = Store::file();
    let value = 1_700_000_000_123_456_789_i64;
    let cases: [(ArrayRef, ArrayRef, DateTime<Utc>, TimeDelta); 4] = [
        (
            Arc::new(array::TimestampNanosecondArray::from(vec![value])),
            Arc::new(array::DurationNanosecondArray::from(vec![-1])),
            DateTime::from_timestamp_nanos(value),
            TimeDelta::nanoseconds(-1),
        ),
        (
            Arc::new(array::TimestampMicrosecondArray::from(vec![i64::MIN / 40])),
            Arc::new(array::DurationMicrosecondArray::from(vec![i64::MAX])),
            DateTime::from_timestamp_micros(i64::MIN / 40).unwrap(),
            TimeDelta::microseconds(i64::MAX),
        ),
        (
            Arc::new(array::TimestampMillisecondArray::from(vec![-1])),
            Arc::new(array::DurationMillisecondArray::from(vec![i64::MAX])),
            DateTime::from_timestamp_millis(-1).unwrap(),
            TimeDelta::milliseconds(i64::MAX),
        ),
        (
            Arc::new(array::TimestampSecondArray::from(vec![1]).with_timezone("Asia/Tokyo")),
            Arc::new(array::DurationSecondArray::from(vec![-3])),
            DateTime::from_timestamp(1, 0).unwrap(),
            TimeDelta::seconds(-3),
        ),
    ];
    for (at, took, at_read, took_read) in cases {
        let batch = RecordBatch::try_from_iter([("at", at), ("took", took)]).unwrap();
        for format in ["parquet", "arrow"] {
            let place = store.place();
            frames::write(Batches::from(batch.clone()), &place, format).await.unwrap();
            let batches: Batches = frames::read(&place, format, Wanted::all()).await.unwrap();
            let rows = Rows::<Fine>::new(batches, &place).unwrap().all().await.unwrap();
            assert_eq!(rows, [Fine { at: at_read, took: took_read }], "{format}: {batch:?}");
        }
    }
    let at: ArrayRef = Arc::new(array::TimestampSecondArray::from(vec![0, i64::MAX]));
    let took: ArrayRef = Arc::new(array::DurationSecondArray::from(vec![0, 1]));
    let batch = RecordBatch::try_from_iter([("at", at), ("took", took)]).unwrap();
    let rows = Rows::<Fine>::new(Batches::from(batch), "T").unwrap().all().await;
    let error = rows.unwrap_err().to_string();
    let words = "row 1 (counted from 0): `at`: 9223372036854775807 s is further away";
    assert!(error.contains(words), "{error}");
}
