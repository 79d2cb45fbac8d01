//! For how many inputs the core has functions of their own.

/// Tasks with more inputs are written out. A test of the workspace holds it against the core's own number.
pub(crate) const MOST_INPUTS: usize = 8;
