//! What columns are compared with.

use std::cmp::Ordering;
use std::fmt;

use arrow_schema::DataType;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use flyte_types::Result;
use flyte_types::columns::Cells;

/// A constant that cells are compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Value(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Text(String),
    Bytes(Vec<u8>),
    Date(NaiveDate),
    Datetime(DateTime<Utc>),
    Naive(NaiveDateTime),
    Time(NaiveTime),
    Duration(TimeDelta),
}

/// A constant of the kind that its column has.
#[derive(Clone, Debug)]
pub(super) enum Constant {
    Integer(i128),
    Unsigned(i128),
    Float(f64),
    Boolean(bool),
    Text(String),
    Bytes(Vec<u8>),
    Date(i32),
    Datetime(DateTime<Utc>),
    Time(NaiveTime),
    Duration(TimeDelta),
}

impl Value {
    /// The constant for a column of this type; `None` if they can't be compared.
    pub(super) fn against(&self, of: &DataType) -> Option<Constant> {
        let of = match of {
            DataType::Dictionary(_, values) => values,
            of => of,
        };
        if *of == DataType::Null {
            // it has no cell that could be compared
            return Some(self.of_own_kind());
        }
        Some(match (&self.0, of) {
            (Kind::Integer(value), DataType::UInt64) => Constant::Unsigned(*value),
            (Kind::Integer(value), of) if of.is_integer() => Constant::Integer(*value),
            (Kind::Integer(value), of) if of.is_floating() => {
                let float = *value as f64;
                return (float as i128 == *value).then_some(Constant::Float(float));
            }
            (Kind::Float(value), of) if of.is_floating() => Constant::Float(*value),
            (Kind::Boolean(value), DataType::Boolean) => Constant::Boolean(*value),
            (Kind::Text(text), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => {
                Constant::Text(text.clone())
            }
            (
                Kind::Bytes(bytes),
                DataType::Binary
                | DataType::LargeBinary
                | DataType::BinaryView
                | DataType::FixedSizeBinary(_),
            ) => Constant::Bytes(bytes.clone()),
            (Kind::Date(day), DataType::Date32 | DataType::Date64) => {
                Constant::Date(day.to_epoch_days())
            }
            (Kind::Datetime(time), DataType::Timestamp(..)) => Constant::Datetime(*time),
            (Kind::Naive(time), DataType::Timestamp(_, None)) => Constant::Datetime(time.and_utc()),
            (Kind::Time(time), DataType::Time32(_) | DataType::Time64(_)) => Constant::Time(*time),
            (Kind::Duration(span), DataType::Duration(_)) => Constant::Duration(*span),
            _ => return None,
        })
    }

    fn of_own_kind(&self) -> Constant {
        match &self.0 {
            Kind::Integer(value) => Constant::Integer(*value),
            Kind::Float(value) => Constant::Float(*value),
            Kind::Boolean(value) => Constant::Boolean(*value),
            Kind::Text(text) => Constant::Text(text.clone()),
            Kind::Bytes(bytes) => Constant::Bytes(bytes.clone()),
            Kind::Date(day) => Constant::Date(day.to_epoch_days()),
            Kind::Datetime(time) => Constant::Datetime(*time),
            Kind::Naive(time) => Constant::Datetime(time.and_utc()),
            Kind::Time(time) => Constant::Time(*time),
            Kind::Duration(span) => Constant::Duration(*span),
        }
    }

    /// What it is, in a word.
    pub(super) fn kind(&self) -> &'static str {
        match self.0 {
            Kind::Integer(_) => "an integer",
            Kind::Float(_) => "a float",
            Kind::Boolean(_) => "a boolean",
            Kind::Text(_) => "text",
            Kind::Bytes(_) => "bytes",
            Kind::Date(_) => "a date",
            Kind::Datetime(_) => "a time",
            Kind::Naive(_) => "a time without a zone",
            Kind::Time(_) => "a time of day",
            Kind::Duration(_) => "a span of time",
        }
    }
}

impl Constant {
    /// How a cell, which must be there, compares with this. `None` with what is no number.
    pub(super) fn compare<C: Cells>(&self, cells: &C, row: usize) -> Result<Option<Ordering>> {
        Ok(Some(match self {
            Constant::Integer(value) => i128::from(cells.integer(row)?).cmp(value),
            Constant::Unsigned(value) => i128::from(cells.unsigned(row)?).cmp(value),
            Constant::Float(value) => return Ok(cells.float(row)?.partial_cmp(value)),
            Constant::Boolean(value) => cells.boolean(row)?.cmp(value),
            Constant::Text(value) => cells.text(row)?.cmp(value),
            Constant::Bytes(value) => cells.bytes(row)?.cmp(value),
            Constant::Date(value) => cells.date(row)?.cmp(value),
            Constant::Datetime(value) => cells.datetime(row)?.cmp(value),
            Constant::Time(value) => cells.time(row)?.cmp(value),
            Constant::Duration(value) => cells.duration(row)?.cmp(value),
        }))
    }

    /// Whether the smallest and the largest of many values say which they are, to the last bit.
    pub(super) fn is_exact(&self) -> bool {
        !matches!(self, Constant::Float(_) | Constant::Text(_) | Constant::Bytes(_))
    }
}

macro_rules! values {
    ($($from:ty = $kind:ident |$value:ident| $made:expr;)+) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Value {
                Value(Kind::$kind($made))
            }
        }
    )+};
}

values! {
    i8 = Integer |value| value.into();
    i16 = Integer |value| value.into();
    i32 = Integer |value| value.into();
    i64 = Integer |value| value.into();
    u8 = Integer |value| value.into();
    u16 = Integer |value| value.into();
    u32 = Integer |value| value.into();
    u64 = Integer |value| value.into();
    f32 = Float |value| value.into();
    f64 = Float |value| value;
    bool = Boolean |value| value;
    &str = Text |value| value.to_owned();
    String = Text |value| value;
    &[u8] = Bytes |value| value.to_vec();
    Vec<u8> = Bytes |value| value;
    NaiveDate = Date |value| value;
    DateTime<Utc> = Datetime |value| value;
    NaiveDateTime = Naive |value| value;
    NaiveTime = Time |value| value;
    TimeDelta = Duration |value| value;
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Integer(value) => value.fmt(f),
            Kind::Float(value) => write!(f, "{value:?}"),
            Kind::Boolean(value) => value.fmt(f),
            Kind::Text(value) => write!(f, "{value:?}"),
            Kind::Bytes(value) => write!(f, "b\"{}\"", value.escape_ascii()),
            Kind::Date(value) => value.fmt(f),
            Kind::Datetime(value) => f.write_str(&value.to_rfc3339()),
            Kind::Naive(value) => value.fmt(f),
            Kind::Time(value) => value.fmt(f),
            Kind::Duration(value) => value.fmt(f),
        }
    }
}
