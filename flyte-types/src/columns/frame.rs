//! Columns as they are kept: being made, and being read.

use std::ops::Range;

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::error::{Error, Result};

/// A column that is being made, implemented by whoever keeps tables.
///
/// Each call appends cells: all that the iterator gives, `None` where a cell is missing. The kind of the column was
/// fixed when it was made from a [`Column`](super::Column); a call of another kind is an error. In a column that isn't
/// nullable, `None` comes only below an absent group, where anything may stand for it.
pub trait Builder: Sized {
    /// Whole numbers of up to 64 bits with a sign, also those of narrower columns and of `u8` to `u32`.
    fn integers(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()>;

    /// Whole numbers of 64 bits without a sign.
    fn unsigned(&mut self, cells: impl Iterator<Item = Option<u64>>) -> Result<()>;

    /// Floats, also those of 32 bits.
    fn floats(&mut self, cells: impl Iterator<Item = Option<f64>>) -> Result<()>;

    /// True or false.
    fn booleans(&mut self, cells: impl Iterator<Item = Option<bool>>) -> Result<()>;

    /// Text.
    fn texts<'a>(&mut self, cells: impl Iterator<Item = Option<&'a str>>) -> Result<()>;

    /// Raw bytes.
    fn bytes<'a>(&mut self, cells: impl Iterator<Item = Option<&'a [u8]>>) -> Result<()>;

    /// Days since 1970-01-01.
    fn dates(&mut self, cells: impl Iterator<Item = Option<i32>>) -> Result<()>;

    /// Microseconds since 1970-01-01T00:00:00Z.
    fn datetimes(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()>;

    /// Microseconds since 1970-01-01T00:00:00, wherever that is.
    fn naive_datetimes(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        self.datetimes(cells)
    }

    /// Microseconds since midnight.
    fn times(&mut self, _: impl Iterator<Item = Option<i64>>) -> Result<()> {
        Err(Error::new("this column holds no times of day"))
    }

    /// Microseconds.
    fn durations(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()>;

    /// Lists of these lengths. Gives the column of the items: those of all lists follow, one list after the other.
    fn list(&mut self, lengths: impl Iterator<Item = Option<usize>>) -> Result<&mut Self>;

    /// Maps of these lengths. Gives the columns of the keys (text) and of the values: those of all maps follow, one map
    /// after the other.
    fn map(
        &mut self,
        lengths: impl Iterator<Item = Option<usize>>,
    ) -> Result<(&mut Self, &mut Self)>;

    /// Groups, of which these are there. The cells of each child follow, as many as there are groups.
    fn group(&mut self, present: impl Iterator<Item = bool>) -> Result<()>;

    /// The group's column of this index, in the order in which the type has it.
    fn child(&mut self, index: usize) -> Result<&mut Self>;
}

/// A column that is being read, implemented by whoever keeps tables. Cells are counted from 0.
///
/// Its kind was compared with the [`Column`](super::Column) that is wanted before; a getter of another kind is an
/// error, and so is one for a cell that is missing.
pub trait Cells: Sized {
    /// Whether the cell is missing.
    fn is_missing(&self, row: usize) -> bool;

    /// A whole number, of any width but 64 bits without a sign.
    fn integer(&self, row: usize) -> Result<i64>;

    /// A whole number without a sign, for the columns of `u64`: of any width without a sign.
    fn unsigned(&self, row: usize) -> Result<u64>;

    /// A float, also one of 32 bits.
    fn float(&self, row: usize) -> Result<f64>;

    /// True or false.
    fn boolean(&self, row: usize) -> Result<bool>;

    /// Text.
    fn text(&self, row: usize) -> Result<&str>;

    /// Raw bytes.
    fn bytes(&self, row: usize) -> Result<&[u8]>;

    /// Days since 1970-01-01.
    fn date(&self, row: usize) -> Result<i32>;

    /// A time, as fine as the column keeps it.
    fn datetime(&self, row: usize) -> Result<DateTime<Utc>>;

    /// A date with a time of day, as fine as the column keeps it.
    fn naive_datetime(&self, row: usize) -> Result<NaiveDateTime> {
        self.datetime(row).map(|time| time.naive_utc())
    }

    /// A time of day, as fine as the column keeps it.
    fn time(&self, _: usize) -> Result<NaiveTime> {
        Err(Error::new("this column holds no times of day"))
    }

    /// A span of time, as fine as the column keeps it.
    fn duration(&self, row: usize) -> Result<TimeDelta>;

    /// A list: the column of items, and which of them are this list's.
    fn list(&self, row: usize) -> Result<(&Self, Range<usize>)>;

    /// A map: the columns of keys and values, and which of them are this map's.
    fn map(&self, row: usize) -> Result<(&Self, &Self, Range<usize>)>;

    /// A group: its columns in the order in which the wanted type has them, each with as many cells as this one.
    fn group(&self, row: usize) -> Result<&[Self]>;
}
