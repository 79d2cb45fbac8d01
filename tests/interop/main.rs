//! flytekit 1.16.31 reads what Rust wrote, and Rust reads what flytekit wrote: files, directories, tables and offloaded
//! values, in folders of this machine and on S3.
//!
//! Both sides run tasks. The file with one side's outputs is, as it is, the file with the other's inputs; flytekit runs as
//! in a container, through its own entry point. `FLYTE_TEST_PYTHON` names a Python with the packages of
//! `requirements.txt`; the gate installs one. Without it each test says so and is done.

mod directories;
mod files;
mod flights;
mod frames;
mod inside;
mod offloaded;
mod passing;
mod peer;
mod place;
mod rows;
mod streams;
mod tables;
