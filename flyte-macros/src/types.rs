//! What tokens alone tell about a type: the ones that can never travel are refused here, in words that name the
//! type to write. Everything else is a question to the type system.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, PathSegment, ReturnType, Type};

use crate::report::Report;

/// Where a type stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// An input of a task or workflow.
    Input,
    /// An output of a task or workflow.
    Output,
    /// A field of a struct or enum.
    Field,
}

/// Checks a type, and the types in its angle brackets.
pub(crate) fn check(ty: &Type, place: Place, report: &mut Report) {
    match ty {
        Type::Group(group) => check(&group.elem, place, report),
        Type::Paren(paren) => check(&paren.elem, place, report),
        Type::Reference(reference) => {
            let write = match &*reference.elem {
                Type::Slice(slice) => format!("Vec<{}>", text(&slice.elem)),
                Type::Path(path) if path.path.is_ident("str") => String::from("String"),
                other => text(other),
            };
            report.on(ty, format!("a reference can't travel between tasks: write `{write}`"));
        }
        Type::Slice(slice) => {
            report.on(ty, format!("a slice can't travel between tasks: write `Vec<{}>`", text(&slice.elem)));
        }
        Type::Array(array) => {
            report.on(ty, format!("an array can't travel between tasks: write `Vec<{}>`", text(&array.elem)));
        }
        Type::ImplTrait(_) => {
            report.on(ty, "`impl Trait` names no type: the signature is the interface, write a concrete type");
        }
        Type::Infer(_) => {
            report.on(ty, "the signature is the interface: write the type");
        }
        Type::TraitObject(_) => report.on(
            ty,
            "a trait object can't travel between tasks: write a type with `#[derive(FlyteType)]`, or an enum of the choices",
        ),
        Type::FnPtr(_) | Type::Ptr(_) => {
            report.on(ty, "a pointer can't travel between tasks: write a type with `#[derive(FlyteType)]`");
        }
        Type::Never(_) => report.on(ty, "a task that never returns has no outputs: write `()`"),
        // The platform refuses an input of the type none; anywhere else a none is a value.
        Type::Tuple(tuple) if tuple.elems.is_empty() && place == Place::Input => {
            report.on(ty, "an input of `()` carries nothing: leave it out");
        }
        Type::Tuple(tuple) if tuple.elems.is_empty() => {}
        Type::Tuple(_) => report.on(
            ty,
            match place {
                Place::Input => "a tuple can't be an input: write several inputs, or a struct with `#[derive(FlyteType)]`",
                Place::Output => "a tuple can't stand inside an output: write a struct with `#[derive(FlyteType)]`",
                Place::Field => "a tuple can't be a field: write a struct with `#[derive(FlyteType)]`",
            },
        ),
        Type::Path(path) => {
            if let Some(segment) = path.path.segments.last() {
                let plain = path.qself.is_none() && path.path.segments.len() == 1;
                segment_of(ty, segment, plain, place, report);
            }
        }
        _ => {}
    }
}

