//! Fields of text as values of a type, and the other way about: the type that fields have. Nothing is cut off: what a
//! type can't hold is a problem.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{BooleanBuilder, PrimitiveBuilder, StringBuilder};
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_cast::parse::{Parser, string_to_datetime};
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::{NaiveTime, Timelike, Utc};

use super::split::{Problem, Records};
use crate::frame::check::words;

/// How fields are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// As what somebody says they are.
    Declared,
    /// As what the first lines look like: what would be another text when written again is none of it.
    Guessed,
}

/// The type of a column, of which these are the first records. What may be many types is the narrowest one; what has no
/// value here could be any.
pub(super) fn guess(records: Records<'_>, column: usize) -> Option<DataType> {
    let mut fields = records.fields(column);
    if fields.all(|field| field.is_ok_and(str::is_empty)) {
        return None;
    }
    let candidates = [
        DataType::Boolean,
        DataType::Int64,
        DataType::Float64,
        DataType::Date32,
        DataType::Timestamp(TimeUnit::Microsecond, None),
        DataType::Timestamp(TimeUnit::Nanosecond, None),
    ];
    let fits = |of: &DataType| {
        let field = Field::new("", of.clone(), true);
        array(records, column, &field, Taken::Guessed).is_ok()
    };
    Some(candidates.into_iter().find(fits).unwrap_or(DataType::Utf8))
}

/// A column of records. An empty field is missing, or an empty text where nothing may be missing from a column of text.
pub(super) fn array(
    records: Records<'_>,
    column: usize,
    field: &Field,
    taken: Taken,
) -> Result<ArrayRef, Problem> {
    let to = field.data_type();
    let reading = Reading { records, column, to };
    match to {
        DataType::Int8 => reading.numbers::<Int8Type>(|text| integer(text, to, taken)),
        DataType::Int16 => reading.numbers::<Int16Type>(|text| integer(text, to, taken)),
        DataType::Int32 => reading.numbers::<Int32Type>(|text| integer(text, to, taken)),
        DataType::Int64 => reading.numbers::<Int64Type>(|text| integer(text, to, taken)),
        DataType::UInt8 => reading.numbers::<UInt8Type>(|text| integer(text, to, taken)),
        DataType::UInt16 => reading.numbers::<UInt16Type>(|text| integer(text, to, taken)),
        DataType::UInt32 => reading.numbers::<UInt32Type>(|text| integer(text, to, taken)),
        DataType::UInt64 => reading.numbers::<UInt64Type>(|text| integer(text, to, taken)),
        DataType::Float32 => reading.numbers::<Float32Type>(|text| {
            float(text, to, taken, |number: f32| number.is_infinite())
        }),
        DataType::Float64 => reading.numbers::<Float64Type>(|text| {
            float(text, to, taken, |number: f64| number.is_infinite())
        }),
        DataType::Date32 => reading.numbers::<Date32Type>(|text| date(text, taken)),
        DataType::Timestamp(unit, zone) => {
            let is_naive = zone.is_none() && taken == Taken::Declared;
            let moment = |text: &str| match is_naive && has_zone(text) {
                true => Err(format!(
                    "{} has a zone, which the column has not: read it as `DateTime<Utc>`",
                    shown(text)
                )),
                false => moment(text, unit),
            };
            match unit {
                TimeUnit::Second => reading.numbers::<TimestampSecondType>(moment),
                TimeUnit::Millisecond => reading.numbers::<TimestampMillisecondType>(moment),
                TimeUnit::Microsecond => reading.numbers::<TimestampMicrosecondType>(moment),
                TimeUnit::Nanosecond => reading.numbers::<TimestampNanosecondType>(moment),
            }
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            reading.numbers::<Time64MicrosecondType>(|text| time(text, 1000, "microsecond"))
        }
        DataType::Time64(_) => {
            reading.numbers::<Time64NanosecondType>(|text| time(text, 1, "nanosecond"))
        }
        DataType::Time32(_) => reading.cast(DataType::Time64(TimeUnit::Nanosecond), field, taken),
        DataType::Boolean => reading.booleans(),
        DataType::Utf8 => reading.texts(field.is_nullable()),
        // kinds of the same that Arrow has: without a loss
        DataType::LargeUtf8 | DataType::Utf8View => reading.cast(DataType::Utf8, field, taken),
        DataType::Date64 => reading.cast(DataType::Date32, field, taken),
        DataType::Float16 => reading.cast(DataType::Float32, field, taken),
        other => Err(records.problem(0, format!("CSV has no {}", words(other)))),
    }
}

