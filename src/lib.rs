//! Typed Flyte pipelines in Rust.
