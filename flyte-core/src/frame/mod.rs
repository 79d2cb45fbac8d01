//! Tables as frames: record batches and rows, read from and written to Parquet, CSV and Arrow files in any store.

mod arrow;
mod batches;
mod check;
mod codec;
mod csv;
mod filter;
mod folder;
mod guard;
mod parquet;
mod place;
mod project;
mod rows;
mod summary;
mod writer;
mod zone;

pub use batches::Batches;
pub use check::{Difference, Differences, differences};
pub use codec::{Decoder, Encoder, Wanted, register_decoder, register_encoder};
pub use filter::{Filter, Operand, Value, column};
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
