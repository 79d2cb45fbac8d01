//! Traits that only mistakes meet, under names that can be reached: the compiler then tells them by these, and not by where
//! they lie.

pub use super::refused::mistakes::*;
pub use super::tables::{Accepts, Given};
