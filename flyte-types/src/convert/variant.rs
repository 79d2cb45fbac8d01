//! The types of union variants, as they are and as bytes.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use bytes::Bytes;
use prost::Message;

use super::FlyteType;
use crate::idl::core::blob_type::BlobDimensionality;
use crate::idl::core::literal_type::Type;
use crate::idl::core::{LiteralType, SimpleType};
use crate::schema;

/// The tags that more than one type has.
pub(crate) const LIST: &str = "Typed List";
pub(crate) const DICT: &str = "Typed Dict";
pub(crate) const UNION: &str = "Typed Union";
pub(crate) const STRUCT: &str = "Object-Dataclass-Transformer";
pub(crate) const PYDANTIC: &str = "Pydantic Transformer";
pub(crate) const ENUM: &str = "DefaultEnumTransformer";

/// The type of none with its tag, encoded.
pub(crate) const NONE: &[u8] = b"\x08\x00\x5a\x06\x0a\x04none";

/// The type of none as the last variant of an `Option`.
pub(crate) fn none() -> LiteralType {
    schema::tagged(schema::simple(SimpleType::None), "none")
}

/// The tagged type of `T`, encoded. Building it takes far longer than writing most values, so it is
/// built once per type.
pub(crate) fn encoded_type<T: FlyteType>() -> Bytes {
    static TYPES: LazyLock<RwLock<HashMap<TypeId, Bytes>>> = LazyLock::new(RwLock::default);

    let id = TypeId::of::<T>();
    if let Some(known) = TYPES.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return known.clone();
    }
    // Built outside the lock: `literal_type` is the user's code, and may come here again.
    let ty = schema::tagged(T::literal_type(), T::UNION_TAG);
    let encoded = Bytes::from(ty.encode_to_vec());
    let mut types = TYPES.write().unwrap_or_else(PoisonError::into_inner);
    types.entry(id).or_insert(encoded).clone()
}

/// The variants of a union that contains a field of this type, each with the tag of the type.
pub(crate) fn of_field(ty: LiteralType) -> Vec<LiteralType> {
    let tag = match &ty.r#type {
        Some(Type::UnionType(union)) => return union.variants.clone(),
        Some(Type::Simple(simple)) => match SimpleType::try_from(*simple) {
            Ok(SimpleType::None) => "none",
            Ok(SimpleType::Integer) => "int",
            Ok(SimpleType::Float) => "float",
            Ok(SimpleType::String) => "str",
            Ok(SimpleType::Boolean) => "bool",
            Ok(SimpleType::Datetime) => "datetime",
            Ok(SimpleType::Duration) => "timedelta",
            Ok(SimpleType::Error) => "FlyteError",
            Ok(SimpleType::Struct) if ty.metadata.is_some() => STRUCT,
            Ok(SimpleType::Struct) => DICT,
            Ok(SimpleType::Binary) | Err(_) => "",
        },
        Some(Type::CollectionType(_)) => LIST,
        Some(Type::MapValueType(_)) => DICT,
        Some(Type::EnumType(_)) => ENUM,
        Some(Type::Blob(blob)) if blob.format == "PythonPickle" => "FlytePickle",
        Some(Type::Blob(blob)) if blob.dimensionality == BlobDimensionality::Multipart as i32 => {
            "FlyteDirectory"
        }
        Some(Type::Blob(_)) => "FlyteFilePath",
        Some(Type::StructuredDatasetType(_)) => "StructuredDataset Transformer",
        Some(Type::Schema(_)) | None => "",
    };
    vec![schema::tagged(ty, tag)]
}
