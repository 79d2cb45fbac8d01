//! What travels.

pub mod idl;
