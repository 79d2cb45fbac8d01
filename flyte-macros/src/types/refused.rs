//! The types that can never travel, in words that name the type to write.

use syn::{PathSegment, ReturnType, Type};

use super::{arguments, last_name, result_of, text, unwrapped};
use crate::report::Report;
use crate::signature::LONGEST_TUPLE;

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
        Type::Reference(reference) if !is_owned(&reference.elem) => check(&reference.elem, place, report),
        Type::Reference(_) => {
            report.on(ty, format!("a reference can't travel between tasks: write `{}`", owned(ty)));
        }
        Type::Slice(_) => {
            report.on(ty, format!("a slice can't travel between tasks: write `{}`", owned(ty)));
        }
        Type::Array(_) => {
            report.on(ty, format!("an array can't travel between tasks: write `{}`", owned(ty)));
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
            if path.qself.is_none()
                && let Some(write) = replacement(&path.path)
            {
                report.on(ty, format!("`{}` can't travel between tasks: write `{write}`", text(ty)));
                return;
            }
            if let Some(segment) = path.path.segments.last() {
                let plain = path.qself.is_none() && path.path.segments.len() == 1;
                segment_of(ty, segment, plain, place, report);
            }
        }
        _ => {}
    }
}

/// Whether what is behind a reference is a value that could be owned. A trait object or a function is told in its own
/// words.
fn is_owned(ty: &Type) -> bool {
    match unwrapped(ty) {
        Type::TraitObject(_) | Type::ImplTrait(_) | Type::FnPtr(_) | Type::Ptr(_) => false,
        Type::Reference(reference) => is_owned(&reference.elem),
        _ => true,
    }
}

/// The type to write for one that borrows: what it would own, all the way down.
fn owned(ty: &Type) -> String {
    match unwrapped(ty) {
        Type::Reference(reference) => owned(&reference.elem),
        Type::Slice(slice) => format!("Vec<{}>", owned(&slice.elem)),
        Type::Array(array) => format!("Vec<{}>", owned(&array.elem)),
        Type::Path(path) => {
            let Some(segment) = path.path.segments.last() else { return text(ty) };
            if let Some(write) = unsized_text(&segment.ident.to_string()) {
                return write.to_owned();
            }
            let inner: Vec<String> = arguments(segment).map(owned).collect();
            match inner.is_empty() {
                true => text(ty),
                false => format!("{}<{}>", segment.ident, inner.join(", ")),
            }
        }
        other => text(other),
    }
}

/// Text of std's that has no size of its own.
fn unsized_text(name: &str) -> Option<&'static str> {
    match name {
        "str" | "OsStr" | "CStr" => Some("String"),
        "Path" => Some("PathBuf"),
        _ => None,
    }
}

/// What to write for a type of std's or of a well-known crate's that can't travel: told where its path says whose it is,
/// since a user's own type may have any name.
fn replacement(path: &syn::Path) -> Option<String> {
    let segment = path.segments.last()?;
    let inner = || arguments(segment).next().map_or_else(|| String::from("i64"), owned);
    let from = |name: &str| path.segments.len() > 1 && path.segments[0].ident == name;
    let of_std = from("std") || from("core") || from("alloc");
    let name = segment.ident.to_string();
    // These names are nobody else's, with or without a path.
    let known = match name.as_str() {
        "VecDeque" | "LinkedList" | "BinaryHeap" => Some(format!("Vec<{}>", inner())),
        "OsString" | "CString" | "OsStr" | "CStr" => Some("String".to_owned()),
        "SystemTime" => Some("chrono::DateTime<Utc>".to_owned()),
        "IpAddr" | "Ipv4Addr" | "Ipv6Addr" | "SocketAddr" => {
            Some("String`, as in `addr.to_string()".to_owned())
        }
        "NonZeroU8" | "NonZeroU16" | "NonZeroU32" | "NonZeroU64" | "NonZeroI8" | "NonZeroI16"
        | "NonZeroI32" | "NonZeroI64" => Some(name["NonZero".len()..].to_lowercase()),
        "NonZeroUsize" => Some("u64".to_owned()),
        "AtomicBool" => Some("bool".to_owned()),
        "AtomicI64" | "AtomicU64" | "AtomicUsize" | "AtomicI32" | "AtomicU32" => {
            Some("i64".to_owned())
        }
        "PhantomData" => Some("()".to_owned()),
        _ => None,
    };
    let of_std = |written: &str| of_std.then(|| written.to_owned());
    known.or_else(|| match name.as_str() {
        "Instant" => of_std("chrono::DateTime<Utc>` for a moment, or `Duration` for a span"),
        "Range" | "RangeInclusive" => of_std("a struct` with `start` and `end"),
        "Ordering" => of_std("an enum` of your own with `#[derive(FlyteType)]"),
        "NonZero" | "Wrapping" | "Saturating" | "Reverse" => of_std(&inner()),
        "Cow" => Some(arguments(segment).next().map_or_else(|| "String".to_owned(), owned)),
        "File" => of_std("FlyteFile"),
        "ExitCode" | "ExitStatus" => of_std("i64"),
        "Url" if from("url") => Some("String".to_owned()),
        "Uuid" if from("uuid") => Some("String".to_owned()),
        "Decimal" if from("rust_decimal") => Some("String` or `f64".to_owned()),
        "Value" if from("serde_json") => Some("flyte::Value".to_owned()),
        _ => None,
    })
}

