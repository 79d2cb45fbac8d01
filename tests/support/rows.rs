//! Rows of another crate than those of the tests.

use flyte::prelude::*;

/// Where something is.
#[derive(Clone, Debug, PartialEq, Columns)]
pub struct Place {
    /// To the east.
    pub x: f64,
    /// To the north.
    pub y: f64,
}

/// One trip.
#[derive(Clone, Debug, PartialEq, Columns)]
pub struct Trip {
    /// Its number.
    pub id: u32,
    /// What it cost.
    pub price: f64,
    /// Where it went.
    pub to: Option<Place>,
    /// What was said about it.
    pub notes: Vec<String>,
}

/// The trips in a folder of this machine.
#[task]
pub fn trips(path: String) -> Result<StructuredDataset<Trip>> {
    StructuredDataset::from_path(path)
}
