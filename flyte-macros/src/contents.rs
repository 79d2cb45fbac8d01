//! What a derive tells of the types inside its type: they say whether it may hold files, and whether it ends.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use crate::paths::{private, private_at};
use crate::types;

/// A type with a derive, and what lies inside.
pub(crate) struct Contents<'a> {
    /// The type.
    pub(crate) owner: &'a Ident,
    /// Its name in the user's words.
    pub(crate) label: &'a str,
    pub(crate) kind: Kind,
    /// What lies inside, each by its name in the user's words.
    pub(crate) parts: Vec<(String, &'a Type)>,
    /// Why a struct can't hold it, an expression; none if any can.
    pub(crate) unfit: Option<TokenStream>,
}

/// What a type is to those around it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A struct with fields.
    Struct,
    /// An enum, or a type around another: a struct holds what is inside of it.
    Transparent,
    /// A row of a table.
    Row,
}

/// The code for it.
pub(crate) struct Written {
    /// The associated type of the trait's impl.
    pub(crate) inside: TokenStream,
    /// What stands beside the impl: the parts, and the check that they end.
    pub(crate) told: TokenStream,
}

impl Contents<'_> {
    pub(crate) fn write(self) -> Written {
        let p = private();
        let Contents { owner, label, kind, parts, unfit } = self;
        let parts: Vec<_> = parts.into_iter().filter(|(_, ty)| !holds_nothing(ty)).collect();
        if parts.is_empty() && unfit.is_none() {
            return Written { inside: nothing(), told: TokenStream::new() };
        }
        let (of, holder, check) = match kind {
            Kind::Row => ("Row", "Cell", "row_ends"),
            Kind::Struct | Kind::Transparent => ("Value", "Field", "value_ends"),
        };
        let (of, check) = (format_ident!("{of}"), Ident::new(check, owner.span()));
        let each = parts.iter().map(|(name, ty)| {
            let span = types::span(ty);
            let (at, holder) = (private_at(span), Ident::new(holder, span));
            let p = private().module(&["contents"]);
            let inside = quote_spanned!(span=> <#ty as #at::#holder>::Inside);
            quote! {
                #p::Part {
                    name: #name,
                    inside: <#inside<<__FlyteLevel as #p::Levels>::Less> as #p::Contents>::SUMMARY,
                }
            }
        });
        let parts = quote!(#label, ::core::line!(), &[#(#each),*]);
        let summary = match kind {
            Kind::Struct | Kind::Row => quote!(of_struct(#parts)),
            Kind::Transparent => {
                let unfit = unfit.unwrap_or_else(|| quote!(#p::None));
                quote!(of_others(#parts, #unfit))
            }
        };
        let at = private_at(owner.span()).module(&["contents"]);
        let checked = quote_spanned!(owner.span()=> const _: () = #at::#check::<#owner>(););
        Written {
            inside: quote! {
                type Inside<__FlyteLevel: #p::contents::Levels> = <__FlyteLevel as #p::contents::Levels>::Look<
                    #p::contents::Of<Self, __FlyteLevel, #p::contents::#of>
                >;
            },
            told: quote! {
                impl<__FlyteLevel: #p::contents::Levels> #p::contents::Derived<__FlyteLevel, #p::contents::#of> for #owner {
                    const SUMMARY: #p::contents::Summary = #p::contents::Summary::#summary;
                }
                #checked
            },
        }
    }
}

/// The associated type of a type that holds nothing.
pub(crate) fn nothing() -> TokenStream {
    let p = private();
    quote!(type Inside<__FlyteLevel: #p::contents::Levels> = #p::contents::Nothing;)
}

/// Whether tokens alone tell that a type holds no other with a derive, and no file: most fields do.
fn holds_nothing(ty: &Type) -> bool {
    match types::unwrapped(ty) {
        Type::Path(path) if path.qself.is_none() => {
            let Some(word) = path.path.segments.last() else { return false };
            match word.ident.to_string().as_str() {
                "String" => path.path.segments.len() == 1,
                "Option" | "Vec" => types::arguments(word).all(holds_nothing),
                _ => types::is_primitive(ty),
            }
        }
        _ => false,
    }
}
