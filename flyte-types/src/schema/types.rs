//! Literal types.

use prost_types::Struct;

use super::json;
use crate::idl::core::blob_type::BlobDimensionality;
use crate::idl::core::literal_type::Type;
use crate::idl::core::{
    BlobType, EnumType, LiteralType, SimpleType, StructuredDatasetType, TypeAnnotation,
    TypeStructure, UnionType,
};

fn of(ty: Type) -> LiteralType {
    LiteralType { r#type: Some(ty), ..LiteralType::default() }
}

/// A type without parts.
pub fn simple(ty: SimpleType) -> LiteralType {
    of(Type::Simple(ty.into()))
}

/// A list of these.
pub fn collection_of(item: LiteralType) -> LiteralType {
    of(Type::CollectionType(Box::new(item)))
}

/// A map from text to these.
pub fn map_of(value: LiteralType) -> LiteralType {
    of(Type::MapValueType(Box::new(value)))
}

/// One of these texts, in declaration order.
pub fn enumeration(values: &[&str]) -> LiteralType {
    of(Type::EnumType(EnumType { values: values.iter().map(|value| (*value).into()).collect() }))
}

/// A union of these variants, each with its tag. A variant that is a union itself gives its own
/// variants, and none comes twice: the platform's compiler doesn't flatten.
pub fn union_of(variants: Vec<LiteralType>) -> LiteralType {
    let mut flat: Vec<LiteralType> = Vec::new();
    for variant in variants {
        let inner = match variant.r#type {
            Some(Type::UnionType(inner)) => inner.variants,
            _ => vec![variant],
        };
        for variant in inner {
            if !flat.contains(&variant) {
                flat.push(variant);
            }
        }
    }
    of(Type::UnionType(UnionType { variants: flat }))
}

/// The same type as a variant of a union. The tag takes the place of the whole structure: a struct
/// loses the types of its fields there.
pub fn tagged(ty: LiteralType, tag: &str) -> LiteralType {
    let structure = TypeStructure { tag: tag.into(), ..TypeStructure::default() };
    LiteralType { structure: Some(structure), ..ty }
}

/// A struct with this JSON schema and these fields.
pub fn structure<'a>(
    schema: Struct,
    fields: impl IntoIterator<Item = (&'a str, LiteralType)>,
) -> LiteralType {
    let fields = fields.into_iter().map(|(name, ty)| (name.to_owned(), ty)).collect();
    LiteralType {
        metadata: Some(schema),
        structure: Some(TypeStructure { dataclass_type: fields, ..TypeStructure::default() }),
        ..dict()
    }
}

/// An untyped dict: a struct about which nothing is said but that it is written as msgpack.
pub fn dict() -> LiteralType {
    let format = json::fields([("serialization-format", json::text("msgpack"))]);
    annotated(
        simple(SimpleType::Struct),
        json::fields([("cache-key-metadata", json::object(format))]),
    )
}

/// The same type with an annotation. What is annotated already stays as it is.
pub fn annotated(ty: LiteralType, annotations: Struct) -> LiteralType {
    let mut merged =
        ty.annotation.and_then(|annotation| annotation.annotations).unwrap_or_default();
    for (key, value) in annotations.fields {
        merged.fields.entry(key).or_insert(value);
    }
    LiteralType { annotation: Some(TypeAnnotation { annotations: Some(merged) }), ..ty }
}

/// A file, or a directory, of this format; an empty one is any.
pub fn blob(format: &str, directory: bool) -> LiteralType {
    let dimensionality =
        if directory { BlobDimensionality::Multipart } else { BlobDimensionality::Single };
    of(Type::Blob(BlobType { format: format.into(), dimensionality: dimensionality.into() }))
}

/// A table.
pub fn dataset(ty: StructuredDatasetType) -> LiteralType {
    of(Type::StructuredDatasetType(ty))
}

/// What flytekit says of a Python class that has no literal: a pickle. Such a type occurs only
/// among the fields of a struct, where the value is msgpack all the same.
pub fn pickle(class: &str) -> LiteralType {
    LiteralType {
        metadata: Some(json::fields([("python_class_name", json::text(class))])),
        ..of(Type::Blob(BlobType {
            format: "PythonPickle".into(),
            dimensionality: BlobDimensionality::Single.into(),
        }))
    }
}
