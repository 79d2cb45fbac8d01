//! What a workflow's function builds, and what is refused when it is built.

#[macro_use]
mod refused;

mod arguments;
mod memory;
mod names;
mod ratio;
mod shape;
