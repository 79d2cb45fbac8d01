//! The attribute language: `name`, `name = value`, `name(…)`, separated by commas. Unknown, duplicate, missing
//! and wrongly shaped entries are worded here, once for all macros.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitBool, LitInt, LitStr, Meta, Token};

use crate::report::Report;

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

/// What stands behind an option's name.
pub(crate) enum Shape {
    /// Nothing.
    Flag,
    /// `= value`.
    Value(Expr),
    /// `(…)`, with the span of the parentheses.
    List(TokenStream),
}

/// One option as written.
pub(crate) struct Entry {
    /// The name, as written.
    pub(crate) name: Ident,
    /// The name without `r#`.
    pub(crate) key: String,
    /// What stands behind it.
    pub(crate) shape: Shape,
    example: &'static str,
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

/// The doc comment among these attributes: what is common to all lines is not indentation.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value else { continue };
        let line = line.value();
        let line = if line.contains('\n') { unstar(&line) } else { line };
        for line in line.lines().chain(line.is_empty().then_some("")) {
            text.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// A `/** … */` comment without its stars.
fn unstar(comment: &str) -> String {
    let mut text = String::new();
    for line in comment.lines() {
        let line = line.trim_start();
        text.push_str(line.strip_prefix("* ").or_else(|| line.strip_prefix('*')).unwrap_or(line));
        text.push('\n');
    }
    text
}

/// What is wrong with a name that nobody knows.
pub(crate) fn unknown(name: &str, language: &Language) -> String {
    let names: Vec<&str> = language.options.iter().map(|known| known.name).collect();
    let near = names.iter().find(|known| distance(known, name) <= 2);
    let hint = near.map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
    format!("unknown option `{name}`: {} takes {}{hint}", language.owner, listed(&names))
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

impl Entry {
    /// The value as text.
    pub(crate) fn text(&self, report: &mut Report) -> Option<LitStr> {
        match self.literal() {
            Some(Lit::Str(text)) => Some(text.clone()),
            _ => self.misshapen("text in quotes", report),
        }
    }

    /// The value as text that isn't blank.
    pub(crate) fn words(&self, report: &mut Report) -> Option<LitStr> {
        let text = self.text(report)?;
        if text.value().trim().is_empty() {
            report.at(
                text.span(),
                format!("`{}` is blank: write {}", self.key, self.example_or("some text")),
            );
            return None;
        }
        Some(text)
    }

    /// The value as text, and what a check made of it.
    pub(crate) fn checked<T>(
        &self,
        check: impl FnOnce(&str) -> Result<T, String>,
        report: &mut Report,
    ) -> Option<(String, T)> {
        let text = self.text(report)?;
        match check(&text.value()) {
            Ok(value) => Some((text.value(), value)),
            Err(words) => {
                report.at(text.span(), words);
                None
            }
        }
    }

    /// The value as a whole number.
    pub(crate) fn number(&self, report: &mut Report) -> Option<LitInt> {
        match self.literal() {
            Some(Lit::Int(number)) => Some(number.clone()),
            _ => self.misshapen("a whole number", report),
        }
    }

    /// The option alone, or `= true`, or `= false`.
    pub(crate) fn flag(&self, report: &mut Report) -> Option<bool> {
        match (&self.shape, self.literal()) {
            (Shape::Flag, _) => Some(true),
            (_, Some(Lit::Bool(LitBool { value, .. }))) => Some(*value),
            _ => self.misshapen("no value, `true` or `false`", report),
        }
    }

    /// What stands in the parentheses.
    pub(crate) fn list(&self, report: &mut Report) -> Option<TokenStream> {
        match &self.shape {
            Shape::List(tokens) => Some(tokens.clone()),
            _ => self.misshapen("a list in parentheses", report),
        }
    }

    /// The value, whatever it is.
    pub(crate) fn value(&self, report: &mut Report) -> Option<Expr> {
        match &self.shape {
            Shape::Value(value) => Some(value.clone()),
            _ => self.misshapen("a value", report),
        }
    }

    /// The value as a path to a function.
    pub(crate) fn path(&self, report: &mut Report) -> Option<syn::ExprPath> {
        match &self.shape {
            Shape::Value(Expr::Path(path)) => Some(path.clone()),
            _ => self.misshapen("the path of a function", report),
        }
    }

    /// Reports that the option is written in another form than it has.
    pub(crate) fn misshapen<T>(&self, what: &str, report: &mut Report) -> Option<T> {
        let words = format!("`{}` takes {what}: write {}", self.key, self.example_or(what));
        match &self.shape {
            Shape::Value(value) => report.on(value, words),
            Shape::Flag | Shape::List(_) => report.at(self.name.span(), words),
        }
        None
    }

    fn example_or(&self, otherwise: &str) -> String {
        match self.example {
            "" => otherwise.to_owned(),
            example => format!("`{}`", example.replace(" or ", "` or `")),
        }
    }

    fn literal(&self) -> Option<&Lit> {
        match &self.shape {
            Shape::Value(Expr::Lit(ExprLit { lit, .. })) => Some(lit),
            _ => None,
        }
    }
}

fn entry(input: ParseStream<'_>, language: &Language) -> syn::Result<Entry> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected an option: write `{}`", example_of(language))));
    }
    let name = input.call(Ident::parse_any)?;
    let key = name.unraw().to_string();
    let shape = if input.is_empty() {
        Shape::Flag
    } else if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if input.is_empty() {
            return Err(syn::Error::new(name.span(), format!("`{key}` lacks its value after `=`")));
        }
        Shape::Value(value(input)?)
    } else if input.peek(syn::token::Paren) {
        let inner;
        syn::parenthesized!(inner in input);
        Shape::List(inner.parse()?)
    } else {
        return Err(input.error(format!("expected `=`, `(` or `,` after `{key}`")));
    };
    if !input.is_empty() {
        return Err(input.error("expected `,` between two options"));
    }
    Ok(Entry { name, key, shape, example: "" })
}

/// An expression; a JSON object isn't one, so its braces stay as they are.
fn value(input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.peek(syn::token::Brace) {
        let tree: TokenTree = input.parse()?;
        return Ok(Expr::Verbatim(tree.to_token_stream()));
    }
    input.parse()
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

/// How many letters to change, add or drop (at most `u8::MAX` letters are looked at).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(255).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let change = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[right.len()]
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
    fn docs_keep_paragraphs() {
        let item: syn::ItemFn = syn::parse_quote! {
            /// One.
            ///
            ///   two
            fn f() {}
        };
        assert_eq!(docs(&item.attrs), "One.\n\n  two");
    }
}
