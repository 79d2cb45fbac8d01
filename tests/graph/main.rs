//! What a workflow's function builds, and what is refused when it is built.

mod refused;
mod shape;
