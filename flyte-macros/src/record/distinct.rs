//! What must differ: names on the wire, and the tags of an enum's variants.

use syn::{Ident, Type};

use super::model::{Payload, Variant};
use crate::report::Report;
use crate::types;

/// Two of one name would be one on the wire.
pub(super) fn unique<'a>(
    names: impl Iterator<Item = (&'a Ident, &'a str)>,
    what: &str,
    report: &mut Report,
) {
    let mut seen: Vec<(&Ident, &str)> = Vec::new();
    for (name, wire) in names {
        if let Some((earlier, _)) = seen.iter().find(|(_, earlier)| *earlier == wire) {
            report.at(
                name.span(),
                format!("two {what} are called `{wire}` on the wire, `{earlier}` and `{name}`: rename one of them"),
            );
        }
        seen.push((name, wire));
    }
}

/// Python's tags are those of the payloads: two equal ones can't be told apart.
pub(super) fn equal_tags(variants: &[Variant], report: &mut Report) {
    let mut seen: Vec<(&Ident, String)> = Vec::new();
    for variant in variants {
        let (tag, place): (Option<String>, &dyn quote::ToTokens) = match &variant.payload {
            Payload::Unit => (Some("none".into()), &variant.name),
            Payload::One(ty) => (tag_of(ty), ty),
            Payload::Named(_) => (Some("Object-Dataclass-Transformer".into()), &variant.name),
        };
        let Some(tag) = tag else { continue };
        match seen.iter().find(|(_, earlier)| *earlier == tag) {
            Some((earlier, _)) => report.on(
                place,
                format!(
                    "under `python`, `{earlier}` and `{}` both have the tag `{tag}`, so nothing tells them apart: drop `python`, or put one of them in a struct",
                    variant.name
                ),
            ),
            None => seen.push((&variant.name, tag)),
        }
    }
}

/// The tag of a type, as far as tokens tell. A type of the user's is told by its own name.
fn tag_of(ty: &Type) -> Option<String> {
    let ty = types::unwrapped(ty);
    let Type::Path(path) = ty else { return matches!(ty, Type::Tuple(_)).then(|| "none".into()) };
    let name = path.path.segments.last()?.ident.to_string();
    let tag = match name.as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "int",
        "f32" | "f64" => "float",
        "String" => "str",
        "bool" => "bool",
        "DateTime" => "datetime",
        "NaiveDate" => "date",
        "TimeDelta" | "Duration" => "timedelta",
        "Vec" => "Typed List",
        "HashMap" | "BTreeMap" | "Value" | "LiteralMap" => "Typed Dict",
        _ => return Some(types::text(ty)),
    };
    Some(tag.into())
}
