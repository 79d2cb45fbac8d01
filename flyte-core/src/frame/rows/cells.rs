//! Arrow arrays as columns of which rows are made. What an array is, is decided once for each batch, not for each
//! cell.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, DurationMicrosecondType, DurationMillisecondType,
    DurationNanosecondType, DurationSecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, BooleanArray, Float64Array, LargeBinaryArray,
    LargeStringArray, StringArray, StringViewArray, StructArray, new_null_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use flyte_types::columns::Cells;
use flyte_types::{Error, Result, Step};

use crate::frame::check::unit_words;
use crate::frame::parts::is_decimal;

/// A column that is read.
pub(in crate::frame) struct Column {
    nulls: Option<NullBuffer>,
    values: Values,
}

enum Values {
    I8(ScalarBuffer<i8>),
    I16(ScalarBuffer<i16>),
    I32(ScalarBuffer<i32>),
    I64(ScalarBuffer<i64>),
    U8(ScalarBuffer<u8>),
    U16(ScalarBuffer<u16>),
    U32(ScalarBuffer<u32>),
    U64(ScalarBuffer<u64>),
    F32(ScalarBuffer<f32>),
    F64(ScalarBuffer<f64>),
    Boolean(BooleanArray),
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Bytes(BinaryArray),
    LargeBytes(LargeBinaryArray),
    BytesView(BinaryViewArray),
    Date(ScalarBuffer<i32>),
    Datetime(ScalarBuffer<i64>, TimeUnit),
    Duration(ScalarBuffer<i64>, TimeUnit),
    /// Nanoseconds since midnight.
    Time(ScalarBuffer<i64>),
    List(OffsetBuffer<i32>, Box<Column>),
    LargeList(OffsetBuffer<i64>, Box<Column>),
    Map(OffsetBuffer<i32>, Box<(Column, Column)>),
    Group(Vec<Column>),
    /// A column of nulls and nothing else.
    Nothing,
}

/// Nanoseconds of a second.
const SECOND: i64 = 1_000_000_000;

#[cold]
fn far(value: i64, unit: &TimeUnit) -> Error {
    Error::new(format!("{value} {} is further away than `chrono` can say", unit_words(unit)))
}

/// The columns of a batch in the order of the fields that are wanted, whose types have been compared.
pub(super) fn columns(from: &StructArray, wanted: &Fields) -> Result<Vec<Column>> {
    let column = |field: &Arc<Field>| match from.column_by_name(field.name()) {
        Some(array) => Column::new(array, field),
        None => Err(Error::new("the column is missing")),
    };
    let named = |field: &Arc<Field>| {
        column(field).map_err(|error| error.at(Step::Field(field.name().clone().into())))
    };
    wanted.iter().map(named).collect()
}

