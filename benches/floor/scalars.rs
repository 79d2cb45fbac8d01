//! Scalars and lists as prost writes and reads them: a tree of messages, and its bytes.

use flyte_types::idl::core::{
    Literal, LiteralCollection, Primitive, Scalar, literal, primitive, scalar,
};
use prost::Message;

/// An integer as a literal.
pub fn integer(value: i64) -> Literal {
    primitive(primitive::Value::Integer(value))
}

/// Text as a literal.
pub fn text(value: &str) -> Literal {
    primitive(primitive::Value::StringValue(value.to_owned()))
}

/// The bytes of an integer.
pub fn encode_integer(value: i64) -> Vec<u8> {
    integer(value).encode_to_vec()
}

/// The bytes of text.
pub fn encode_text(value: &str) -> Vec<u8> {
    text(value).encode_to_vec()
}

/// The integer in these bytes.
pub fn decode_integer(bytes: &[u8]) -> Option<i64> {
    to_integer(Literal::decode(bytes).ok()?)
}

/// The text in these bytes.
pub fn decode_text(bytes: &[u8]) -> Option<String> {
    match to_primitive(Literal::decode(bytes).ok()?)? {
        primitive::Value::StringValue(value) => Some(value),
        _ => None,
    }
}

/// The bytes of a list of integers.
pub fn encode_integers(values: &[i64]) -> Vec<u8> {
    let literals = values.iter().map(|value| integer(*value)).collect();
    collection(literals).encode_to_vec()
}

/// The integers of a list.
pub fn decode_integers(bytes: &[u8]) -> Option<Vec<i64>> {
    to_collection(Literal::decode(bytes).ok()?)?.into_iter().map(to_integer).collect()
}

/// A list of literals.
pub(crate) fn collection(literals: Vec<Literal>) -> Literal {
    let value = literal::Value::Collection(LiteralCollection { literals });
    Literal { value: Some(value), ..Default::default() }
}

/// The literals of a list.
pub(crate) fn to_collection(literal: Literal) -> Option<Vec<Literal>> {
    match literal.value? {
        literal::Value::Collection(list) => Some(list.literals),
        _ => None,
    }
}

/// A literal that is a scalar.
pub(crate) fn scalar(value: scalar::Value) -> Literal {
    let scalar = Scalar { value: Some(value) };
    Literal { value: Some(literal::Value::Scalar(scalar.into())), ..Default::default() }
}

/// The scalar that a literal is.
pub(crate) fn to_scalar(literal: Literal) -> Option<scalar::Value> {
    match literal.value? {
        literal::Value::Scalar(scalar) => scalar.value,
        _ => None,
    }
}

fn primitive(value: primitive::Value) -> Literal {
    scalar(scalar::Value::Primitive(Primitive { value: Some(value) }))
}

fn to_primitive(literal: Literal) -> Option<primitive::Value> {
    match to_scalar(literal)? {
        scalar::Value::Primitive(primitive) => primitive.value,
        _ => None,
    }
}

fn to_integer(literal: Literal) -> Option<i64> {
    match to_primitive(literal)? {
        primitive::Value::Integer(value) => Some(value),
        _ => None,
    }
}
