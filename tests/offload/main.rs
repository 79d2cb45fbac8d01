//! Values above the line: stored when a task hands them over, fetched when they are read; on local files, memory and
//! S3.

mod caching;
mod everywhere;
mod hostile;
mod lazily;
mod memory;
mod shapes;
mod sizes;

use flyte::{Local, Offload};
use flyte_tests::place::Place;

/// The engine, with the platform's limits.
fn platform(place: &Place) -> Local {
    place.local().offload(Offload::new())
}

/// The engine, which stores every output.
fn all(place: &Place) -> Local {
    place.local().offload(Offload::new().above(0))
}