impl Column {
    pub(in crate::frame) fn new(array: &ArrayRef, wanted: &Field) -> Result<Column> {
        let values = match array.data_type() {
            DataType::Int8 => Values::I8(array.as_primitive::<Int8Type>().values().clone()),
            DataType::Int16 => Values::I16(array.as_primitive::<Int16Type>().values().clone()),
            DataType::Int32 => Values::I32(array.as_primitive::<Int32Type>().values().clone()),
            DataType::Int64 => Values::I64(array.as_primitive::<Int64Type>().values().clone()),
            DataType::UInt8 => Values::U8(array.as_primitive::<UInt8Type>().values().clone()),
            DataType::UInt16 => Values::U16(array.as_primitive::<UInt16Type>().values().clone()),
            DataType::UInt32 => Values::U32(array.as_primitive::<UInt32Type>().values().clone()),
            DataType::UInt64 => Values::U64(array.as_primitive::<UInt64Type>().values().clone()),
            DataType::Float32 => Values::F32(array.as_primitive::<Float32Type>().values().clone()),
            DataType::Float64 => Values::F64(array.as_primitive::<Float64Type>().values().clone()),
            DataType::Date32 => Values::Date(array.as_primitive::<Date32Type>().values().clone()),
            DataType::Timestamp(unit, _) => Values::Datetime(
                match unit {
                    TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
                    TimeUnit::Millisecond => {
                        array.as_primitive::<TimestampMillisecondType>().values()
                    }
                    TimeUnit::Microsecond => {
                        array.as_primitive::<TimestampMicrosecondType>().values()
                    }
                    TimeUnit::Nanosecond => {
                        array.as_primitive::<TimestampNanosecondType>().values()
                    }
                }
                .clone(),
                *unit,
            ),
            DataType::Duration(unit) => Values::Duration(
                match unit {
                    TimeUnit::Second => array.as_primitive::<DurationSecondType>().values(),
                    TimeUnit::Millisecond => {
                        array.as_primitive::<DurationMillisecondType>().values()
                    }
                    TimeUnit::Microsecond => {
                        array.as_primitive::<DurationMicrosecondType>().values()
                    }
                    TimeUnit::Nanosecond => array.as_primitive::<DurationNanosecondType>().values(),
                }
                .clone(),
                *unit,
            ),
            DataType::Time64(TimeUnit::Nanosecond) => {
                Values::Time(array.as_primitive::<Time64NanosecondType>().values().clone())
            }
            DataType::Boolean => Values::Boolean(array.as_boolean().clone()),
            DataType::Utf8 => Values::Text(array.as_string().clone()),
            DataType::LargeUtf8 => Values::LargeText(array.as_string().clone()),
            DataType::Utf8View => Values::TextView(array.as_string_view().clone()),
            DataType::Binary => Values::Bytes(array.as_binary().clone()),
            DataType::LargeBinary => Values::LargeBytes(array.as_binary().clone()),
            DataType::BinaryView => Values::BytesView(array.as_binary_view().clone()),
            DataType::Null => Values::Nothing,
            DataType::Struct(_) if let DataType::Struct(fields) = wanted.data_type() => {
                Values::Group(columns(array.as_struct(), fields)?)
            }
            DataType::List(_) if let DataType::List(item) = wanted.data_type() => {
                let list = array.as_list::<i32>();
                let items = Column::new(list.values(), item)?;
                Values::List(list.offsets().clone(), Box::new(items))
            }
            DataType::LargeList(_) if let DataType::List(item) = wanted.data_type() => {
                let list = array.as_list::<i64>();
                let items = Column::new(list.values(), item)?;
                Values::LargeList(list.offsets().clone(), Box::new(items))
            }
            DataType::Map(..)
                if let DataType::Map(entries, _) = wanted.data_type()
                    && let DataType::Struct(parts) = entries.data_type() =>
            {
                let map = array.as_map();
                let keys = Column::new(map.keys(), &parts[0])?;
                let values = Column::new(map.values(), &parts[1])?;
                Values::Map(map.offsets().clone(), Box::new((keys, values)))
            }
            other => return Column::new(&plain(array, other, wanted)?, wanted),
        };
        let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        Ok(Column { nulls, values })
    }

    #[inline]
    fn there(&self, row: usize) -> Result<()> {
        if self.is_missing(row) { Err(missing()) } else { Ok(()) }
    }
}

/// The same values in an array of one of the types above.
fn plain(array: &ArrayRef, of: &DataType, wanted: &Field) -> Result<ArrayRef> {
    let to = match of {
        // what is no value at all needs no type
        _ if array.logical_null_count() == array.len() => {
            return Ok(new_null_array(&DataType::Null, array.len()));
        }
        DataType::Dictionary(_, values) => (**values).clone(),
        of if is_decimal(of) => return decimals(array, wanted),
        DataType::Time32(_) | DataType::Time64(_) => DataType::Time64(TimeUnit::Nanosecond),
        DataType::Float16 => DataType::Float32,
        DataType::Date64 => return whole_days(array),
        DataType::FixedSizeBinary(_) => DataType::Binary,
        DataType::FixedSizeList(item, _) | DataType::ListView(item) => DataType::List(item.clone()),
        DataType::LargeListView(item) => DataType::LargeList(item.clone()),
        _ => return Err(Error::expected(&wanted.data_type().to_string(), of)),
    };
    arrow_cast::cast(array, &to).map_err(|error| Error::new(error.to_string()))
}