struct Reading<'a> {
    records: Records<'a>,
    column: usize,
    to: &'a DataType,
}

impl<'a> Reading<'a> {
    /// The fields with what goes wrong with one of them.
    fn each(
        &self,
        mut put: impl FnMut(Option<&'a str>) -> Result<(), String>,
    ) -> Result<(), Problem> {
        self.records.fields(self.column).enumerate().try_for_each(|(record, field)| {
            let text = Some(field?).filter(|text| !text.is_empty());
            put(text).map_err(|words| self.records.problem(record, words))
        })
    }

    fn numbers<T: ArrowPrimitiveType>(
        &self,
        parse: impl Fn(&str) -> Result<T::Native, String>,
    ) -> Result<ArrayRef, Problem> {
        let mut builder = PrimitiveBuilder::<T>::with_capacity(self.records.len());
        self.each(|text| {
            builder.append_option(text.map(&parse).transpose()?);
            Ok(())
        })?;
        Ok(Arc::new(builder.finish().with_data_type(self.to.clone())))
    }

    fn booleans(&self) -> Result<ArrayRef, Problem> {
        let mut builder = BooleanBuilder::with_capacity(self.records.len());
        self.each(|text| {
            builder.append_option(match text {
                None => None,
                Some(text) if text.eq_ignore_ascii_case("true") => Some(true),
                Some(text) if text.eq_ignore_ascii_case("false") => Some(false),
                Some(text) => {
                    return Err(format!("{} is no bool: write true or false", shown(text)));
                }
            });
            Ok(())
        })?;
        Ok(Arc::new(builder.finish()))
    }

    fn texts(&self, nullable: bool) -> Result<ArrayRef, Problem> {
        let mut builder = StringBuilder::with_capacity(self.records.len(), 8 * self.records.len());
        self.each(|text| {
            builder.append_option(text.or((!nullable).then_some("")));
            Ok(())
        })?;
        Ok(Arc::new(builder.finish()))
    }

    fn cast(&self, from: DataType, field: &Field, taken: Taken) -> Result<ArrayRef, Problem> {
        let from = field.clone().with_data_type(from);
        let array = array(self.records, self.column, &from, taken)?;
        let cast = arrow_cast::cast(&array, self.to);
        cast.map_err(|error| self.records.problem(0, error.to_string()))
    }
}

fn integer<N: FromStr<Err = ParseIntError>>(
    text: &str,
    to: &DataType,
    taken: Taken,
) -> Result<N, String> {
    if taken == Taken::Guessed && is_a_code(text) {
        return Err(no_number(text));
    }
    text.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => does_not_fit(text, to),
        _ => is_no(text, to),
    })
}

fn float<N: FromStr + Copy>(
    text: &str,
    to: &DataType,
    taken: Taken,
    is_infinite: impl Fn(N) -> bool,
) -> Result<N, String> {
    if taken == Taken::Guessed && (is_a_code(text) || is_too_long(text)) {
        return Err(no_number(text));
    }
    let number: N = text.parse().map_err(|_| is_no(text, to))?;
    match is_infinite(number) && text.contains(|c: char| c.is_ascii_digit()) {
        true => Err(does_not_fit(text, to)),
        false => Ok(number),
    }
}

/// Whether this is a number of a town or a telephone rather than one to count with.
fn is_a_code(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let zeros_lead = digits.len() > 1 && digits.starts_with('0') && is_whole(digits);
    zeros_lead || text.starts_with('+')
}

/// Whether a whole number has more digits than a float of 64 bits.
fn is_too_long(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_whole(digits)
        && digits.parse::<u64>().map_or(true, |number| number > 1 << f64::MANTISSA_DIGITS)
}

