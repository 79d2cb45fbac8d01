//! What stands in for a function that is refused.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, ItemFn, ReturnType, Token};

use super::expand::Shared;
use super::validate::taken;
use super::{Signature, read};
use crate::paths::private;
use crate::report::Report;
use crate::types;

/// Every mistake, and a function and type of the same name that take anything, so that nothing else breaks.
pub(crate) fn stub(item: &ItemFn, report: Report) -> TokenStream {
    let p = private();
    if item.sig.receiver().is_some() {
        // It stands in an `impl`, where there is no place for a type.
        let errors = report.into_tokens();
        return quote!(#errors #item);
    }
    let mut quiet = Report::default();
    types::check_output(&item.sig.output, &mut quiet);
    let generic = item.sig.generics.type_params().any(|parameter| match &item.sig.output {
        ReturnType::Type(_, ty) => types::mentions(ty, &parameter.ident),
        ReturnType::Default => false,
    });
    let mut signature = read(item, &mut Report::default());
    if generic || quiet.len() > 0 {
        signature.output = syn::parse_quote!(());
    }
    let output =
        types::result_of(&signature.output).cloned().unwrap_or_else(|| signature.output.clone());
    let Signature { name, visibility, .. } = &signature;
    let Shared { conditions, .. } = signature.shared();
    let arguments = item.sig.inputs.iter().enumerate().map(|(at, _)| {
        let name = quote::format_ident!("__flyte_{at}");
        quote!(#name: impl ::core::marker::Sized)
    });
    if signature.function == "main" {
        // The compiler wants one, and not this one.
        let errors = report.into_tokens();
        return quote!(#errors fn main() {});
    }
    let hides = types::PRIMITIVES.contains(&signature.function.as_str())
        || taken(&signature.function, "").is_some();
    let twin = (!hides).then(|| {
        let mut item = item.clone();
        item.attrs.clear();
        item.sig.variadic = None;
        item.sig.abi = None;
        for argument in &mut item.sig.inputs {
            if let FnArg::Typed(typed) = argument {
                typed.attrs.clear();
            }
        }
        let inputs = item.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
        let inputs: syn::punctuated::Punctuated<FnArg, Token![,]> = inputs.cloned().collect();
        item.sig.inputs = inputs;
        item.sig.ident = Ident::new("call", Span::mixed_site());
        let refused = syn::parse_quote!({ ::core::unimplemented!() });
        *item.block = refused;
        let item = item.to_token_stream();
        quote! {
            #(#conditions)*
            #[allow(warnings, missing_docs)]
            #visibility enum #name {}
            #(#conditions)*
            #[allow(warnings, missing_docs)]
            impl #name { #item }
        }
    });
    let errors = report.into_tokens();
    quote! {
        #errors
        #(#conditions)*
        #[allow(warnings, missing_docs)]
        #visibility fn #name(#(#arguments),*) -> #p::Promise<#output> {
            ::core::unimplemented!()
        }
        #twin
    }
}
