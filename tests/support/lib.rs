//! What several test binaries share.

pub mod s3;
