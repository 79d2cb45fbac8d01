//! Every path that an expansion names: all of them lie under `::flyte::__private`. Only what a path names last has a place in
//! the user's code.

#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// `::flyte::__private`, with a span: errors about what is named through it point there.
///
/// Its own tokens have no length: they stand directly before the user's. An editor that asks what the user's word means
/// finds only what is named last, not this crate's first page too; and a path still covers exactly the user's word.
#[derive(Clone, Copy)]
pub(crate) struct Private {
    span: Span,
    modules: &'static [&'static str],
}

impl Private {
    /// The path of a module in it. What is named in a module is named through this, so that an editor finds the module's
    /// page as little as the crate's.
    pub(crate) fn module(self, modules: &'static [&'static str]) -> Private {
        Private { modules, ..self }
    }
}

/// The path for code that can't be wrong.
pub(crate) fn private() -> Private {
    Private { span: Span::mixed_site(), modules: &[] }
}

/// The path for code whose errors belong to the user's tokens at `span`.
pub(crate) fn private_at(span: Span) -> Private {
    Private { span: before(span), modules: &[] }
}

/// The place directly before a token, as far as the compiler tells.
fn before(span: Span) -> Span {
    match proc_macro::is_available() {
        true => span.unwrap().start().into(),
        // In unit tests: a place that no token of the user has.
        false => Span::call_site(),
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // Token by token: a stream of its own would take longer than all that it holds, and expansions are full
        // of these.
        for name in ["flyte", "__private"].iter().chain(self.modules) {
            for spacing in [Spacing::Joint, Spacing::Alone] {
                let mut colon = Punct::new(':', spacing);
                colon.set_span(self.span);
                tokens.append(colon);
            }
            tokens.append(Ident::new(name, self.span));
        }
    }
}

/// A local name that no user code can see or hide, with errors at `span`.
pub(crate) fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(span))
}
