//! What stands in for a type that is refused: its mistakes are told once, and not again at each of its uses.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields};

use crate::paths::private;

/// The struct of promises of a refused struct, so that its fields are there. A generic one has none.
pub(crate) fn promises(input: &DeriveInput) -> TokenStream {
    let p = private();
    let Data::Struct(data) = &input.data else { return TokenStream::new() };
    let Fields::Named(fields) = &data.fields else { return TokenStream::new() };
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let (name, visibility) = (&input.ident, &input.vis);
    let companion = format_ident!("{}Promises", name.unraw(), span = Span::call_site());
    let declared = fields.named.iter().map(|field| {
        let (name, ty, visibility) = (&field.ident, &field.ty, &field.vis);
        quote!(#visibility #name: #p::Promise<#ty>)
    });
    quote! {
        #[allow(warnings, missing_docs)]
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #visibility struct #companion { #(#declared),* }

        const _: () = {
            impl #p::HasFields for #name {
                type Promises = #companion;
                fn promises(_: #p::Promise<Self>) -> #companion { ::core::unreachable!() }
            }
        };
    }
}

/// The generics of a refused type, with what every type that travels must be.
pub(crate) fn generics(input: &DeriveInput) -> syn::Generics {
    let mut generics = input.generics.clone();
    let parameters: Vec<_> =
        input.generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    let clause = generics.make_where_clause();
    for parameter in parameters {
        clause.predicates.push(syn::parse_quote!(
            #parameter: ::core::marker::Send + ::core::marker::Sync + 'static
        ));
    }
    generics
}
