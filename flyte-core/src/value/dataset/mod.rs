//! Tables as values.
//!
//! A table is a reference as files are; which frames it is made of and read as is not known here. What makes tables
//! hands in one that is [`Held`], and what reads them takes the location.

mod about;
mod fit;
#[cfg(feature = "dataframe")]
mod frames;
mod held;
mod literal;
mod table;

pub use fit::ReadFormat;
#[cfg(feature = "dataframe")]
pub use frames::{BlockingDatasetWriter, DatasetWriter, Selection};
pub(super) use held::Table;
pub use held::{Held, Written};
pub use table::StructuredDataset;
