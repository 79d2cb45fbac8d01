//! An enum of names: text on the wire.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Record, Variant};
use crate::paths::private;

pub(super) fn expand(record: &Record, variants: &[Variant]) -> TokenStream {
    let p = private();
    let (name, title) = (&record.name, &record.title);
    let inside = crate::contents::nothing();
    let wires: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
    let idents: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    // Read by their own names first, then by others.
    let others = || {
        variants
            .iter()
            .flat_map(|variant| variant.aliases.iter().map(move |alias| (variant, alias)))
    };
    let aliases: Vec<&String> = others().map(|(_, alias)| alias).collect();
    let readable = variants.iter().chain(others().map(|(variant, _)| variant));
    let readable: Vec<_> = readable.map(|variant| &variant.name).collect();
    let indices = 0..readable.len();
    quote! {
        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated)]
        const _: () = {
            const __FLYTE_NAMES: &[&str] = &[#(#wires),*];
            const __FLYTE_READABLE: &[&str] = &[#(#wires,)* #(#aliases),*];
            fn __flyte_name(value: &#name) -> &'static str {
                match value { #(#name::#idents => #wires,)* }
            }
            fn __flyte_variant(index: usize) -> #name {
                match index {
                    #(#indices => #name::#readable,)*
                    _ => ::core::unreachable!(),
                }
            }
            impl #p::Field for #name {
                #inside
                fn field_type() -> #p::LiteralType {
                    #p::schema::enumeration(__FLYTE_NAMES)
                }
                fn schema() -> #p::json::Struct {
                    #p::json::one_of(__FLYTE_NAMES)
                }
                fn pydantic_schema(definitions: &mut #p::json::Struct) -> #p::json::Struct {
                    #p::schema::pydantic::one_of(#title, __FLYTE_NAMES, definitions)
                }
                fn pack(&self, out: &mut #p::Packer) -> #p::ConvertResult<()> {
                    out.text(__flyte_name(self));
                    #p::Ok(())
                }
                fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
                    #p::Ok(__flyte_variant(#p::choice::unpack_text(input, __FLYTE_READABLE)?))
                }
                fn default_json(&self) -> #p::Option<#p::json::Value> {
                    #p::Some(#p::json::text(__flyte_name(self)))
                }
                fn packs_as(kind: #p::PackedKind, _: #p::Dialect) -> bool {
                    ::core::matches!(kind, #p::PackedKind::Text)
                }
            }
            impl #p::FlyteType for #name {
                type Shape = #p::shape::Single;
                fn literal_type() -> #p::LiteralType {
                    #p::schema::enumeration(__FLYTE_NAMES)
                }
                const UNION_TAG: &'static str = #p::choice::ENUM_TAG;
                fn encode(&self, out: &mut #p::Vec<u8>) -> #p::ConvertResult<()> {
                    #p::wire::put_text(out, __flyte_name(self));
                    #p::Ok(())
                }
                fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                    #p::Ok(__flyte_variant(#p::choice::decode_text(literal, __FLYTE_READABLE)?))
                }
            }
            impl #p::Plain for #name {}
            impl #p::Equal for #name {}
        };
    }
}