/// Checks the outputs: `T`, `Result<T, E>`, or a tuple of `T`.
pub(crate) fn check_output(output: &ReturnType, report: &mut Report) {
    let ReturnType::Type(_, ty) = output else { return };
    let ty = result_of(ty).unwrap_or(ty);
    match unwrapped(ty) {
        Type::Tuple(tuple) => {
            for elem in &tuple.elems {
                check(elem, Place::Output, report);
            }
        }
        other => check(other, Place::Output, report),
    }
}

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
    match ty {
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

fn segment_of(ty: &Type, segment: &PathSegment, plain: bool, place: Place, report: &mut Report) {
    let name = segment.ident.to_string();
    if plain {
        let write = match name.as_str() {
            "usize" => Some("its width differs between machines: write `u64` or `i64`"),
            "isize" => Some("its width differs between machines: write `i64`"),
            "u128" | "i128" => Some("Flyte's integers have 64 bits: write `i64`, or `String`"),
            "char" => Some("Flyte has text, not single characters: write `String`"),
            "str" => Some("it has no size: write `String`"),
            _ => None,
        };
        if let Some(write) = write {
            report.on(ty, format!("`{name}` can't travel between tasks; {write}"));
            return;
        }
    }
    if name == "Bytes" && place != Place::Field && segment.arguments.is_none() {
        report.on(
            ty,
            "raw bytes can't travel by themselves: put `Bytes` in a struct with `#[derive(FlyteType)]`, or use `FlyteFile`",
        );
        return;
    }
    if name == "Option"
        && let Some(inner) = arguments(segment).next()
        && last_name(inner).is_some_and(|name| name == "Option")
    {
        report.on(ty, format!("an optional has one level on the wire: write `{}`", text(inner)));
        return;
    }
    if matches!(name.as_str(), "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock")
        && let Some(inner) = arguments(segment).next()
    {
        report.on(
            ty,
            format!(
                "`{name}` belongs to one process and can't travel between tasks: write `{}`",
                text(inner)
            ),
        );
        return;
    }
    if matches!(name.as_str(), "Promise") && place != Place::Field {
        let inner = arguments(segment).next().map_or_else(|| String::from("i64"), text);
        report.on(
            ty,
            format!("a signature names values, the macro makes promises of them: write `{inner}`"),
        );
        return;
    }
    // What else has arguments decides for itself what they mean.
    if matches!(name.as_str(), "Option" | "Vec" | "HashMap" | "BTreeMap" | "Box") {
        for argument in arguments(segment) {
            check(argument, place, report);
        }
    }
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

/// Refuses `generics`, wherever they are.
pub(crate) fn check_generics(generics: &syn::Generics, what: &str, report: &mut Report) {
    for parameter in &generics.params {
        match parameter {
            syn::GenericParam::Lifetime(lifetime) => report.on(
                lifetime,
                format!("{what} has no lifetimes: values are owned, write `String` for `&str`"),
            ),
            syn::GenericParam::Type(parameter) => report.on(
                &parameter.ident,
                format!("{what} can't be generic: its interface is fixed, write a concrete type for `{}`", parameter.ident),
            ),
            syn::GenericParam::Const(parameter) => report.on(
                &parameter.ident,
                format!("{what} can't be generic: its interface is fixed, write a constant for `{}`", parameter.ident),
            ),
        }
    }
    if let Some(clause) = &generics.where_clause
        && generics.params.is_empty()
    {
        report.at(
            clause.where_token.span,
            format!("{what} has no `where` clause: its types are concrete, drop it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(place: Place, ty: &str) -> Vec<String> {
        let mut report = Report::default();
        check(&syn::parse_str(ty).expect("a type"), place, &mut report);
        report.words()
    }

    #[test]
    fn what_to_write_instead() {
        for (ty, write) in [
            ("&str", "write `String`"),
            ("&'static str", "write `String`"),
            ("&[i64]", "write `Vec<i64>`"),
            ("&HashMap<String, i64>", "write `HashMap<String, i64>`"),
            ("[f64; 3]", "write `Vec<f64>`"),
            ("usize", "write `u64` or `i64`"),
            ("Vec<usize>", "write `u64` or `i64`"),
            ("char", "write `String`"),
            ("i128", "write `i64`"),
            ("Bytes", "use `FlyteFile`"),
            ("bytes::Bytes", "use `FlyteFile`"),
            ("Vec<bytes::Bytes>", "use `FlyteFile`"),
            ("Option<Option<i64>>", "write `Option<i64>`"),
            ("(i64, i64)", "several inputs"),
            ("Box<dyn Any>", "trait object"),
            ("impl Into<String>", "concrete type"),
            ("Arc<Model>", "write `Model`"),
            ("Promise<i64>", "write `i64`"),
        ] {
            let found = words(Place::Input, ty);
            assert_eq!(found.len(), 1, "{ty}: {found:?}");
            assert!(found[0].contains(write), "{ty}: {found:?}");
        }
        for ty in ["i64", "Vec<Option<String>>", "HashMap<i64, Model>", "chrono::DateTime<Utc>"] {
            assert!(words(Place::Input, ty).is_empty(), "{ty}");
        }
        assert!(words(Place::Field, "Bytes").is_empty());
    }

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
