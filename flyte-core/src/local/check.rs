//! Outputs are held against what was declared before anybody sees them: their number and their kinds.

use bytes::Bytes;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::idl::core::{LiteralType, SimpleType};
use flyte_types::interface::Variable;
use flyte_types::wire::{Kind, Literal};

use crate::error::Error;
use crate::value::check_types;

/// Whether these outputs are what `declared` says.
pub(crate) fn outputs(declared: &[Variable], outputs: &[Bytes]) -> Result<(), Error> {
    if declared.len() != outputs.len() {
        let why = format!("{} declared, {} given", count(declared.len(), "output"), outputs.len());
        return Err(Error::fatal(why));
    }
    declared.iter().zip(outputs).try_for_each(|(variable, value)| {
        one(variable, value)
            .map_err(|why| Error::fatal(format!("output `{}`: {why}", variable.name)))
    })
}

/// Whether these inputs are what `declared` says. An empty one isn't there: whoever reads it says whether that is
/// fine.
pub(crate) fn inputs(declared: &[Variable], inputs: &[Bytes]) -> Result<(), Error> {
    if declared.len() != inputs.len() {
        let why = format!("{} declared, {} given", count(declared.len(), "input"), inputs.len());
        return Err(Error::fatal(why));
    }
    let given = declared.iter().zip(inputs).filter(|(_, value)| !value.is_empty());
    given.into_iter().try_for_each(|(variable, value)| {
        if is_field(value) {
            return Ok(());
        }
        one(variable, value).map_err(|why| Error::fatal(why).input(&variable.name))
    })
}

/// A field of a struct comes as it is packed, whatever its type; whoever reads it says whether it fits.
fn is_field(value: &Bytes) -> bool {
    Literal::parse(value).is_ok_and(|literal| matches!(literal.kind, Kind::Binary { .. }))
}

fn one(variable: &Variable, value: &Bytes) -> Result<(), String> {
    let literal = Literal::parse(value).map_err(|error| error.to_string())?;
    if let Kind::Offloaded(_) = literal.kind {
        return check_types(value, &variable.ty).map_err(|error| error.to_string());
    }
    if fits(&variable.ty, &literal.kind) {
        return Ok(());
    }
    Err(format!("expected {}, found {}", noun(&variable.ty), literal.describe()))
}

/// By kind alone: what is inside was written by a conversion that knows its type. Bare values fit where a union is
/// declared.
fn fits(ty: &LiteralType, kind: &Kind<'_>) -> bool {
    let Some(ty) = &ty.r#type else { return true };
    if let Kind::Unset = kind {
        return matches!(ty, Type::UnionType(_));
    }
    match ty {
        Type::Simple(simple) => match SimpleType::try_from(*simple) {
            Ok(SimpleType::None) => matches!(kind, Kind::None),
            Ok(SimpleType::Integer) => matches!(kind, Kind::Integer(_)),
            Ok(SimpleType::Float) => matches!(kind, Kind::Float(_) | Kind::Integer(_)),
            Ok(SimpleType::String) => matches!(kind, Kind::Text(_)),
            Ok(SimpleType::Boolean) => matches!(kind, Kind::Boolean(_)),
            Ok(SimpleType::Datetime) => matches!(kind, Kind::Datetime { .. } | Kind::Text(_)),
            Ok(SimpleType::Duration) => {
                matches!(kind, Kind::Duration { .. } | Kind::Float(_) | Kind::Text(_))
            }
            Ok(SimpleType::Binary) => matches!(kind, Kind::Binary { .. }),
            Ok(SimpleType::Error) => matches!(kind, Kind::Error(_)),
            Ok(SimpleType::Struct) => matches!(kind, Kind::Binary { .. } | Kind::Generic(_)),
            Err(_) => true,
        },
        Type::CollectionType(_) => matches!(kind, Kind::Collection(_) | Kind::Binary { .. }),
        Type::MapValueType(_) => matches!(kind, Kind::Map(_) | Kind::Binary { .. }),
        Type::EnumType(_) => matches!(kind, Kind::Text(_)),
        Type::Blob(_) => matches!(kind, Kind::Blob(_)),
        Type::StructuredDatasetType(_) | Type::Schema(_) => {
            matches!(kind, Kind::StructuredDataset(_) | Kind::Schema(_))
        }
        Type::UnionType(_) => true,
    }
}

fn noun(ty: &LiteralType) -> &'static str {
    match &ty.r#type {
        Some(Type::Simple(simple)) => match SimpleType::try_from(*simple) {
            Ok(SimpleType::None) => "none",
            Ok(SimpleType::Integer) => "an integer",
            Ok(SimpleType::Float) => "a float",
            Ok(SimpleType::String) => "a string",
            Ok(SimpleType::Boolean) => "a boolean",
            Ok(SimpleType::Datetime) => "a datetime",
            Ok(SimpleType::Duration) => "a duration",
            Ok(SimpleType::Binary) => "binary data",
            Ok(SimpleType::Error) => "an error",
            Ok(SimpleType::Struct) => "a struct",
            Err(_) => "something",
        },
        Some(Type::CollectionType(_)) => "a list",
        Some(Type::MapValueType(_)) => "a map",
        Some(Type::EnumType(_)) => "the name of a variant",
        Some(Type::Blob(_)) => "a file or directory",
        Some(Type::StructuredDatasetType(_) | Type::Schema(_)) => "a structured dataset",
        Some(Type::UnionType(_)) => "a variant of a union",
        None => "something",
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what} is"),
        _ => format!("{number} {what}s are"),
    }
}
