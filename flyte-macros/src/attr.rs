//! The attribute language: `name`, `name = value`, `name(…)`, separated by commas. Unknown, duplicate, missing
//! and wrongly shaped entries are worded here, once for all macros.

mod entry;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Meta};

use crate::report::Report;
use entry::entry;
pub(crate) use entry::{Entry, Shape};

/// One option that an attribute takes.
pub(crate) struct Known {
    /// Its name.
    pub(crate) name: &'static str,
    /// How it is written; several forms are joined by ` or `.
    pub(crate) example: &'static str,
}

/// What one attribute takes.
pub(crate) struct Language {
    /// The attribute as users name it: `#[task]`.
    pub(crate) owner: &'static str,
    /// Its options. Empty: any name goes, as in `env(KEY = "value")`.
    pub(crate) options: &'static [Known],
}

/// Reads a list of options; what is wrong goes to the report, the rest is given back.
pub(crate) fn read(tokens: TokenStream, language: &Language, report: &mut Report) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for piece in split(tokens) {
        let parsed = (|input: ParseStream<'_>| entry(input, language)).parse2(piece);
        let Ok(mut entry) = parsed.map_err(|error| report.push(error)) else { continue };
        let known = language.options.iter().find(|known| known.name == entry.key);
        match known {
            Some(known) => entry.example = known.example,
            None if language.options.is_empty() => {}
            None => {
                report.at(entry.name.span(), unknown(&entry.key, language));
                continue;
            }
        }
        if entries.iter().any(|earlier| earlier.key == entry.key) {
            report.at(
                entry.name.span(),
                format!("`{}` is given twice: leave one of them out", entry.key),
            );
            continue;
        }
        entries.push(entry);
    }
    entries
}

/// Reads what stands in the parentheses of all attributes called `name`, and takes the attributes away.
pub(crate) fn take(
    attributes: &mut Vec<Attribute>,
    name: &str,
    language: &Language,
    report: &mut Report,
) -> Vec<Entry> {
    let mut tokens = TokenStream::new();
    attributes.retain(|attribute| {
        if !attribute.path().is_ident(name) {
            return true;
        }
        match &attribute.meta {
            Meta::List(list) => {
                tokens.extend(list.tokens.clone());
                tokens.extend(quote::quote!(,));
            }
            other => report.on(other, format!("write `{}`", example_of(language))),
        }
        false
    });
    read(tokens, language, report)
}

/// What is wrong with a name that nobody knows.
pub(crate) fn unknown(name: &str, language: &Language) -> String {
    let names: Vec<&str> = language.options.iter().map(|known| known.name).collect();
    let near = names.iter().find(|known| strsim::osa_distance(known, name) <= 2);
    let hint = match near {
        Some(known) => format!("; did you mean `{known}`?"),
        None => meant(name, language).map(|how| format!("; write {how}")).unwrap_or_default(),
    };
    format!("unknown option `{name}`: {} takes {}{hint}", language.owner, listed(&names))
}

/// How an option is written whose name is a part of this one, or that takes this one in parentheses: `cache_version`,
/// `environment`, `image` and `cpu` are options of flytekit, or easily taken for one.
fn meant(name: &str, language: &Language) -> Option<String> {
    let is_part = |known: &&Known| {
        known.name.ends_with(name) || name.starts_with(known.name.trim_end_matches('s'))
    };
    let takes = |known: &&Known| {
        known.example.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
    };
    let options = language.options;
    let known = options.iter().find(is_part).or_else(|| options.iter().find(takes))?;
    Some(quoted(known.example))
}

/// Examples in backticks.
fn quoted(example: &str) -> String {
    format!("`{}`", example.replace(" or ", "` or `"))
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::from("nothing"),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn example_of(language: &Language) -> &'static str {
    language.options.first().map_or("NAME = \"value\"", |known| known.example)
}

/// The tokens between commas. A mistake in one piece leaves the others alone.
pub(crate) fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => pieces.push(TokenStream::new()),
            _ => pieces.last_mut().expect("there is always a piece").extend([token]),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The span of the last token: where a list could go on.
pub(crate) fn last_span(tokens: TokenStream) -> Span {
    match tokens.into_iter().last() {
        Some(TokenTree::Group(group)) if group.delimiter() != Delimiter::None => group.span_close(),
        Some(TokenTree::Group(group)) => last_span(group.stream()),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    const LANGUAGE: Language = Language {
        owner: "`#[task]`",
        options: &[
            Known { name: "retries", example: "retries = 3" },
            Known { name: "cache", example: "cache = \"1\" or cache(version = \"1\")" },
        ],
    };

    fn words(tokens: TokenStream) -> Vec<String> {
        let mut report = Report::default();
        for entry in read(tokens, &LANGUAGE, &mut report) {
            if entry.key == "retries" {
                entry.number(&mut report);
            }
        }
        report.words()
    }

    #[test]
    fn several_mistakes_at_once() {
        let words = words(quote!(retrys = 3, retries = "3", retries = 4, 5, cache =));
        assert_eq!(
            words,
            [
                "unknown option `retrys`: `#[task]` takes `retries` and `cache`; did you mean `retries`?",
                "`retries` is given twice: leave one of them out",
                "expected an option: write `retries = 3`",
                "`cache` lacks its value after `=`",
                "`retries` takes a whole number: write `retries = 3`",
            ]
        );
    }

    #[test]
    fn names_of_others_lead_to_ours() {
        let hint =
            |name: &str| unknown(name, &LANGUAGE).split_once("; ").map(|(_, hint)| hint.to_owned());
        let cache = Some("write `cache = \"1\"` or `cache(version = \"1\")`".to_owned());
        assert_eq!(hint("cache_version"), cache);
        assert_eq!(hint("version"), cache);
        assert_eq!(hint("speed"), None);
    }
}
