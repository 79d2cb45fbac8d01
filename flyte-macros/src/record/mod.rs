//! `#[derive(FlyteType)]`: structs (msgpack and a JSON schema), enums of names, enums with data (flat unions), and types
//! that travel as another.

mod data;
mod distinct;
mod model;
mod names;
mod read;
mod structure;
mod whole;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::derived::{self, Derive};
use crate::report::Report;
use model::{Record, Shape};

/// Expands `#[derive(FlyteType)]`.
pub(crate) fn flyte_type(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    if let Some(error) = derived::again(&input.ident, Derive::FlyteType) {
        return error;
    }
    let mut report = Report::default();
    let record = read::read(&input, &mut report);
    let expanded = match record {
        Some(record) if report.len() == 0 => expand(&record),
        _ => dummy(&input),
    };
    let errors = report.into_tokens();
    quote!(#errors #expanded)
}

fn expand(record: &Record) -> TokenStream {
    match &record.shape {
        Shape::Newtype(ty, visibility) => whole::newtype(record, ty, visibility),
        Shape::Via => whole::via(record),
        Shape::Struct(fields) => structure::expand(record, fields),
        Shape::Names(variants) => names::expand(record, variants),
        Shape::Data(variants) => data::expand(record, variants),
    }
}

/// Stands in for a type that is refused, so that its uses don't break too.
fn dummy(input: &DeriveInput) -> TokenStream {
    let p = crate::paths::private();
    let name = &input.ident;
    if input.generics.lifetimes().next().is_some() {
        // Nothing that borrows can travel, whatever it is called.
        return TokenStream::new();
    }
    let bounded = crate::stand_in::generics(input);
    let (generics, arguments, clause) = bounded.split_for_impl();
    let promises = crate::stand_in::promises(input);
    let inside = crate::contents::nothing();
    let compared = matches!(input.data, syn::Data::Enum(_))
        .then(|| quote!(impl #generics #p::Equal for #name #arguments #clause {}));
    quote! {
        #promises
        const _: () = {
            impl #generics #p::Field for #name #arguments #clause {
                #inside
                fn field_type() -> #p::LiteralType { ::core::unreachable!() }
                fn schema() -> #p::json::Struct { ::core::unreachable!() }
                fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { ::core::unreachable!() }
                fn unpack(_: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> { ::core::unreachable!() }
            }
            impl #generics #p::FlyteType for #name #arguments #clause {
                type Shape = #p::shape::Single;
                fn literal_type() -> #p::LiteralType { ::core::unreachable!() }
                const UNION_TAG: &'static str = "";
                fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { ::core::unreachable!() }
                fn decode(_: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> { ::core::unreachable!() }
            }
            impl #generics #p::Plain for #name #arguments #clause {}
            #compared
        };
    }
}

#[cfg(test)]
mod tests;
