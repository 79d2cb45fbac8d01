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

use crate::report::Report;
use model::{Record, Shape};

/// Expands `#[derive(FlyteType)]`.
pub(crate) fn flyte_type(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
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
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let name = &input.ident;
    quote! {
        const _: () = {
            impl #p::Field for #name {
                fn field_type() -> #p::LiteralType { ::core::unimplemented!() }
                fn schema() -> #p::json::Struct { ::core::unimplemented!() }
                fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { ::core::unimplemented!() }
                fn unpack(_: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> { ::core::unimplemented!() }
            }
            impl #p::FlyteType for #name {
                type Shape = #p::shape::Single;
                fn literal_type() -> #p::LiteralType { ::core::unimplemented!() }
                const UNION_TAG: &'static str = "";
                fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { ::core::unimplemented!() }
                fn decode(_: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> { ::core::unimplemented!() }
            }
            impl #p::Plain for #name {}
        };
    }
}

#[cfg(test)]
mod tests;
