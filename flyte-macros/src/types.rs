//! What tokens alone tell about a type. Everything else is a question to the type system.

mod refused;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

pub(crate) use refused::{Place, check, check_generics, check_output};

/// The `T` of `Result<T, …>`.
pub(crate) fn result_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = unwrapped(ty) else { return None };
    let segment = path.path.segments.last()?;
    (segment.ident == "Result").then(|| arguments(segment).next()).flatten()
}

/// A type without the parentheses and groups around it.
pub(crate) fn unwrapped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => unwrapped(&group.elem),
        Type::Paren(paren) => unwrapped(&paren.elem),
        other => other,
    }
}

/// The types in the angle brackets of a path's last part.
pub(crate) fn arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let listed = match &segment.arguments {
        PathArguments::AngleBracketed(list) => Some(list.args.iter()),
        _ => None,
    };
    listed.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Whether `ty` names `name` anywhere, also inside angle brackets, tuples and arrays.
pub(crate) fn mentions(ty: &Type, name: &syn::Ident) -> bool {
    match ty {
        Type::Group(group) => mentions(&group.elem, name),
        Type::Paren(paren) => mentions(&paren.elem, name),
        Type::Array(array) => mentions(&array.elem, name),
        Type::Slice(slice) => mentions(&slice.elem, name),
        Type::Tuple(tuple) => tuple.elems.iter().any(|elem| mentions(elem, name)),
        Type::Path(path) => {
            let own = path.path.is_ident(name) || path.path.is_ident("Self");
            own || path
                .path
                .segments
                .iter()
                .any(|segment| arguments(segment).any(|ty| mentions(ty, name)))
        }
        _ => false,
    }
}

/// Whether tokens tell that a type is a table, or a collection of tables.
pub(crate) fn is_table(ty: &Type) -> bool {
    let Type::Path(path) = unwrapped(ty) else { return false };
    let Some(segment) = path.path.segments.last() else { return false };
    let inner = match () {
        () if segment.ident == "StructuredDataset" => return true,
        () if segment.ident == "Option" || segment.ident == "Vec" => arguments(segment).next(),
        () if segment.ident == "BTreeMap" || segment.ident == "HashMap" => {
            arguments(segment).nth(1)
        }
        () => None,
    };
    inner.is_some_and(is_table)
}

/// The one word that most types are.
fn word(ty: &Type) -> Option<&Ident> {
    match unwrapped(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// Where a type stands. The general way makes tokens of it, only to look at the first and the last.
pub(crate) fn span(ty: &Type) -> Span {
    word(ty).map_or_else(|| ty.span(), Ident::span)
}

/// The type as users write it, without the spaces between tokens.
pub(crate) fn text(ty: &Type) -> String {
    if let Some(word) = word(ty) {
        return word.to_string();
    }
    let spaced = ty.to_token_stream().to_string();
    if !spaced.contains(' ') {
        return spaced;
    }
    let mut text = String::with_capacity(spaced.len());
    let mut rest = spaced.chars().peekable();
    while let Some(c) = rest.next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        if c != ' ' {
            text.push(c);
            continue;
        }
        let before = text.chars().last();
        let after = rest.peek().copied();
        let between_words = before.is_some_and(word) && after.is_some_and(word);
        if between_words
            || matches!(before, Some(',' | ';' | '='))
            || matches!(after, Some('=' | '+'))
            || before == Some('+')
        {
            text.push(' ');
        }
    }
    text
}

fn last_name(ty: &Type) -> Option<&syn::Ident> {
    match unwrapped(ty) {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// Whether a type is a primitive one, by its name.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    word(ty).is_some_and(|word| PRIMITIVES.iter().any(|primitive| word == primitive))
}

/// Names of primitive types: a task so named would hide the type.
pub(crate) const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
    "u128", "usize", "f32", "f64",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_as_text() {
        for ty in
            ["HashMap<String, Vec<Option<i64>>>", "(i64, String)", "&'a str", "<T as Trait>::Value"]
        {
            let parsed: Type = syn::parse_str(ty).expect("a type");
            assert_eq!(
                text(&parsed).replace('>', "> ").replace("> >", ">>"),
                ty.replace('>', "> ").replace("> >", ">>")
            );
        }
    }
}
