//! Literal types in a few words, as Flyte's own documentation spells them: `int`, `list[float]`, `map[str]`,
//! `Model`, `int?`. A literal type doesn't know which Rust type it came from (`i32` and `u64` are both
//! `int`), so Rust's names would pretend to more than there is.

use crate::idl::core::blob_type::BlobDimensionality;
use crate::idl::core::literal_type::Type;
use crate::idl::core::{LiteralType, SimpleType, UnionType};
use crate::wire::Step;

/// How deep lists, maps and unions are spelled out.
const DEPTH: usize = 8;

/// A literal type as a person reads it.
pub fn describe(ty: &LiteralType) -> String {
    describe_within(ty, DEPTH)
}

/// The type of the part of a value that `steps` lead to, as far as the type tells.
pub fn describe_at(ty: &LiteralType, steps: &[Step]) -> Option<String> {
    let mut ty = ty;
    for step in steps {
        ty = part(ty, step)?;
    }
    Some(describe(ty))
}

fn part<'a>(ty: &'a LiteralType, step: &Step) -> Option<&'a LiteralType> {
    match (ty.r#type.as_ref()?, step) {
        (Type::CollectionType(item), Step::Index(_)) => Some(item),
        (Type::MapValueType(value), Step::Key(_) | Step::Name(_)) => Some(value),
        (Type::Simple(_), Step::Name(name)) => {
            ty.structure.as_ref()?.dataclass_type.get(name.as_ref())
        }
        _ => None,
    }
}

fn describe_within(ty: &LiteralType, depth: usize) -> String {
    let Some(kind) = &ty.r#type else { return "any".to_owned() };
    if depth == 0 {
        return "…".to_owned();
    }
    match kind {
        Type::Simple(simple) => describe_simple(ty, *simple),
        Type::CollectionType(item) => format!("list[{}]", describe_within(item, depth - 1)),
        Type::MapValueType(value) => format!("map[{}]", describe_within(value, depth - 1)),
        Type::UnionType(union) => describe_union(union, depth - 1),
        Type::EnumType(values) => match values.values.as_slice() {
            few @ [_, ..] if few.len() <= 4 => few.join("|"),
            many => format!("enum of {}", many.len()),
        },
        Type::Blob(blob) => {
            let what = match blob.dimensionality == BlobDimensionality::Multipart as i32 {
                true => "directory",
                false => "file",
            };
            with_format(what, &blob.format)
        }
        Type::StructuredDatasetType(dataset) => with_format("dataset", &dataset.format),
        Type::Schema(_) => "schema".to_owned(),
    }
}

fn with_format(what: &str, format: &str) -> String {
    if format.is_empty() { what.to_owned() } else { format!("{what}[{format}]") }
}

fn describe_simple(ty: &LiteralType, simple: i32) -> String {
    let word = match SimpleType::try_from(simple) {
        Ok(SimpleType::None) => "none",
        Ok(SimpleType::Integer) => "int",
        Ok(SimpleType::Float) => "float",
        Ok(SimpleType::String) => "str",
        Ok(SimpleType::Boolean) => "bool",
        Ok(SimpleType::Datetime) => "datetime",
        Ok(SimpleType::Duration) => "duration",
        Ok(SimpleType::Binary) => "binary",
        Ok(SimpleType::Error) => "error",
        Ok(SimpleType::Struct) => return struct_title(ty).unwrap_or("struct").to_owned(),
        Err(_) => "any",
    };
    word.to_owned()
}

/// The name that a struct's JSON schema gives it.
fn struct_title(ty: &LiteralType) -> Option<&str> {
    use prost_types::value::Kind;
    let text = |key: &str| match ty.metadata.as_ref()?.fields.get(key)?.kind.as_ref()? {
        Kind::StringValue(text) => Some(text.as_str()),
        _ => None,
    };
    text("title").or_else(|| text("$ref")?.rsplit('/').next()).filter(|title| !title.is_empty())
}

fn describe_union(union: &UnionType, depth: usize) -> String {
    let is_none = |ty: &LiteralType| ty.r#type == Some(Type::Simple(SimpleType::None as i32));
    let mut words: Vec<String> = Vec::new();
    let mut optional = false;
    for variant in &union.variants {
        let tag = variant.structure.as_ref().map_or("", |structure| structure.tag.as_str());
        if is_none(variant) && (tag.is_empty() || tag == "none") {
            optional = true;
            continue;
        }
        let word = match is_none(variant) {
            true => tag.to_owned(),
            false => describe_within(variant, depth),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.len() > 4 {
        words = vec![format!("any of {}", words.len())];
    }
    let joined = words.join(" | ");
    match (optional, words.len()) {
        (true, 0) => "none".to_owned(),
        (true, 1) => format!("{joined}?"),
        (true, _) => format!("({joined})?"),
        (false, _) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idl::core::{BlobType, EnumType, TypeStructure};

    fn of(kind: Type) -> LiteralType {
        LiteralType { r#type: Some(kind), ..Default::default() }
    }

    fn simple(kind: SimpleType) -> LiteralType {
        of(Type::Simple(kind as i32))
    }

    #[test]
    fn types_read_as_flyte_spells_them() {
        let int = simple(SimpleType::Integer);
        let none = simple(SimpleType::None);
        let list = of(Type::CollectionType(Box::new(simple(SimpleType::Float))));
        let union = |variants| of(Type::UnionType(UnionType { variants }));
        assert_eq!(describe(&list), "list[float]");
        assert_eq!(describe(&of(Type::MapValueType(Box::new(list.clone())))), "map[list[float]]");
        assert_eq!(describe(&union(vec![int.clone(), none.clone()])), "int?");
        assert_eq!(describe(&union(vec![int.clone(), list, none])), "(int | list[float])?");
        assert_eq!(
            describe(&of(Type::EnumType(EnumType { values: vec!["a".into(), "b".into()] }))),
            "a|b"
        );
        assert_eq!(
            describe(&of(Type::Blob(BlobType { format: "csv".into(), dimensionality: 0 }))),
            "file[csv]"
        );
        assert_eq!(describe(&LiteralType::default()), "any");
    }

    #[test]
    fn fields_have_the_types_of_the_structure() {
        let mut model = simple(SimpleType::Struct);
        let layers = of(Type::CollectionType(Box::new(simple(SimpleType::Integer))));
        let fields = [("layers".to_owned(), layers)].into();
        model.structure = Some(TypeStructure { tag: String::new(), dataclass_type: fields });
        let steps = [Step::Name("layers".into()), Step::Index(0)];
        assert_eq!(describe_at(&model, &steps).as_deref(), Some("int"));
        assert_eq!(describe_at(&model, &[Step::Name("other".into())]), None);
        assert_eq!(describe(&model), "struct");
    }
}
