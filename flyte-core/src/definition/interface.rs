//! Interfaces: what generated code asks of the types in a signature.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use flyte_types::idl::core::{self as idl, LiteralType};
use flyte_types::interface::{self, Variable};
use flyte_types::{FlyteType, Outputs, Result, schema, wire};
use prost_types::Struct;

use super::task::Spec;

/// The interface as a message. A variable without a description is described by its name, as flytekit does.
pub fn typed_interface(spec: &Spec) -> idl::TypedInterface {
    let map = |variables: &[Variable]| idl::VariableMap {
        variables: variables
            .iter()
            .map(|variable| {
                let name = variable.name.to_string();
                let description = match variable.description.as_ref() {
                    "" => name.clone(),
                    text => text.to_owned(),
                };
                let ty = Some(variable.ty.clone());
                (name, idl::Variable { r#type: ty, description, ..Default::default() })
            })
            .collect::<BTreeMap<_, _>>(),
    };
    idl::TypedInterface {
        inputs: Some(map(spec.input_variables())),
        outputs: Some(map(spec.output_variables())),
    }
}

/// Reads a literal of `T` and writes it as `T` does: the same value in the one form that this program's values have, whoever
/// wrote it.
pub fn rewrite<T: FlyteType>(literal: &[u8]) -> Result<Bytes> {
    interface::encode_one(&interface::decode_one::<T>(literal)?)
}

/// Whether an input of `T` may be absent.
pub fn is_optional<T: FlyteType>() -> bool {
    T::absent().is_some()
}

/// The hash that the user's function gives a value.
pub fn hash_input<T: FlyteType, H: fmt::Display>(
    literal: &[u8],
    hash: fn(&T) -> H,
) -> Result<String> {
    Ok(hash(&interface::decode_one(literal)?).to_string())
}

/// A literal type with the user's annotation.
pub fn annotated(ty: LiteralType, annotation: Struct) -> LiteralType {
    schema::annotated(ty, annotation)
}

/// What `#[flyte(…)]` on a function may speak of: one output.
#[diagnostic::on_unimplemented(
    message = "`#[flyte]` on a task is about its one output, and `{Self}` has several",
    label = "has several outputs",
    note = "put it on a field of `{Self}`"
)]
pub trait OneOutput: FlyteType {}

#[diagnostic::do_not_recommend]
impl<T: FlyteType> OneOutput for T {}

/// The variable of the one output, with the user's annotation.
pub fn annotated_output<T: OneOutput>(annotation: Struct) -> Vec<Variable> {
    let mut variables = T::variables();
    if let Some(first) = variables.first_mut() {
        first.ty = schema::annotated(std::mem::take(&mut first.ty), annotation);
    }
    variables
}

/// The hash that the user's function gives the one output.
pub fn hash_output<T: OneOutput, H: fmt::Display>(
    literal: &[u8],
    hash: fn(&T) -> H,
) -> Result<String> {
    hash_input(literal, hash)
}

/// One value as a literal with the hash that the user's function gives it.
pub fn encode_hashed<T: FlyteType, H: fmt::Display>(value: &T, hash: fn(&T) -> H) -> Result<Bytes> {
    Ok(wire::with_hash(interface::encode_one(value)?, &hash(value).to_string()))
}
