//! What several test binaries share.

pub mod rows;
pub mod s3;
