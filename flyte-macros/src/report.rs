//! Collects mistakes, so that all of them are reported at once, each at its own span.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<Error>,
}

impl Report {
    /// A mistake at one token.
    pub(crate) fn at(&mut self, span: Span, words: impl Display) {
        self.errors.push(Error::new(span, words));
    }

    /// A mistake that all of these tokens make.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, words: impl Display) {
        self.errors.push(Error::new_spanned(tokens, words));
    }

    /// A mistake that the parser found.
    pub(crate) fn push(&mut self, error: Error) {
        self.errors.push(error);
    }

    /// How many there are; two readings tell whether something in between was wrong.
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    /// Every mistake as `compile_error!`.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(Error::to_compile_error).collect()
    }

    /// The words of every mistake.
    #[cfg(test)]
    pub(crate) fn words(&self) -> Vec<String> {
        self.errors.iter().map(ToString::to_string).collect()
    }
}
