//! What several test binaries share.

pub mod place;
pub mod program;
pub mod raw;
pub mod rows;
pub mod s3;
