//! How a value looks inside a struct.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::super::model::{Payload, Record, Variant};
use super::{from_named, marker, pack_payload, pattern};
use crate::paths::{local, private};

/// Inside a struct, the payload alone: what Python writes.
pub(super) fn bare(variants: &[Variant], markers: &[TokenStream], title: &str) -> TokenStream {
    let p = private();
    let out = local("out", Span::mixed_site());
    let start = local("start", Span::mixed_site());
    let written = local("written", Span::mixed_site());
    let pack = variants.iter().enumerate().map(|(at, variant)| {
        let (pattern, values) = pattern(variant);
        let payload = pack_payload(variant, &values, &out);
        quote!(#pattern => #payload.map(|()| #at),)
    });
    let default_json = variants.iter().map(|variant| {
        let (pattern, values) = pattern(variant);
        match &variant.payload {
            Payload::Unit => quote!(#pattern => #p::Option::Some(#p::json::null()),),
            Payload::One(ty) => quote!(#pattern => <#ty as #p::Field>::default_json(#(#values)*),),
            Payload::Named(_) => TokenStream::new(),
        }
    });
    quote! {
        fn default_json(&self) -> #p::Option<#p::json::Value> {
            match self {
                #(#default_json)*
                #[allow(unreachable_patterns)]
                _ => #p::Option::None,
            }
        }
        fn schema() -> #p::json::Struct {
            #p::json::any_of([#(<#markers as #p::Field>::schema()),*])
        }
        fn pydantic_schema(definitions: &mut #p::json::Struct) -> #p::json::Struct {
            #p::json::any_of([#(<#markers as #p::Field>::pydantic_schema(definitions)),*])
        }
        fn pack(&self, #out: &mut #p::Packer) -> #p::ConvertResult<()> {
            let #start = #out.bytes_so_far().len();
            let #written: #p::ConvertResult<usize> = match self { #(#pack)* };
            #p::choice::check_packed(#out, #start, #written?, #title, __FLYTE_VARIANTS)
        }
        fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
            #p::choice::unpack(input, #title, __FLYTE_VARIANTS)
        }
        fn packs_as(kind: #p::PackedKind, dialect: #p::Dialect) -> bool {
            false #(|| <#markers as #p::Field>::packs_as(kind, dialect))*
        }
    }
}

/// Inside a struct, serde's external form: `"Unit"`, `{"One": value}`, `{"Named": {…}}`.
pub(super) fn external(record: &Record, variants: &[Variant]) -> TokenStream {
    let p = private();
    let title = &record.title;
    let out = local("out", Span::mixed_site());
    let wires: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
    let units = || variants.iter().filter(|variant| matches!(variant.payload, Payload::Unit));
    let pack = variants.iter().map(|variant| {
        let (pattern, values) = pattern(variant);
        let wire = &variant.wire;
        match &variant.payload {
            Payload::Unit => quote!(#pattern => { #out.text(#wire); #p::Ok(()) }),
            _ => {
                let payload = pack_payload(variant, &values, &out);
                quote!(#pattern => { #out.map_header(1); #out.key(#wire); #payload })
            }
        }
    });
    let schemas = variants.iter().map(|variant| {
        let wire = &variant.wire;
        let payload = match &variant.payload {
            Payload::Unit => return quote!(#p::json::one_of(&[#wire])),
            Payload::One(ty) => quote!(#ty),
            Payload::Named(_) => marker(record, variant),
        };
        quote! {
            <#payload as #p::Field>::add_to(#p::StructSchema::new(#wire), #wire, #p::None).finish()
        }
    });
    let unit_wires: Vec<&str> = units().map(|variant| variant.wire.as_str()).collect();
    let others =
        || units().flat_map(|variant| variant.aliases.iter().map(move |alias| (variant, alias)));
    let unit_aliases: Vec<&String> = others().map(|(_, alias)| alias).collect();
    let text = (!unit_wires.is_empty()).then(|| {
        let indices = 0..unit_wires.len() + unit_aliases.len();
        let names = units().chain(others().map(|(variant, _)| variant)).map(|variant| &variant.name);
        quote! {
            if ::core::matches!(input.peek()?, #p::PackedKind::Text) {
                return #p::Ok(match #p::choice::unpack_text(input, &[#(#unit_wires,)* #(#unit_aliases),*])? {
                    #(#indices => Self::#names,)*
                    _ => ::core::unreachable!(),
                });
            }
        }
    });
    let default_json = (!unit_wires.is_empty()).then(|| {
        let names = units().map(|variant| &variant.name);
        quote! {
            fn default_json(&self) -> #p::Option<#p::json::Value> {
                match self {
                    #(Self::#names => #p::Some(#p::json::text(#unit_wires)),)*
                    #[allow(unreachable_patterns)]
                    _ => #p::None,
                }
            }
        }
    });
    let arms = variants.iter().map(|variant| {
        let (wire, name, aliases) = (&variant.wire, &variant.name, &variant.aliases);
        match &variant.payload {
            Payload::Unit => quote! {
                #wire #(| #aliases)* => if input.nil()? {
                    #p::Ok(Self::#name)
                } else {
                    #p::Err(input.unexpected("nothing").in_field(#wire))
                }
            },
            Payload::One(ty) => {
                quote!(#wire #(| #aliases)* => <#ty as #p::Field>::unpack_field(input, #wire).map(Self::#name))
            }
            Payload::Named(fields) => {
                let marker = marker(record, variant);
                let make = from_named(quote!(Self::#name), &marker, fields);
                quote!(#wire #(| #aliases)* => <#marker as #p::Field>::unpack_field(input, #wire).map(#make))
            }
        }
    });
    quote! {
        fn schema() -> #p::json::Struct {
            #p::json::any_of([#(#schemas),*])
        }
        fn pack(&self, #out: &mut #p::Packer) -> #p::ConvertResult<()> {
            match self { #(#pack),* }
        }
        fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
            #text
            let wrong = input.unexpected(#title);
            if input.map_header(#title)? != 1 {
                return #p::Err(wrong);
            }
            match input.key()? {
                #(#arms,)*
                other => match #p::choice::position(other, &[#(#wires),*]) {
                    #p::Err(error) => #p::Err(error),
                    #p::Ok(_) => #p::Err(wrong),
                },
            }
        }
        #default_json
        fn packs_as(kind: #p::PackedKind, _: #p::Dialect) -> bool {
            ::core::matches!(kind, #p::PackedKind::Text | #p::PackedKind::Map)
        }
    }
}