/// Checks the outputs: `T`, `Result<T, E>`, or a tuple of `T`.
pub(crate) fn check_output(output: &ReturnType, report: &mut Report) {
    let ReturnType::Type(_, ty) = output else { return };
    let ty = result_of(ty).unwrap_or(ty);
    match unwrapped(ty) {
        Type::Tuple(tuple) => {
            if tuple.elems.len() > LONGEST_TUPLE {
                report.on(
                    ty,
                    format!("a tuple of outputs has at most {LONGEST_TUPLE} items: write a struct with `#[derive(Outputs)]`, which has as many as you like"),
                );
            }
            for elem in &tuple.elems {
                check(elem, Place::Output, report);
            }
        }
        other => check(other, Place::Output, report),
    }
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
    if name == "Box" || name == "Rc" || name == "Arc" {
        // `Box<str>`, `Arc<[T]>`: the text or list itself.
        let has_no_size = |inner: &&Type| {
            let is_text = |name: &syn::Ident| unsized_text(&name.to_string()).is_some();
            matches!(unwrapped(inner), Type::Slice(_)) || last_name(inner).is_some_and(is_text)
        };
        if let Some(inner) = arguments(segment).next().filter(has_no_size) {
            let (written, write) = (text(ty), owned(inner));
            report.on(ty, format!("`{written}` can't travel between tasks: write `{write}`"));
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
    if name == "Promise" {
        let inner = arguments(segment).next().map_or_else(|| String::from("i64"), text);
        let words = match place {
            Place::Input => "a signature names values, the macro makes promises of them",
            Place::Output => "an output is a value, the macro makes a promise of it",
            Place::Field => {
                "a field of a Flyte type is a value, a struct of promises needs no derive"
            }
        };
        report.on(ty, format!("{words}: write `{inner}`"));
        return;
    }
    if matches!(name.as_str(), "HashMap" | "BTreeMap")
        && let Some(key) = arguments(segment).next()
        && last_name(key).is_some_and(|key| key == "f32" || key == "f64")
    {
        report.on(
            key,
            format!("`{}` can't be the key of a Flyte map, since floats have no equality: keys are `String`, integers or `bool`", text(key)),
        );
        return;
    }
    // What else has arguments decides for itself what they mean.
    if matches!(
        name.as_str(),
        "Option" | "Vec" | "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet" | "Box"
    ) {
        for argument in arguments(segment) {
            check(argument, place, report);
        }
    }
}

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
            ("&[&str]", "write `Vec<String>`"),
            ("[&str; 3]", "write `Vec<String>`"),
            ("&Option<&str>", "write `Option<String>`"),
            ("&std::path::Path", "write `PathBuf`"),
            ("&dyn Any", "trait object"),
            ("Box<str>", "write `String`"),
            ("Arc<[i64]>", "write `Vec<i64>`"),
            ("VecDeque<i64>", "write `Vec<i64>`"),
            ("std::time::Instant", "chrono::DateTime<Utc>"),
            ("std::num::NonZeroU32", "write `u32`"),
            ("std::ops::Range<i64>", "a struct"),
            ("Cow<'static, str>", "write `String`"),
            ("std::net::IpAddr", "write `String`"),
            ("serde_json::Value", "write `flyte::Value`"),
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
        for ty in [
            "i64",
            "Vec<Option<String>>",
            "HashMap<i64, Model>",
            "chrono::DateTime<Utc>",
            "Range",
            "Instant",
        ] {
            assert!(words(Place::Input, ty).is_empty(), "{ty}");
        }
        assert!(words(Place::Field, "Bytes").is_empty());
    }
}
