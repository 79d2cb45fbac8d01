//! Every path that an expansion names: all of them lie under `::flyte::__private`.

#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// `::flyte::__private`, with a span: errors about what is named through it point there.
#[derive(Clone, Copy)]
pub(crate) struct Private(Span);

/// The path for code that can't be wrong.
pub(crate) fn private() -> Private {
    Private(Span::mixed_site())
}

/// The path for code whose errors belong to the user's tokens at `span`.
pub(crate) fn private_at(span: Span) -> Private {
    Private(span)
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(quote_spanned!(self.0=> ::flyte::__private));
    }
}

/// A local name that no user code can see or hide, with errors at `span`.
pub(crate) fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(span))
}
