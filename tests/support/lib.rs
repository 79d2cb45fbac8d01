//! What several test binaries share.

pub mod emulators;
mod gcs;
pub mod memory;
pub mod place;
pub mod program;
pub mod raw;
pub mod rows;
pub mod s3;
