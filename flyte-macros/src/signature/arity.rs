//! For how many inputs and outputs the core has implementations. A test of the workspace holds these numbers against the core's
//! own.

/// Tasks with more inputs are written out.
pub(crate) const MOST_INPUTS: usize = 8;

/// A tuple of more outputs is refused.
pub(crate) const LONGEST_TUPLE: usize = 12;
