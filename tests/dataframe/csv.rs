//! CSV as people and other programs write it: what it says is read, and what can't be kept is an error that says where.

use arrow_schema::{DataType, Field, Fields, TimeUnit};
use chrono::{DateTime, NaiveDate, Utc};
use flyte::arrow::datatypes as arrow_schema;
use flyte::frames::{self, Batches, Rows, Wanted};
use flyte::{Columns, Result};

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    n: i64,
    x: Option<f64>,
    word: String,
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Kinds {
    byte: Option<u8>,
    small: Option<i16>,
    single: Option<f32>,
    double: Option<f64>,
    on: Option<bool>,
    day: Option<NaiveDate>,
    at: Option<DateTime<Utc>>,
    word: Option<String>,
}

/// The columns of `Kinds`, in which one line has one field.
const KINDS: [&str; 8] = ["byte", "small", "single", "double", "on", "day", "at", "word"];

async fn rows<R: Columns>(text: &[u8]) -> Result<Vec<R>> {
    let store = Store::file();
    let place = store.table("table.csv", text);
    let wanted = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(&place, "csv", wanted).await?;
    Rows::new(batches, &place)?.all().await
}

/// One cell of a column.
async fn cell(column: &str, text: &str) -> Result<Kinds> {
    let at = KINDS.iter().position(|kind| *kind == column).unwrap();
    let line = format!("{}{text}{}", ",".repeat(at), ",".repeat(7 - at));
    Ok(rows(format!("{}\n{line}\n", KINDS.join(",")).as_bytes()).await?.remove(0))
}

fn said(error: &flyte::Error, words: &str) {
    let text = error.to_string();
    assert!(text.contains("table.csv") && text.contains(words), "{words}: {text}");
}

#[tokio::test]
async fn what_a_type_cant_hold_is_an_error() {
    for (column, text, words) in [
        ("byte", "256", "line 2, column `byte`: `256` doesn't fit into u8"),
        ("byte", "-1", "`-1` is no u8"),
        ("small", "-32769", "`-32769` doesn't fit into i16"),
        ("small", "1.0", "`1.0` is no i16"),
        ("small", "1e3", "`1e3` is no i16"),
        ("small", " 1", "` 1` is no i16"),
        ("small", "0x10", "`0x10` is no i16"),
        ("single", "1e39", "`1e39` doesn't fit into f32"),
        ("double", "-1e309", "`-1e309` doesn't fit into f64"),
        ("double", "\"1,5\"", "`1,5` is no f64"),
        ("on", "1", "`1` is no bool: write true or false"),
        ("on", "yes", "`yes` is no bool"),
        ("day", "2024-02-30", "`2024-02-30` is no date"),
        ("day", "29.02.2024", "`29.02.2024` is no date"),
        ("day", "2024-02-29T10:30:00", "`2024-02-29T10:30:00` has a time of day"),
        ("day", "2024-02-29 00:00:00.001", "has a time of day"),
        ("day", "2024-02-29T02:00:00+02:00", "has a time of day"),
        ("day", "2024-02-29 is a day", "is no date"),
        ("at", "2024-02-29T10:00:00.1234567", "is finer than a microsecond"),
        ("at", "2024-02-29T10:00:00.1234560001", "is finer than a microsecond"),
        ("at", "yesterday", "`yesterday` is no time as in 2024-02-29T10:00:00.5Z"),
        ("at", "2024-02-29T10:00:00 Nowhere/City", "is no time"),
    ] {
        let error = cell(column, text).await.unwrap_err();
        said(&error, words);
    }
}

