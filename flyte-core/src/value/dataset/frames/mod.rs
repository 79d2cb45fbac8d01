//! Tables as frames: rows and record batches in and out of datasets.

mod make;
mod memory;
mod read;
mod select;
mod write;

pub use select::Selection;
pub use write::{BlockingDatasetWriter, DatasetWriter};

use crate::frame::Place;
use crate::value::Context;
use crate::value::dataset::Written;

/// The format of tables for which nobody names one.
const FORMAT: &str = "parquet";

/// What was written at a place.
fn written(place: &Place) -> Written {
    let mut written = Written::default();
    place.written().into_iter().for_each(|(name, moved)| written.add(name, moved));
    written
}

/// A place that a table is to be written to.
fn place(context: &Context, to: &crate::storage::Location) -> Place {
    Place::new(context.stores().clone(), to.clone()).hashed(context.hashes(to))
}
