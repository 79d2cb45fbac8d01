//! Structs as rmp-serde and prost write and read them: each a named map of msgpack in a literal.

use flyte_types::idl::core::{Binary, Literal, scalar};
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::scalars::{collection, scalar, to_collection, to_scalar};

/// The bytes of a list of structs.
pub fn encode<T: Serialize>(rows: &[T]) -> Option<Vec<u8>> {
    let literals: Option<Vec<_>> = rows
        .iter()
        .map(|row| {
            let value = rmp_serde::to_vec_named(row).ok()?.into();
            Some(scalar(scalar::Value::Binary(Binary { value, tag: "msgpack".to_owned() })))
        })
        .collect();
    Some(collection(literals?).encode_to_vec())
}

/// The structs of a list.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<Vec<T>> {
    let row = |literal| match to_scalar(literal)? {
        scalar::Value::Binary(binary) if binary.tag == "msgpack" => {
            rmp_serde::from_slice(&binary.value).ok()
        }
        _ => None,
    };
    to_collection(Literal::decode(bytes).ok()?)?.into_iter().map(row).collect()
}
