//! The messages of Flyte, as they are written on the wire.
//!
//! Two of the packages of `flyteidl`, the interface of Flyte 1, each a module of the same name:
//! [`core`] is what tasks and the engine exchange, whole; [`admin`] is the specs that entities
//! are registered with. Services and their requests are left out.
//!
//! Names follow the usual rules for protobuf in Rust: nested messages, enumerations and oneofs
//! live in a module named after the message they belong to, so the oneof `value` of
//! [`Literal`](core::Literal) is [`literal::Value`](core::literal::Value). Maps are ordered, which
//! makes the encoding of a message depend on its content alone. What is recursive or large is boxed
//! in its oneof.
//!
//! The structs are written out and maintained by hand; the test `idl` holds them against the
//! descriptors of `flyteidl`.

#![allow(missing_docs, reason = "fields are documented where their names do not say it all")]

pub mod admin;
pub mod core;
