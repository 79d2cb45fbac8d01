//! Types and values as they are on the wire: against what flytekit recorded, in round trips, and
//! against bytes that nobody meant.

mod golden;
mod hostile;
mod models;
mod notation;
mod positions;
mod pydantic;
mod roundtrip;
mod table;
