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

/// Python's tags are those of the payloads. Where two are equal the value has to tell which it is, which tokens alone
/// can deny only for equal types and for those whose values say nothing.
pub(super) fn equal_tags(variants: &[Variant], report: &mut Report) {
    let mut seen: Vec<(&Ident, String, String)> = Vec::new();
    for variant in variants {
        let (tag, text, place): (Option<String>, String, &dyn quote::ToTokens) =
            match &variant.payload {
                Payload::Unit => (Some("none".into()), String::new(), &variant.name),
                Payload::One(ty) => (tag_of(ty), types::text(types::unwrapped(ty)), ty),
                Payload::Named(_) => continue,
            };
        let Some(tag) = tag else { continue };
        let alike = |earlier: &&(&Ident, String, String)| {
            earlier.1 == tag && (earlier.2 == text || !TOLD_BY_VALUE.contains(&tag.as_str()))
        };
        match seen.iter().find(alike) {
            Some((earlier, ..)) => report.on(
                place,
                format!(
                    "under `python`, `{earlier}` and `{}` both have the tag `{}`, so nothing tells them apart: drop `python`, or put one of them in a struct",
                    variant.name, tag
                ),
            ),
            None => seen.push((&variant.name, tag, text)),
        }
    }
}

/// The tags of lists and maps, whose items may tell them apart.
const TOLD_BY_VALUE: [&str; 2] = ["Typed List", "Typed Dict"];

/// Whether two variants may have one tag and be told apart by their values.
pub(super) fn may_share_a_tag(variants: &[Variant]) -> bool {
    let shares = |variant: &&Variant| match &variant.payload {
        Payload::Unit => false,
        Payload::Named(_) => true,
        Payload::One(ty) => match tag_of(ty) {
            Some(tag) => {
                TOLD_BY_VALUE.contains(&tag.as_str()) || tag == types::text(types::unwrapped(ty))
            }
            None => true,
        },
    };
    variants.iter().filter(shares).count() > 1
}

/// The tag of a type, as far as tokens tell. A type of the user's is told by its own name.
fn tag_of(ty: &Type) -> Option<String> {
    let ty = types::unwrapped(ty);
    let Type::Path(path) = ty else { return matches!(ty, Type::Tuple(_)).then(|| "none".into()) };
    let name = path.path.segments.last()?.ident.to_string();
    let tag = match name.as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "int",
        "f32" | "f64" => "float",
        "String" | "PathBuf" => "str",
        "bool" => "bool",
        "DateTime" | "NaiveDateTime" | "SystemTime" => "datetime",
        "NaiveDate" => "date",
        "TimeDelta" | "Duration" => "timedelta",
        "Vec" | "HashSet" | "BTreeSet" => "Typed List",
        "HashMap" | "BTreeMap" | "Value" | "LiteralMap" => "Typed Dict",
        _ => return Some(types::text(ty)),
    };
    Some(tag.into())
}