fn is_whole(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Days since 1970.
fn date(text: &str, taken: Taken) -> Result<i32, String> {
    let is_no_date = || is_no(text, &DataType::Date32);
    let day = match text.get(..10) {
        Some(day) if text.len() > 10 && !text.starts_with(['+', '-']) => {
            let moment = string_to_datetime(&Utc, text);
            if taken == Taken::Guessed || moment.is_err() {
                return Err(is_no_date());
            }
            // also a zone: the day is another one elsewhere
            if text[10..].contains(|c: char| matches!(c, '1'..='9')) {
                return Err(format!(
                    "{} has a time of day, which a date doesn't hold: read it as a time, or write \
                     the day only",
                    shown(text)
                ));
            }
            day
        }
        _ => text,
    };
    Date32Type::parse(day).ok_or_else(is_no_date)
}

/// Units since 1970.
fn moment(text: &str, unit: &TimeUnit) -> Result<i64, String> {
    let is_no_time = |_| {
        format!("{} is no time as in 2024-02-29T10:00:00.5Z, with or without a zone", shown(text))
    };
    let moment = string_to_datetime(&Utc, text).map_err(is_no_time)?;
    let (finest, word) = match unit {
        TimeUnit::Second => (1_000_000_000, "second"),
        TimeUnit::Millisecond => (1_000_000, "millisecond"),
        TimeUnit::Microsecond => (1000, "microsecond"),
        TimeUnit::Nanosecond => (1, "nanosecond"),
    };
    if moment.timestamp_subsec_nanos() % finest != 0 || has_tenth_digit(text) {
        return Err(format!("{} is finer than a {word}", shown(text)));
    }
    match unit {
        TimeUnit::Second => Ok(moment.timestamp()),
        TimeUnit::Millisecond => Ok(moment.timestamp_millis()),
        TimeUnit::Microsecond => Ok(moment.timestamp_micros()),
        TimeUnit::Nanosecond => moment
            .timestamp_nanos_opt()
            .ok_or_else(|| format!("{} is too far away for nanoseconds in 64 bits", shown(text))),
    }
}

/// Whether a moment says where it is: a sign or a letter behind the time of day.
fn has_zone(text: &str) -> bool {
    text.get(10..).and_then(|rest| rest.strip_prefix(['T', 't', ' '])).is_some_and(|time| {
        time.contains(|c: char| matches!(c, '+' | '-') || c.is_ascii_alphabetic())
    })
}

/// Units since midnight, each of so many nanoseconds.
fn time(text: &str, unit: i64, word: &str) -> Result<i64, String> {
    let is_no_time = |_| format!("{} is no time of day as in 10:30:00.5", shown(text));
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    let time: NaiveTime =
        text.parse().or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).map_err(is_no_time)?;
    if !is_plain || time.nanosecond() >= 1_000_000_000 {
        return Err(format!("{} is no time of day as in 10:30:00.5", shown(text)));
    }
    let nanos =
        i64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + i64::from(time.nanosecond());
    if nanos % unit != 0 || has_tenth_digit(text) {
        return Err(format!("{} is finer than a {word}", shown(text)));
    }
    Ok(nanos / unit)
}

/// Whether a second has parts that are finer than a nanosecond, which the parser passes over.
fn has_tenth_digit(text: &str) -> bool {
    text.split_once('.').is_some_and(|(_, fraction)| {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit);
        digits.skip(9).any(|digit| digit != b'0')
    })
}

#[cold]
fn is_no(text: &str, to: &DataType) -> String {
    format!("{} is no {}", shown(text), words(to))
}

#[cold]
fn does_not_fit(text: &str, to: &DataType) -> String {
    format!("{} doesn't fit into {}", shown(text), words(to))
}

#[cold]
fn no_number(text: &str) -> String {
    format!(
        "{} is no plain number, and the first lines have some: read the table as rows of a type",
        shown(text)
    )
}

/// A field in a message.
fn shown(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("`{}…`", text[..end].escape_debug()),
        None => format!("`{}`", text.escape_debug()),
    }
}
