//! Rows of tables: which columns they have, and how they get into a table and out of it.
//!
//! [`Columns`] is a row, a struct with `#[derive(Columns)]`; a [`Cell`] is what may be a field of one. Neither knows
//! how tables are kept: [`Builder`] is a column that is being made, [`Cells`] one that is being read, and whoever has
//! tables (Arrow arrays, a CSV reader) implements these two.
//!
//! # How the calls go
//!
//! Writing goes a column at a time, so that a builder decides once per column, not once per cell, what it is. The
//! rows are an iterator that is cheap to clone; nothing is collected on the way:
//!
//! ```text
//! for (index, column) in Row::columns().iter().enumerate() {      // top to bottom, for a batch of rows
//!     Row::put_column(rows.iter().map(Some), index, &mut builders[index])?;
//! }
//! ```
//!
//! A column of lists gets the lengths of its lists with [`Builder::list`], and then all items of all lists as one
//! column below; a map likewise; a group gets which of its rows are there with [`Builder::group`], and then its
//! children one by one, each with as many cells as the group has: an absent group has absent children, whether they
//! are nullable or not.
//!
//! Reading goes a row at a time: [`Columns::row`] takes the columns in the order of [`Columns::columns`] and asks each
//! for its cell. Whoever implements [`Cells`] brings the columns into that order before, at every level of groups.
//!
//! # Types
//!
//! | field | column | read from |
//! |---|---|---|
//! | `i8` … `i64`, `u8` … `u64` | [`ColumnType::Integer`] | integers that all fit |
//! | `f32`, `f64` | [`ColumnType::Float`] | floats that are no wider |
//! | `bool` | [`ColumnType::Boolean`] | |
//! | `String` | [`ColumnType::Text`] | |
//! | `bytes::Bytes` | [`ColumnType::Bytes`] | |
//! | `chrono::NaiveDate` | [`ColumnType::Date`], days since 1970 | |
//! | `chrono::DateTime<Utc>` | [`ColumnType::Datetime`], microseconds since 1970, UTC | |
//! | `chrono::NaiveDateTime` | [`ColumnType::NaiveDatetime`], microseconds since 1970 on the clock of a place that the table doesn't name | times without a zone only |
//! | `chrono::NaiveTime` | [`ColumnType::Time`], microseconds since midnight | |
//! | `chrono::TimeDelta` | [`ColumnType::Duration`], microseconds | |
//! | `Option<T>` | that of `T`, nullable | also what isn't nullable |
//! | `Vec<T>` | [`ColumnType::List`] | lists of what `T` is read from |
//! | `BTreeMap<String, T>`, `HashMap<String, T>` | [`ColumnType::Map`] | maps to what `T` is read from |
//! | a struct with `#[derive(Columns)]` | [`ColumnType::Group`] | groups with at least its columns, in any order |
//!
//! A column has one zone for all its cells, and tables of rows have UTC: `DateTime<FixedOffset>` is no column. What else
//! the offset of each cell says is a column of its own. A decimal of another writer is read as what the field is: a
//! `String` has all its digits, an `f64` the float that is nearest to it, an `i64` those of up to 18 digits none of which
//! is behind the point.
//!
//! Rows are written with times and spans to the microsecond, as Python and other readers know them. Nothing is cut off
//! behind anyone's back: a value that is finer, as `Utc::now()` on Linux, is an error that names its row, until it is
//! cut where it is made (`Utc::now().trunc_subsecs(6)` with `chrono::SubsecRound`). Finer columns of others are read
//! as they are.

mod arrow;
mod cell;
mod column;
pub mod fit;
mod frame;
mod literal;
mod nested;
mod scalars;

pub use arrow::arrow_schema;
pub use cell::{Cell, Columns};
pub use column::{Column, ColumnType, Precision, Width};
pub use fit::{ReadFrom, Table};
pub use frame::{Builder, Cells};
pub use literal::{from_literal, to_literal};
#[doc(hidden)]
pub use nested::{get_group, no_column, put_group, wrong_count};