/// Decimals as what is wanted of them: their text, the float that is nearest to it, or whole numbers.
fn decimals(array: &ArrayRef, wanted: &Field) -> Result<ArrayRef> {
    let to = match wanted.data_type() {
        DataType::Int64 => DataType::Int64,
        DataType::Utf8 | DataType::Float64 => DataType::Utf8,
        _ => return Err(Error::expected(&wanted.data_type().to_string(), array.data_type())),
    };
    let cast = arrow_cast::cast(array, &to).map_err(|error| Error::new(error.to_string()))?;
    if *wanted.data_type() != DataType::Float64 {
        return Ok(cast);
    }
    // by way of the text: a division by a power of ten would round twice
    let float = |text: Option<&str>| text.map(str::parse::<f64>).transpose();
    let floats: Result<Float64Array, _> = cast.as_string::<i32>().iter().map(float).collect();
    Ok(Arc::new(floats.map_err(|error| Error::new(error.to_string()))?))
}

fn whole_days(array: &ArrayRef) -> Result<ArrayRef> {
    let day = |millis: i64| {
        let day = i32::try_from(millis / 86_400_000).ok().filter(|_| millis % 86_400_000 == 0);
        day.ok_or_else(|| Error::new(format!("{millis} ms after 1970 is no date")))
    };
    let days = array.as_primitive::<Date64Type>().try_unary::<_, Date32Type, Error>(day)?;
    Ok(Arc::new(days))
}

#[cold]
fn missing() -> Error {
    Error::new("there is no value, and the field is not an `Option`")
}

#[cold]
fn other_kind(kind: &str) -> Error {
    Error::new(format!("this column holds no {kind}"))
}

/// Where a list's items are. What a file says is not believed.
fn range<O: Copy + TryInto<usize>>(offsets: &[O], row: usize) -> Result<Range<usize>> {
    let at = |index: usize| offsets.get(index).and_then(|offset| (*offset).try_into().ok());
    match (at(row), at(row + 1)) {
        (Some(start), Some(end)) => Ok(start..end),
        _ => Err(Error::new("a list lies outside of its column")),
    }
}

impl Cells for Column {
    #[inline]
    fn is_missing(&self, row: usize) -> bool {
        match (&self.nulls, &self.values) {
            (Some(nulls), _) => nulls.is_null(row),
            (None, Values::Nothing) => true,
            (None, _) => false,
        }
    }

    #[inline]
    fn integer(&self, row: usize) -> Result<i64> {
        self.there(row)?;
        Ok(match &self.values {
            Values::I64(values) => values[row],
            Values::I32(values) => values[row].into(),
            Values::I16(values) => values[row].into(),
            Values::I8(values) => values[row].into(),
            Values::U32(values) => values[row].into(),
            Values::U16(values) => values[row].into(),
            Values::U8(values) => values[row].into(),
            _ => return Err(other_kind("integers")),
        })
    }

    fn unsigned(&self, row: usize) -> Result<u64> {
        self.there(row)?;
        Ok(match &self.values {
            Values::U64(values) => values[row],
            Values::U32(values) => values[row].into(),
            Values::U16(values) => values[row].into(),
            Values::U8(values) => values[row].into(),
            _ => return Err(other_kind("integers without a sign")),
        })
    }

    #[inline]
    fn float(&self, row: usize) -> Result<f64> {
        self.there(row)?;
        Ok(match &self.values {
            Values::F64(values) => values[row],
            Values::F32(values) => values[row].into(),
            _ => return Err(other_kind("floats")),
        })
    }

