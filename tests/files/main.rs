//! Files and directories as values: made, handed over, passed on, read; on local files, memory and S3.

mod caching;
mod directories;
mod examples;
mod faults;
mod large;
mod local;
mod places;
mod processes;
mod shared;
mod spawned;
mod stored;
mod tables;
mod values;
