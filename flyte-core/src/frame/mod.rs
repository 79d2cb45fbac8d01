//! Tables as frames: record batches and rows, read from and written to files in any store.
//!
//! | | |
//! |---|---|
//! | [`Batches`] | the native frame: a stream of Arrow record batches |
//! | [`Rows`] | the rows of one, as a stream of a `Row` that derives [`Columns`](flyte_types::Columns) |
//! | [`TableWriter`] | a table that is written batch by batch or row by row |
//! | [`Filter`] | which rows are wanted |
//! | [`Summary`] | a table at a glance |
//! | [`Encoder`], [`Decoder`] | a frame or format of one's own |
//!
//! # Formats
//!
//! | format | files | read |
//! |---|---|---|
//! | `parquet` | `00000`, row groups of about 16 MiB, Zstandard | only the columns that are wanted, without the row groups that a filter rules out; one row group is held. Compressed by Zstandard, Snappy, gzip, LZ4 or LZ4_RAW, or not; by Brotli and LZO it is refused |
//! | `arrow` | `00000`, the IPC file format, not compressed | a batch of the file at a time; compressed by LZ4 (as Feather of pandas) or Zstandard, or not; also the IPC streaming format |
//! | `csv` | `.csv`, with a line of names | as a stream, also compressed by gzip, separated by commas, semicolons, tabulators or bars; types are those of the row, or guessed from the first 1000 lines. What a type can't hold is an error with its line and column |
//!
//! A table is a folder of files in one format, read in the order of their names, or a single file; `_SUCCESS` and other
//! names that begin with `_` or `.` are passed over. Names of folders (`year=2024`) are no columns.
//!
//! # Columns that fit
//!
//! A table's own columns are compared with those of the row before anything is read, by name and in any order, and
//! [all differences](differences) are told at once. What is wider in the row than in the table is read if nothing can
//! be lost: `i32` as `i64`, `f32` as `f64`, dictionaries and large text as text, times of any unit. Times without a zone
//! are taken as UTC. A decimal is read as what the field is: a `String` has all its digits, an `f64` is the float that is
//! nearest to it. Python declares that every column may hold nulls, so that is no difference; a null that is there and has no
//! `Option` to go to is an error with column and row.
//!
//! # Files that differ
//!
//! The files of a folder may differ, as they do where many writers add to it. What the row needs is read of each: columns
//! in another order, more of them, one less where the row has an `Option` (its cells are missing then), one without a
//! value, text as a dictionary or of the large kind, numbers of another width. A number that the row's type doesn't hold is
//! an error with file, column and row. Where files really differ, text here and numbers there, all such columns are told
//! with the files before anything is read. Without a row the table has the columns of all files.
//!
//! # Damage
//!
//! Parquet and Arrow files that are written here carry checksums in their footers (`flyte.checksums`, CRC-32 of each
//! column chunk or batch and of the footer), which other readers pass over. A byte that has changed since is an error
//! with the file and the column as soon as what it is part of is read. In files of others the checksums of pages are
//! looked at where they have them. CSV has no place for a checksum: there the hash of a cached table is what notices.
//!
//! Files may come from anywhere, so no header is believed when it says that a page holds more than its bytes can: no
//! more memory is taken than a file can fill.
//!
//! # Times
//!
//! Rows are written with times to the microsecond, which every other reader knows. A time that is finer, as
//! `Utc::now()` is on Linux, is an error with its row and column rather than cut off: cut it where it is made
//! (`Utc::now().trunc_subsecs(6)`, with `chrono::SubsecRound`), or write [`Batches`] with a column of nanoseconds, which
//! are read as they are.
//!
//! # Other libraries
//!
//! Batches are those of the `arrow` crates of this version (`flyte::arrow`). Polars has an Arrow of its own, and
//! DataFusion is built on another release of these crates: neither can take a batch as it is, so neither is a feature
//! here. [`Batches::into_reader`] and `flyte::arrow::ffi_stream` hand a stream of batches to them through Arrow's C
//! interface, without copying, and [`Batches::from_reader`] takes one.

mod arrow;
mod batches;
mod check;
mod codec;
mod csv;
mod filter;
mod folder;
mod guard;
mod kind;
mod parquet;
mod parts;
mod place;
mod project;
mod rows;
mod seal;
mod summary;
mod writer;
mod zone;

pub use crate::column;
pub use batches::Batches;
pub use check::{Difference, Differences, differences};
pub use codec::{Decoder, Encoder, Wanted, register_decoder, register_encoder};
#[doc(hidden)]
pub use filter::typed;
pub use filter::{Against, Filter, Operand, TypedOperand, Value, column};
pub use place::{Part, PartWriter, Place};
pub(crate) use rows::short_name;
pub use rows::{Rows, schema};
pub use summary::{ColumnSummary, Summary};
pub use writer::TableWriter;

use crate::error::Result;

/// Writes a frame as a table of a format (`parquet`, `csv`, `arrow`, or one that was registered).
pub async fn write<F: 'static>(frame: F, to: &Place, format: &str) -> Result<()> {
    codec::encoder::<F>(format, to)?.encode(frame, to.clone()).await
}

/// Opens a table of a format as a frame. Of [`Batches`] nothing is read yet but what tells their columns.
pub async fn read<F: 'static>(from: &Place, format: &str, wanted: Wanted) -> Result<F> {
    codec::decoder::<F>(format, from)?.decode(from.clone(), wanted).await
}
