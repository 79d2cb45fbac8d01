//! Literal types and JSON schemas, put together.
