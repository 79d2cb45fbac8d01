//! Cells without parts.

use bytes::Bytes;
use chrono::{
    DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Timelike, Utc,
};

use super::cell::Cell;
use super::column::{ColumnType, Precision, Width};
use super::fit::Required;
use super::frame::{Builder, Cells};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result};

/// Cells that are what the column holds, but for how they are written in Rust.
macro_rules! cells {
    ($($ty:ty = $column:expr, $put:ident |$cell:ident| $written:expr, $get:ident |$read:ident| $value:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Cell for $ty {
            type Kind = Required<Self>;
            type Inside<L: Levels> = Nothing;

            fn ty() -> ColumnType {
                $column
            }

            #[inline]
            fn put<'a, B: Builder>(
                cells: impl Iterator<Item = Option<&'a Self>> + Clone,
                into: &mut B,
            ) -> Result<()> {
                into.$put(cells.map(|cell| cell.map(|$cell| $written)))
            }

            #[inline]
            fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
                let $read = from.$get(row)?;
                $value
            }
        }
    )+};
}

macro_rules! integers {
    ($($ty:ident $width:ident)+) => {
        cells! {$(
            $ty = ColumnType::Integer(Width::$width),
            integers |cell| i64::from(*cell),
            integer |value| $ty::try_from(value).map_err(|_| too_wide(value, stringify!($ty)));
        )+}
    };
}

integers!(i8 I8 i16 I16 i32 I32 u8 U8 u16 U16 u32 U32);

cells! {
    i64 = ColumnType::Integer(Width::I64), integers |cell| *cell, integer |value| Ok(value);
    u64 = ColumnType::Integer(Width::U64), unsigned |cell| *cell, unsigned |value| Ok(value);
    f64 = ColumnType::Float(Precision::Double), floats |cell| *cell, float |value| Ok(value);
    f32 = ColumnType::Float(Precision::Single), floats |cell| f64::from(*cell), float |value| Ok(value as f32);
    bool = ColumnType::Boolean, booleans |cell| *cell, boolean |value| Ok(value);
    String = ColumnType::Text, texts |cell| cell.as_str(), text |value| Ok(value.to_owned());
    Bytes = ColumnType::Bytes, bytes |cell| &cell[..], bytes |value| Ok(Bytes::copy_from_slice(value));
    NaiveDate = ColumnType::Date, dates |cell| cell.to_epoch_days(), date |days| {
        NaiveDate::from_epoch_days(days).ok_or_else(|| Error::new(format!("there is no date {days} days after 1970")))
    };
}

#[cold]
fn too_wide(value: i64, ty: &str) -> Error {
    Error::expected(&format!("an integer of `{ty}`"), value)
}

/// Whether so many nanoseconds are microseconds, and no more.
#[inline]
fn is_whole(nanoseconds: i64) -> bool {
    nanoseconds % 1000 == 0
}

// What can't be kept is looked for before, so that the column itself has no mistakes to report.

#[diagnostic::do_not_recommend]
impl Cell for DateTime<Utc> {
    type Kind = Required<Self>;
    type Inside<L: Levels> = Nothing;

    fn ty() -> ColumnType {
        ColumnType::Datetime
    }

    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()> {
        let is_fine = |time: &&Self| !is_whole(time.timestamp_subsec_nanos().into());
        if let Some(fine) = cells.clone().flatten().find(is_fine) {
            return Err(too_fine(&fine.to_rfc3339_opts(SecondsFormat::Nanos, true)));
        }
        into.datetimes(cells.map(|cell| cell.map(DateTime::timestamp_micros)))
    }

    #[inline]
    fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
        from.datetime(row)
    }
}

#[diagnostic::do_not_recommend]
impl Cell for NaiveDateTime {
    type Kind = Required<Self>;
    type Inside<L: Levels> = Nothing;

    fn ty() -> ColumnType {
        ColumnType::NaiveDatetime
    }

    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()> {
        let is_fine = |time: &&Self| !is_whole(time.and_utc().timestamp_subsec_nanos().into());
        if let Some(fine) = cells.clone().flatten().find(is_fine) {
            return Err(too_fine(fine));
        }
        into.naive_datetimes(cells.map(|cell| cell.map(|time| time.and_utc().timestamp_micros())))
    }

    fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
        from.naive_datetime(row)
    }
}

#[diagnostic::do_not_recommend]
impl Cell for NaiveTime {
    type Kind = Required<Self>;
    type Inside<L: Levels> = Nothing;

    fn ty() -> ColumnType {
        ColumnType::Time
    }

    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()> {
        if let Some(fine) = cells.clone().flatten().find(|time| !is_whole(time.nanosecond().into()))
        {
            return Err(too_fine(fine));
        }
        // chrono counts the nanoseconds of a leap second on from its second
        if let Some(leap) = cells.clone().flatten().find(|time| time.nanosecond() >= 1_000_000_000)
        {
            return Err(Error::new(format!("{leap} is in a leap second, which no table has")));
        }
        let micros = |time: &Self| {
            i64::from(time.num_seconds_from_midnight()) * 1_000_000
                + i64::from(time.nanosecond()) / 1000
        };
        into.times(cells.map(|cell| cell.map(micros)))
    }

    fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
        from.time(row)
    }
}

#[cold]
fn too_fine(time: &impl std::fmt::Display) -> Error {
    Error::new(format!(
        "{time} is finer than a microsecond, which a table of rows doesn't keep: cut it with \
         `.trunc_subsecs(6)` of `chrono::SubsecRound`"
    ))
}

#[diagnostic::do_not_recommend]
impl Cell for TimeDelta {
    type Kind = Required<Self>;
    type Inside<L: Levels> = Nothing;

    fn ty() -> ColumnType {
        ColumnType::Duration
    }

    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()> {
        if let Some(fine) =
            cells.clone().flatten().find(|span| !is_whole(span.subsec_nanos().into()))
        {
            return Err(Error::new(format!(
                "{fine} is finer than a microsecond, which a table of rows doesn't keep: write \
                 `TimeDelta::microseconds(…)` of its `num_microseconds()`"
            )));
        }
        // 292,000 years
        if let Some(long) = cells.clone().flatten().find(|span| span.num_microseconds().is_none()) {
            return Err(Error::new(format!("{long} has more microseconds than 64 bits hold")));
        }
        into.durations(cells.map(|cell| cell.and_then(TimeDelta::num_microseconds)))
    }

    fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
        from.duration(row)
    }
}