#[tokio::test]
async fn what_a_type_holds_is_read() {
    let nothing = || Kinds {
        byte: None,
        small: None,
        single: None,
        double: None,
        on: None,
        day: None,
        at: None,
        word: None,
    };
    let day = NaiveDate::from_ymd_opt(2024, 2, 29);
    let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
    for (column, text, expected) in [
        ("word", "\" \"", Kinds { word: Some(" ".into()), ..nothing() }),
        ("byte", "", nothing()),
        ("byte", "255", Kinds { byte: Some(255), ..nothing() }),
        ("small", "-32768", Kinds { small: Some(i16::MIN), ..nothing() }),
        ("small", "007", Kinds { small: Some(7), ..nothing() }),
        ("single", "3.4028235e38", Kinds { single: Some(f32::MAX), ..nothing() }),
        ("double", "1", Kinds { double: Some(1.0), ..nothing() }),
        ("double", "-inf", Kinds { double: Some(f64::NEG_INFINITY), ..nothing() }),
        ("double", "5e-324", Kinds { double: Some(5e-324), ..nothing() }),
        ("on", "True", Kinds { on: Some(true), ..nothing() }),
        ("day", "2024-02-29", Kinds { day, ..nothing() }),
        ("day", "2024-02-29T00:00:00", Kinds { day, ..nothing() }),
        ("day", "2024-02-29 00:00:00+00:00", Kinds { day, ..nothing() }),
        ("at", "2024-02-29", Kinds { at: at("2024-02-29T00:00:00Z"), ..nothing() }),
        ("at", "2024-02-29 10:00:00", Kinds { at: at("2024-02-29T10:00:00Z"), ..nothing() }),
        ("at", "2024-02-29T10:00:00+02:00", Kinds { at: at("2024-02-29T08:00:00Z"), ..nothing() }),
        (
            "at",
            "2024-02-29T10:00:00.123456000000Z",
            Kinds { at: at("2024-02-29T10:00:00.123456Z"), ..nothing() },
        ),
    ] {
        if text.is_empty() {
            // a line of separators only
            assert_eq!(cell(column, text).await.unwrap(), expected);
            continue;
        }
        assert_eq!(cell(column, text).await.unwrap(), expected, "{column}: {text}");
    }
    assert!(cell("double", "NaN").await.unwrap().double.unwrap().is_nan());
}

/// Windows, Excel and text editors.
#[tokio::test]
async fn lines_end_and_begin_as_they_like() {
    let at = "2024-01-01T00:00:00Z";
    let expected = [
        Row { n: 1, x: Some(2.5), word: "a \"b\",\r\nc".into(), at: at.parse().unwrap() },
        Row { n: -2, x: None, word: String::new(), at: at.parse().unwrap() },
    ];
    let lines =
        ["n,x,word,at", &format!("1,2.5,\"a \"\"b\"\",\r\nc\",{at}"), &format!("-2,,,{at}")];
    for (start, between, end) in
        [("", "\n", "\n"), ("\u{feff}", "\r\n", ""), ("", "\r", "\r"), ("\n\n", "\n\n", "\r\n\r\n")]
    {
        let text = format!("{start}{}{end}", lines.join(between));
        assert_eq!(rows::<Row>(text.as_bytes()).await.unwrap(), expected, "{text:?}");
    }
    // in another order, with names in quotes, and with more than is read
    let text = format!("more,\"word\",at,x,n\n,,{at},,1\n");
    assert_eq!(rows::<Row>(text.as_bytes()).await.unwrap()[0].n, 1);
}

#[tokio::test]
async fn lines_that_are_no_rows() {
    let at = "2024-01-01T00:00:00Z";
    for (text, words) in [
        (String::new(), "line 1: there is no line with names"),
        ("\n\n".to_owned(), "there is no line with names"),
        (
            "n,x,word,at\n1,2,a\n".to_owned(),
            "line 2: it has 3 fields, and the line with names has 4",
        ),
        (format!("n,x,word,at\n1,2,\"a\n\n\",{at}\n1,2,a,{at},\n"), "line 5: it has 5 fields"),
        (
            format!("n,x,word,at\r\n1,2,a,{at}\r\none,2,a,{at}\r\n"),
            "line 3, column `n`: `one` is no",
        ),
        (
            format!("n,x,word,at\n1,2,\"a\nb\",{at}\n\n1,\"2\n3\",a,{at}"),
            "line 5, column `x`: `2\\n3`",
        ),
        (format!("n,x,word,at\n,2,a,{at}\n"), "row 0 (counted from 0): `n`: there is no value"),
        (
            format!("n,x,word,at\n1,2,a,{at}\n1,2,\"a,{at}\n\n"),
            "line 3: a quotation mark is never closed",
        ),
        (format!("n,x,word,at\n1,2,a,\"{at}"), "line 2: a quotation mark is never closed"),
        (
            format!("n,x,word, at\n1,2,a,{at}\n"),
            "`at` is missing (timestamp (us, UTC) expected); also there: ` at`",
        ),
        (format!("n,x,n,word,at\n1,2,3,a,{at}\n"), "are called `n`"),
    ] {
        let error = rows::<Row>(text.as_bytes()).await.unwrap_err();
        said(&error, words);
    }
    let bytes = b"n,x,word,at\n1,2,\xff\xfe,2024-01-01\n";
    said(
        &rows::<Row>(bytes).await.unwrap_err(),
        "line 2, column `word`: `\\xff\\xfe` is not UTF-8",
    );
    // half of a letter at the end of one field, the other half at the beginning of the next
    let bytes = b"word,n,x,at\n\xc3,\xa9,,2024-01-01\n";
    said(&rows::<Row>(bytes).await.unwrap_err(), "is not UTF-8");
    let twice = format!("word,n,x,at,word2,word2\na,1,,{at},b,c\n");
    assert_eq!(rows::<Row>(twice.as_bytes()).await.unwrap().len(), 1, "nobody asks for those");
}