    #[inline]
    fn boolean(&self, row: usize) -> Result<bool> {
        self.there(row)?;
        match &self.values {
            Values::Boolean(values) => Ok(values.value(row)),
            _ => Err(other_kind("booleans")),
        }
    }

    #[inline]
    fn text(&self, row: usize) -> Result<&str> {
        self.there(row)?;
        Ok(match &self.values {
            Values::Text(values) => values.value(row),
            Values::LargeText(values) => values.value(row),
            Values::TextView(values) => values.value(row),
            _ => return Err(other_kind("text")),
        })
    }

    fn bytes(&self, row: usize) -> Result<&[u8]> {
        self.there(row)?;
        Ok(match &self.values {
            Values::Bytes(values) => values.value(row),
            Values::LargeBytes(values) => values.value(row),
            Values::BytesView(values) => values.value(row),
            _ => return Err(other_kind("bytes")),
        })
    }

    fn date(&self, row: usize) -> Result<i32> {
        self.there(row)?;
        match &self.values {
            Values::Date(values) => Ok(values[row]),
            _ => Err(other_kind("dates")),
        }
    }

    #[inline]
    fn datetime(&self, row: usize) -> Result<DateTime<Utc>> {
        self.there(row)?;
        match &self.values {
            Values::Datetime(values, unit) => {
                let value = values[row];
                match unit {
                    TimeUnit::Second => DateTime::from_timestamp(value, 0),
                    TimeUnit::Millisecond => DateTime::from_timestamp_millis(value),
                    TimeUnit::Microsecond => DateTime::from_timestamp_micros(value),
                    TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(value)),
                }
                .ok_or_else(|| far(value, unit))
            }
            _ => Err(other_kind("times")),
        }
    }

    fn naive_datetime(&self, row: usize) -> Result<NaiveDateTime> {
        self.datetime(row).map(|time| time.naive_utc())
    }

    fn time(&self, row: usize) -> Result<NaiveTime> {
        self.there(row)?;
        match &self.values {
            Values::Time(values) => {
                let (seconds, nanos) =
                    (values[row].div_euclid(SECOND), values[row].rem_euclid(SECOND));
                u32::try_from(seconds)
                    .ok()
                    .and_then(|seconds| {
                        NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos as u32)
                    })
                    .ok_or_else(|| Error::new(format!("{} ns is no time of day", values[row])))
            }
            _ => Err(other_kind("times of day")),
        }
    }

    fn duration(&self, row: usize) -> Result<TimeDelta> {
        self.there(row)?;
        match &self.values {
            Values::Duration(values, unit) => {
                let value = values[row];
                match unit {
                    TimeUnit::Second => TimeDelta::try_seconds(value),
                    TimeUnit::Millisecond => TimeDelta::try_milliseconds(value),
                    TimeUnit::Microsecond => Some(TimeDelta::microseconds(value)),
                    TimeUnit::Nanosecond => Some(TimeDelta::nanoseconds(value)),
                }
                .ok_or_else(|| far(value, unit))
            }
            _ => Err(other_kind("spans of time")),
        }
    }

    fn list(&self, row: usize) -> Result<(&Self, Range<usize>)> {
        self.there(row)?;
        match &self.values {
            Values::List(offsets, items) => Ok((items, range(offsets, row)?)),
            Values::LargeList(offsets, items) => Ok((items, range(offsets, row)?)),
            _ => Err(other_kind("lists")),
        }
    }

    fn map(&self, row: usize) -> Result<(&Self, &Self, Range<usize>)> {
        self.there(row)?;
        match &self.values {
            Values::Map(offsets, parts) => Ok((&parts.0, &parts.1, range(offsets, row)?)),
            _ => Err(other_kind("maps")),
        }
    }

    fn group(&self, row: usize) -> Result<&[Self]> {
        self.there(row)?;
        match &self.values {
            Values::Group(columns) => Ok(columns),
            _ => Err(other_kind("groups")),
        }
    }
}
