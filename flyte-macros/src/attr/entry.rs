//! One option as written, and what its value is taken as.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, Ident, Lit, LitBool, LitInt, LitStr, Token};

use super::{Language, example_of};
use crate::report::Report;

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
    pub(super) example: &'static str,
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
        self.text(report).and_then(|text| Entry::check(&text, check, report))
    }

    /// The value as text or as a number, and what a check made of it.
    pub(crate) fn checked_amount<T>(
        &self,
        check: impl FnOnce(&str) -> Result<T, String>,
        report: &mut Report,
    ) -> Option<(String, T)> {
        let text = match self.literal() {
            Some(Lit::Str(text)) => text.clone(),
            Some(Lit::Int(number)) => LitStr::new(number.base10_digits(), number.span()),
            Some(Lit::Float(number)) => LitStr::new(number.base10_digits(), number.span()),
            _ => return self.misshapen("a number, or text in quotes", report),
        };
        Entry::check(&text, check, report)
    }

    fn check<T>(
        text: &LitStr,
        check: impl FnOnce(&str) -> Result<T, String>,
        report: &mut Report,
    ) -> Option<(String, T)> {
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
            example => super::quoted(example),
        }
    }

    fn literal(&self) -> Option<&Lit> {
        match &self.shape {
            Shape::Value(Expr::Lit(ExprLit { lit, .. })) => Some(lit),
            _ => None,
        }
    }
}

/// Reads one option.
pub(super) fn entry(input: ParseStream<'_>, language: &Language) -> syn::Result<Entry> {
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
    let mut value: Expr = input.parse()?;
    // What a macro was given as `$value:literal` or `$value:expr` comes in a group that nobody sees.
    while let Expr::Group(group) = value {
        value = *group.expr;
    }
    Ok(value)
}