async fn guessed(lines: &[&str]) -> Result<Vec<DataType>> {
    let store = Store::file();
    let place = store.table("table.csv", lines.join("\n").as_bytes());
    let batches: Batches = frames::read(&place, "csv", Wanted::all()).await?;
    let types = batches.schema().fields().iter().map(|field| field.data_type().clone()).collect();
    batches.all().await?;
    Ok(types)
}

/// Without a row: what looks like a number and isn't one stays what it is.
#[tokio::test]
async fn a_guess_loses_nothing() {
    use DataType::{Boolean, Date32, Float64, Int64, Timestamp, Utf8};
    let time = |unit| Timestamp(unit, None);
    for (fields, expected) in [
        (vec!["1", "", "-20"], Int64),
        (vec!["0", "-0", "10"], Int64),
        (vec!["01234", "56789"], Utf8),
        (vec!["+4930", "1"], Utf8),
        (vec!["9223372036854775807"], Int64),
        (vec!["9223372036854775808"], Utf8),
        (vec!["1", "2.5", "inf"], Float64),
        (vec!["1.5", "12345678901234567890"], Utf8),
        (vec!["1e309"], Utf8),
        (vec!["0.10", "1e5"], Float64),
        (vec!["true", "FALSE"], Boolean),
        (vec!["true", "1"], Utf8),
        (vec!["2024-02-29", ""], Date32),
        (vec!["2024-02-29", "2024-02-29T00:00:00"], time(TimeUnit::Microsecond)),
        (vec!["2024-02-29 10:00:00.123456"], time(TimeUnit::Microsecond)),
        (vec!["2024-02-29 10:00:00.123456789"], time(TimeUnit::Nanosecond)),
        (vec!["1524-02-29 10:00:00.123456789"], Utf8),
        (vec!["", ""], Utf8),
    ] {
        let lines: Vec<String> = fields.iter().map(|field| format!("{field},x")).collect();
        let lines: Vec<&str> =
            ["a,b"].into_iter().chain(lines.iter().map(|line| &**line)).collect();
        assert_eq!(guessed(&lines).await.unwrap()[0], expected, "{fields:?}");
    }
    // further down it is too late to guess
    for (first, last, words) in [
        ("1", "0123", "line 2002, column `a`: `0123` is no plain number"),
        ("1", "1.5", "`1.5` is no i64"),
        ("1.5", "12345678901234567890", "is no plain number"),
        ("2024-02-29", "2024-02-29T10:00:00", "is no date"),
        ("2024-02-29T10:00:00", "2024-02-29T10:00:00.1234567", "is finer than a microsecond"),
    ] {
        let mut lines = vec!["a"];
        lines.extend(vec![first; 2000]);
        lines.push(last);
        said(&guessed(&lines).await.unwrap_err(), words);
    }
    said(&guessed(&["a,b,a", "1,2,3"]).await.unwrap_err(), "two columns");
    assert_eq!(guessed(&["a;b", "1;x"]).await.unwrap(), [Int64, Utf8]);
}

/// The kinds of Arrow that no row has.
#[tokio::test]
async fn other_types_of_arrow_may_be_wanted() {
    let store = Store::file();
    let text = "a,b,c,d,e\nx,y,2024-02-29,0.5,2024-02-29T10:00:00.5Z\n,,,,\n";
    let place = store.table("table.csv", text.as_bytes());
    let types = [
        DataType::LargeUtf8,
        DataType::Utf8View,
        DataType::Date64,
        DataType::Float16,
        DataType::Timestamp(TimeUnit::Millisecond, Some("Europe/Berlin".into())),
    ];
    let field = |(name, of): (&str, &DataType)| Field::new(name, of.clone(), true);
    let fields: Fields = ["a", "b", "c", "d", "e"].into_iter().zip(&types).map(field).collect();
    let wanted = Wanted::all().only(fields.clone());
    let batches: Batches = frames::read(&place, "csv", wanted).await.unwrap();
    let batch = batches.all().await.unwrap().remove(0);
    assert_eq!(batch.schema().fields(), &fields);
    assert!(batch.columns().iter().all(|column| column.null_count() == 1));
    // no column at all: the rows are still there
    let wanted = Wanted::all().only(Fields::empty());
    let batches: Batches = frames::read(&place, "csv", wanted).await.unwrap();
    assert_eq!(batches.all().await.unwrap()[0].num_rows(), 2);
}
