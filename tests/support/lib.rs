//! What several test binaries share.

pub mod program;
pub mod rows;
pub mod s3;
