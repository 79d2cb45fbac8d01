//! Primitives out of encoded literals, for conditions.

use super::literal::{Kind, Literal};
use crate::error::Result;

/// A primitive value. Times and spans are whole seconds: that is what conditions compare.
#[derive(Clone, Debug, PartialEq)]
pub enum Primitive {
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// Text.
    Text(String),
    /// A boolean.
    Boolean(bool),
    /// Seconds since the epoch, rounded down.
    Datetime(i64),
    /// Seconds, rounded towards zero.
    Duration(i64),
}

/// The primitive that a literal is; `None` if it is something else.
pub fn primitive(literal: &[u8]) -> Result<Option<Primitive>> {
    Ok(Some(match Literal::parse(literal)?.kind {
        Kind::Integer(value) => Primitive::Integer(value),
        Kind::Float(value) => Primitive::Float(value),
        Kind::Text(value) => Primitive::Text(value.to_owned()),
        Kind::Boolean(value) => Primitive::Boolean(value),
        Kind::Datetime { seconds, .. } => Primitive::Datetime(seconds),
        Kind::Duration { seconds, .. } => Primitive::Duration(seconds),
        _ => return Ok(None),
    }))
}
