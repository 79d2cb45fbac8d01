//! What `#[derive(Outputs)]` writes.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::Outputs;
use crate::paths::{local, private, private_at};
use crate::stand_in;

pub(super) fn expand(model: &Outputs) -> TokenStream {
    let p = private();
    let inside = crate::contents::nothing();
    let Outputs { visibility, name, outputs } = model;
    let companion = format_ident!("{}Promises", name.unraw(), span = Span::call_site());
    let docs = format!("The promises of the outputs of [`{}`].", name.unraw());
    // Next to a type that came out of another macro, plain names would be that macro's.
    let [found, values] = ["found", "values"].map(|name| local(name, Span::mixed_site()));
    let variables = outputs.iter().map(|output| {
        let (wire, ty) = (&output.wire, &output.ty);
        let at = private_at(ty.span());
        let mut literal_type = quote_spanned!(ty.span()=> <#ty as #at::FlyteType>::literal_type());
        if let Some(json) = &output.extras.annotation {
            let json = json.entries();
            literal_type = quote!(#p::annotated(#literal_type, #json));
        }
        let describe = (!output.docs.is_empty()).then(|| {
            let docs = &output.docs;
            quote!(.describe(#docs))
        });
        quote!(#p::Variable::new(#wire, #literal_type) #describe)
    });
    let encoded = outputs.iter().map(|output| {
        let (name, ty) = (&output.name, &output.ty);
        let at = private_at(ty.span());
        match &output.extras.hash {
            None => {
                let field = quote!(&self.#name);
                quote_spanned!(ty.span()=> <#ty as #at::FlyteType>::to_literal_bytes(#field)?)
            }
            Some(path) => {
                let value = local("value", path.span());
                let field = quote!(&self.#name);
                quote_spanned!(path.span()=> #p::encode_hashed::<#ty, _>(#field, |#value| #path(#value))?)
            }
        }
    });
    let decoded = outputs.iter().enumerate().map(|(index, output)| {
        let (name, ty) = (&output.name, &output.ty);
        let missing = format!("the output `{}` is missing", output.wire);
        let at = private_at(ty.span());
        let error = private().module(&["ConvertError"]);
        quote_spanned! {ty.span()=>
            #name: match #values.get(#index) {
                #p::Some(bytes) => <#ty as #at::FlyteType>::from_literal_bytes(bytes)?,
                #p::None => return #p::Err(#error::new(#missing)),
            }
        }
    });
    let has_references = outputs.iter().map(|output| {
        let ty = &output.ty;
        let at = private_at(ty.span());
        quote_spanned!(ty.span()=> || <#ty as #at::Field>::HAS_REFERENCES)
    });
    let references = outputs.iter().map(|output| {
        let (name, ty) = (&output.name, &output.ty);
        let at = private_at(ty.span());
        let field = quote!(&self.#name);
        quote_spanned!(ty.span()=> <#ty as #at::Field>::references(#field, #found);)
    });
    let declared = outputs.iter().map(|output| {
        let (name, ty, visibility) = (&output.name, &output.ty, &output.visibility);
        let docs = format!("The promise of `{}`.", name.unraw());
        let at = private_at(ty.span());
        quote_spanned!(ty.span()=> #[doc = #docs] #visibility #name: #at::Promise<#ty>)
    });
    let made = outputs.iter().enumerate().map(|(index, output)| {
        let name = &output.name;
        quote!(#name: #p::output(&whole, #index))
    });
    let bound = outputs.iter().map(|output| {
        let (name, ty) = (&output.name, &output.ty);
        let at = private_at(ty.span());
        let field = quote!(self.#name);
        quote_spanned!(ty.span()=> #at::promised(#field))
    });
    let constant = outputs.iter().map(|output| {
        let (name, ty) = (&output.name, &output.ty);
        let at = private_at(ty.span());
        let field = quote!(&self.#name);
        let argument = at.module(&["Argument"]);
        quote_spanned! {ty.span()=>
            #argument::Constant(<#ty as #at::FlyteType>::to_literal_bytes(#field))
        }
    });
    quote! {
        #[doc = #docs]
        #[allow(dead_code, missing_debug_implementations, clippy::all, clippy::pedantic)]
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #visibility struct #companion { #(#declared),* }

        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated)]
        const _: () = {
            impl #p::Outputs for #name {
                type Shape = #p::shape::Named;
                const HOLDS_REFERENCES: bool = false #(#has_references)*;
                fn all_references<'a>(&'a self, #found: &mut #p::Vec<&'a dyn #p::Handover>) {
                    let _ = &#found;
                    #(#references)*
                }
                fn variables() -> #p::Vec<#p::Variable> {
                    #p::vec![#(#variables),*]
                }
                fn encode(&self) -> #p::ConvertResult<#p::Vec<#p::Bytes>> {
                    #p::Ok(#p::vec![#(#encoded),*])
                }
                fn decode(#values: &[#p::Bytes]) -> #p::ConvertResult<Self> {
                    #p::Ok(Self { #(#decoded),* })
                }
            }
            impl #p::HasFields for #name {
                type Promises = #companion;
                fn promises(whole: #p::Promise<Self>) -> #companion {
                    #companion { #(#made),* }
                }
            }
            impl #p::ReturnArg<#name, #p::shape::Named> for #companion {
                fn arguments(self) -> #p::Vec<#p::Argument> {
                    #p::vec![#(#bound),*]
                }
            }
            // As an input, in a list or as a field it is told what it is, in place of what it lacks.
            impl #p::Field for #name where for<'a> &'a #name: #p::control::OneValue {
                #inside
                fn field_type() -> #p::LiteralType { ::core::unreachable!() }
                fn schema() -> #p::json::Struct { ::core::unreachable!() }
                fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { ::core::unreachable!() }
                fn unpack(_: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> { ::core::unreachable!() }
            }
            impl #p::FlyteType for #name where for<'a> &'a #name: #p::control::OneValue {
                type Shape = #p::shape::Single;
                fn literal_type() -> #p::LiteralType { ::core::unreachable!() }
                const UNION_TAG: &'static str = "";
                fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { ::core::unreachable!() }
                fn decode(_: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> { ::core::unreachable!() }
            }
            impl #p::control::ArmValue for #companion {
                type Joined = #p::Promise<#name>;
                fn variables() -> #p::Vec<#p::Variable> {
                    <#name as #p::Outputs>::variables()
                }
                fn arguments(&self) -> #p::Vec<#p::Argument> {
                    #p::ReturnArg::<#name, #p::shape::Named>::arguments(*self)
                }
                fn from_branch(branch: #p::Promise<()>) -> #p::Promise<#name> {
                    #p::inside(&branch)
                }
            }
            // A struct of plain values is one of constants.
            impl #p::ReturnArg<#name, #p::shape::Named> for #name {
                fn arguments(self) -> #p::Vec<#p::Argument> {
                    #p::vec![#(#constant),*]
                }
            }
        };
    }
}

/// Stands in for a struct that is refused, so that its uses don't break too.
pub(super) fn dummy(input: &DeriveInput) -> TokenStream {
    let p = private();
    let name = &input.ident;
    if input.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let bounded = stand_in::generics(input);
    let (generics, arguments, clause) = bounded.split_for_impl();
    let promises = stand_in::promises(input);
    quote! {
        #promises
        const _: () = {
            impl #generics #p::Outputs for #name #arguments #clause {
                type Shape = #p::shape::Named;
                fn variables() -> #p::Vec<#p::Variable> { ::core::unreachable!() }
                fn encode(&self) -> #p::ConvertResult<#p::Vec<#p::Bytes>> { ::core::unreachable!() }
                fn decode(_: &[#p::Bytes]) -> #p::ConvertResult<Self> { ::core::unreachable!() }
            }
        };
    }
}
