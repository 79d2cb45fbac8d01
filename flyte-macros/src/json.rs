//! JSON in tokens: `{ "unit": "cm", "range": [1, 10] }` becomes calls that make it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, LitStr, Token};

use crate::paths::private;
use crate::report::Report;

/// The key that Flyte keeps for itself.
const RESERVED: &str = "cache-key-metadata";

/// A JSON value.
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order written.
    Object(Vec<(String, Json)>),
}

/// Reads an annotation: an object without the reserved key.
pub(crate) fn annotation(value: &Expr, report: &mut Report) -> Option<Json> {
    let tokens = quote!(#value);
    let parser = |input: ParseStream<'_>| {
        if !input.peek(syn::token::Brace) {
            return Err(input.error("an annotation is a JSON object: write `{ \"unit\": \"cm\" }`"));
        }
        json(input)
    };
    parser.parse2(tokens).map_err(|error| report.push(error)).ok()
}

impl Json {
    /// The expression that makes an object's entries.
    pub(crate) fn entries(&self) -> TokenStream {
        let p = private();
        let pairs = match self {
            Json::Object(pairs) => pairs.as_slice(),
            _ => &[],
        };
        let pairs = pairs.iter().map(|(key, value)| {
            let value = value.expand();
            quote!((#key, #value))
        });
        quote!(#p::json::fields([#(#pairs),*]))
    }

    /// The expression that makes this value.
    fn expand(&self) -> TokenStream {
        let p = private();
        match self {
            Json::Null => quote!(#p::json::null()),
            Json::Boolean(value) => quote!(#p::json::boolean(#value)),
            Json::Number(value) => quote!(#p::json::number(#value)),
            Json::Text(value) => quote!(#p::json::text(#value)),
            Json::List(items) => {
                let items = items.iter().map(Json::expand);
                quote!(#p::json::list([#(#items),*]))
            }
            Json::Object(_) => {
                let entries = self.entries();
                quote!(#p::json::object(#entries))
            }
        }
    }
}

fn json(input: ParseStream<'_>) -> syn::Result<Json> {
    if input.peek(syn::token::Brace) {
        let inner;
        syn::braced!(inner in input);
        let pairs = Punctuated::<(LitStr, Json), Token![,]>::parse_terminated_with(&inner, pair)?;
        for (at, (key, _)) in pairs.iter().enumerate() {
            if pairs.iter().take(at).any(|(earlier, _)| earlier.value() == key.value()) {
                return Err(syn::Error::new(
                    key.span(),
                    format!("the key `{}` stands here twice", key.value()),
                ));
            }
        }
        Ok(Json::Object(pairs.into_iter().map(|(key, value)| (key.value(), value)).collect()))
    } else if input.peek(syn::token::Bracket) {
        let inner;
        syn::bracketed!(inner in input);
        let items = Punctuated::<Json, Token![,]>::parse_terminated_with(&inner, json)?;
        Ok(Json::List(items.into_iter().collect()))
    } else if input.peek(syn::Ident) {
        let word: syn::Ident = input.parse()?;
        match word == "null" {
            true => Ok(Json::Null),
            false => Err(syn::Error::new(
                word.span(),
                "not JSON: write text in quotes, a number, `true`, `false`, `null`, `[…]` or `{…}`",
            )),
        }
    } else {
        let minus: Option<Token![-]> = input.parse()?;
        let lit: Lit = input.parse()?;
        let sign = if minus.is_some() { -1.0 } else { 1.0 };
        match (&lit, minus) {
            (Lit::Int(number), _) => Ok(Json::Number(sign * number.base10_parse::<f64>()?)),
            (Lit::Float(number), _) => Ok(Json::Number(sign * number.base10_parse::<f64>()?)),
            (Lit::Str(text), None) => Ok(Json::Text(text.value())),
            (Lit::Bool(value), None) => Ok(Json::Boolean(value.value)),
            _ => Err(syn::Error::new(
                lit.span(),
                "not JSON: write text in quotes, a number, `true`, `false`, `null`, `[…]` or `{…}`",
            )),
        }
    }
}

fn pair(input: ParseStream<'_>) -> syn::Result<(LitStr, Json)> {
    let key: LitStr = input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            "the key of a JSON object is text in quotes: write `\"unit\": \"cm\"`",
        )
    })?;
    if key.value() == RESERVED {
        return Err(syn::Error::new(
            key.span(),
            format!("`{RESERVED}` is the platform's own annotation: choose another key"),
        ));
    }
    input.parse::<Token![:]>()?;
    Ok((key, json(input)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tokens: TokenStream) -> (bool, Vec<String>) {
        let mut report = Report::default();
        let json = annotation(&Expr::Verbatim(tokens), &mut report);
        (json.is_some(), report.words())
    }

    #[test]
    fn objects() {
        let tokens = quote!({ "a": [1, -2.5, null, true], "b": { "c": "d" }, });
        assert_eq!(read(tokens), (true, vec![]));
    }

    #[test]
    fn refusals() {
        for (tokens, words) in [
            (quote!({ "cache-key-metadata": 1 }), "the platform's own annotation"),
            (quote!({ unit: 1 }), "text in quotes"),
            (quote!({ "a": 1, "a": 2 }), "twice"),
            (quote!({ "a": cm }), "not JSON"),
            (quote!(3), "is a JSON object"),
        ] {
            let (read, found) = read(tokens);
            assert!(!read);
            assert!(found[0].contains(words), "{found:?}");
        }
    }
}
