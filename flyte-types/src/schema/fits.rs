//! Whether a value of one literal type can be one of another.

use crate::idl::core::literal_type::Type;
use crate::idl::core::{LiteralType, SimpleType};

/// Whether what says that it is a `found` may be read where an `expected` is wanted.
///
/// By kinds alone, inside lists, maps and unions too. Two programs may describe one value in different words: tags,
/// annotations, fields of structs, formats of files and columns of tables don't count here. Whoever reads the value
/// looks at those.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use flyte_types::{FlyteType, schema};
///
/// let (list, text) = (<Vec<i64>>::literal_type(), String::literal_type());
/// assert!(schema::fits(&list, &<Option<Vec<i64>>>::literal_type()));
/// assert!(!schema::fits(&list, &<Vec<f64>>::literal_type()));
/// assert!(!schema::fits(&text, &<BTreeMap<String, i64>>::literal_type()));
/// ```
pub fn fits(found: &LiteralType, expected: &LiteralType) -> bool {
    let (Some(found), Some(wanted)) = (&found.r#type, &expected.r#type) else { return true };
    match (found, wanted) {
        (Type::UnionType(found), _) => found.variants.iter().any(|ty| fits(ty, expected)),
        (_, Type::UnionType(wanted)) => {
            let found = LiteralType { r#type: Some(found.clone()), ..LiteralType::default() };
            wanted.variants.iter().any(|ty| fits(&found, ty))
        }
        // Of an empty list nobody knows what it would hold.
        (Type::CollectionType(found), Type::CollectionType(wanted))
        | (Type::MapValueType(found), Type::MapValueType(wanted)) => {
            is_none(found) || fits(found, wanted)
        }
        (Type::EnumType(_), Type::EnumType(_)) | (Type::Blob(_), Type::Blob(_)) => true,
        (Type::EnumType(_), Type::Simple(simple)) | (Type::Simple(simple), Type::EnumType(_)) => {
            *simple == SimpleType::String as i32
        }
        (Type::Simple(found), Type::Simple(wanted)) => found == wanted,
        (
            Type::StructuredDatasetType(_) | Type::Schema(_),
            Type::StructuredDatasetType(_) | Type::Schema(_),
        ) => true,
        _ => false,
    }
}

fn is_none(ty: &LiteralType) -> bool {
    ty.r#type == Some(Type::Simple(SimpleType::None as i32))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use super::*;
    use crate::schema;
    use crate::{FlyteType, LiteralMap};

    fn is<A: FlyteType, B: FlyteType>() -> bool {
        fits(&A::literal_type(), &B::literal_type())
    }

    #[test]
    fn kinds_decide() {
        assert!(is::<i64, u8>() && is::<f64, f32>() && is::<String, String>());
        assert!(!is::<i64, f64>() && !is::<f64, i64>(), "as the platform has it");
        assert!(!is::<bool, String>() && !is::<Vec<i64>, i64>() && !is::<i64, Vec<i64>>());
        assert!(is::<Vec<Vec<i64>>, Vec<Vec<i64>>>() && !is::<Vec<Vec<i64>>, Vec<Vec<bool>>>());
        assert!(is::<HashMap<String, bool>, BTreeMap<String, bool>>());
        assert!(!is::<BTreeMap<String, i64>, Vec<i64>>());
        assert!(is::<LiteralMap, LiteralMap>() && !is::<LiteralMap, Vec<i64>>());
        let nothing = LiteralType::default();
        assert!(fits(&nothing, &i64::literal_type()) && fits(&i64::literal_type(), &nothing));
    }

    #[test]
    fn one_variant_is_enough() {
        assert!(is::<i64, Option<i64>>() && is::<Option<i64>, i64>());
        assert!(is::<Vec<i64>, Vec<Option<i64>>>() && is::<Option<Vec<i64>>, Option<Vec<i64>>>());
        assert!(!is::<String, Option<i64>>() && !is::<Option<String>, i64>());
    }

    #[test]
    fn words_do_not_count() {
        let named = schema::enumeration(&["a", "b"]);
        assert!(fits(&named, &String::literal_type()) && fits(&String::literal_type(), &named));
        assert!(!fits(&named, &i64::literal_type()));
        let tagged = schema::tagged(i64::literal_type(), "int");
        assert!(fits(&tagged, &i64::literal_type()) && fits(&i64::literal_type(), &tagged));
    }

    #[test]
    fn an_empty_list_fits_every_list() {
        let none = schema::simple(SimpleType::None);
        let list = schema::collection_of(none.clone());
        assert!(fits(&list, &<Vec<String>>::literal_type()) && !fits(&list, &none));
    }
}
