//! An enum with data: a flat union on the wire, one variant each.
//!
//! Every variant has a *marker*, a type whose literal type and tag are the variant's. It is the payload itself where
//! the tags are Python's, otherwise a generated type of the variant's name.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::model::{Field, Payload, Record, Variant, generated};
use super::structure;
use crate::paths::{local, private, private_at};

pub(super) fn expand(record: &Record, variants: &[Variant]) -> TokenStream {
    let p = private();
    let Record { name, title, python, .. } = record;
    let markers: Vec<TokenStream> =
        variants.iter().map(|variant| marker(record, variant)).collect();
    let definitions = variants.iter().map(|variant| define(record, variant));
    let payloads = variants.iter().filter_map(|variant| match &variant.payload {
        Payload::One(ty) => Some(&**ty),
        Payload::Unit | Payload::Named(_) => None,
    });
    let flat = payloads.map(|ty| {
        let at = private_at(ty.span());
        quote_spanned! {ty.span()=>
            const _: () = ::core::assert!(
                !<#ty as #at::FlyteType>::IS_UNION,
                "a union in a union is flat on the wire: write its variants here, or put it in a struct",
            );
        }
    });
    let readers =
        variants.iter().zip(&markers).map(|(variant, marker)| reader(record, variant, marker));
    let marker_types: Vec<syn::Type> =
        markers.iter().map(|marker| syn::parse_quote!(#marker)).collect();
    let depth = structure::depth(marker_types.iter());
    let encode = variants.iter().zip(&markers).map(|(variant, marker)| encode(variant, marker));
    let distinct = if *python { distinct(variants, &markers) } else { TokenStream::new() };
    let types = variants.iter().flat_map(payload_types);
    let has_references = structure::has_references(types);
    let references = variants.iter().map(references);
    let form = if *python { bare(variants, &markers, title) } else { external(record, variants) };
    let unwritten = if *python {
        TokenStream::new()
    } else {
        quote! {
            // A path into a struct leads to the form that the value has there.
            if let #p::wire::Kind::Binary { .. } | #p::wire::Kind::Generic(_) = literal.kind
                && let #p::Result::Ok(value) = #p::record::decode(literal, #title)
            {
                return #p::Result::Ok(value);
            }
        }
    };
    quote! {
            #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated, non_camel_case_types)]
            const _: () = {
                #(#definitions)*
                #(#flat)*
                const __FLYTE_VARIANTS: &[#p::choice::Variant<#name>] = &[#(#readers),*];
                impl #p::Field for #name {
                    const DEPTH: u32 = #depth;
                    const HAS_REFERENCES: bool = #has_references;
                    fn references<'a>(&'a self, found: &mut #p::Vec<&'a dyn #p::Handover>) {
                        let _ = &found;
                        match self { #(#references)* }
                    }
                    fn field_type() -> #p::LiteralType {
                        <Self as #p::FlyteType>::literal_type()
                    }
                    #form
                }
                const _: u32 = <#name as #p::Field>::DEPTH;
                impl #p::FlyteType for #name {
    type Shape = #p::shape::Single;
                    const IS_UNION: bool = true;
                    fn literal_type() -> #p::LiteralType {
                        #p::schema::union_of(<Self as #p::FlyteType>::union_variants())
                    }
                    const UNION_TAG: &'static str = #p::choice::UNION_TAG;
                    fn union_variants() -> #p::Vec<#p::LiteralType> {
                        let mut variants = #p::Vec::new();
                        #(::core::iter::Extend::extend(&mut variants, <#markers as #p::FlyteType>::union_variants());)*
                        variants
                    }
                    fn encode(&self, out: &mut #p::Vec<u8>) -> #p::ConvertResult<()> {
                        match self { #(#encode)* }
                    }
                    fn encode_variant(&self, out: &mut #p::Vec<u8>) -> #p::ConvertResult<()> {
                        <Self as #p::FlyteType>::encode(self, out)
                    }
                    fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                        #unwritten
                        #p::choice::decode(literal, #title, __FLYTE_VARIANTS)
                    }
                }
                impl #p::Plain for #name {}
                #distinct
            };
        }
}

/// Under `python` the compiler compares the tags that the payloads' types have: two equal ones can't be told apart.
fn distinct(variants: &[Variant], markers: &[TokenStream]) -> TokenStream {
    let p = private();
    let mut checks = TokenStream::new();
    for (at, (variant, marker)) in variants.iter().zip(markers).enumerate() {
        for (earlier, other) in variants.iter().zip(markers).take(at) {
            let words = format!(
                "under `python`, `{}` and `{}` have the same tag, so nothing tells them apart: drop `python`, or put one of \
                 them in a struct with a field of its own",
                earlier.name, variant.name
            );
            checks.extend(quote_spanned! {variant.name.span()=>
                const _: () = ::core::assert!(
                    !#p::choice::same_tag(<#other as #p::FlyteType>::UNION_TAG, <#marker as #p::FlyteType>::UNION_TAG),
                    #words
                );
            });
        }
    }
    checks
}

/// The type that stands for a variant.
fn marker(record: &Record, variant: &Variant) -> TokenStream {
    match &variant.payload {
        Payload::One(ty) if record.python => quote!(#ty),
        _ => {
            let name = generated(&record.name, &variant.name);
            quote!(#name)
        }
    }
}

/// The definition of a generated marker.
fn define(record: &Record, variant: &Variant) -> TokenStream {
    let p = private();
    let name = generated(&record.name, &variant.name);
    let wire = &variant.wire;
    let payload = match &variant.payload {
        Payload::Named(fields) => {
            let declared = fields.iter().map(|field| {
                let (name, ty) = (&field.name, &field.ty);
                quote!(#name: #ty)
            });
            let tag = (!record.python).then_some(wire.as_str());
            let traits = structure::traits(&name, wire, fields, tag);
            return quote! {
                struct #name { #(#declared),* }
                #traits
            };
        }
        Payload::Unit => return nothing(&name, if record.python { "none" } else { wire }),
        _ if record.python => return TokenStream::new(),
        Payload::One(ty) => quote!(#ty),
    };
    let span = payload.span();
    let at = private_at(span);
    let of = quote_spanned!(span=> <#payload as #at::FlyteType>);
    let field = quote_spanned!(span=> <#payload as #at::Field>);
    quote! {
            enum #name {}
            impl #p::Field for #name {
                const DEPTH: u32 = #field::DEPTH;
                fn field_type() -> #p::LiteralType { #field::field_type() }
                fn schema() -> #p::json::Struct { #field::schema() }
                fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { match *self {} }
                fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
                    #p::Result::Err(input.unexpected(#wire))
                }
                fn packs_as(kind: #p::PackedKind) -> bool { #field::packs_as(kind) }
            }
            impl #p::FlyteType for #name {
    type Shape = #p::shape::Single;
                fn literal_type() -> #p::LiteralType { #of::literal_type() }
                const UNION_TAG: &'static str = #wire;
                fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { match *self {} }
                fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                    #p::Result::Err(literal.unexpected(#wire))
                }
            }
        }
}

/// The marker of a variant without a payload.
fn nothing(name: &Ident, tag: &str) -> TokenStream {
    let p = private();
    quote! {
            enum #name {}
            impl #p::Field for #name {
                fn field_type() -> #p::LiteralType { <Self as #p::FlyteType>::literal_type() }
                fn schema() -> #p::json::Struct { #p::json::schema("null") }
                fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { match *self {} }
                fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
                    #p::Result::Err(input.unexpected("nothing"))
                }
                fn packs_as(kind: #p::PackedKind) -> bool {
                    ::core::matches!(kind, #p::PackedKind::Nil)
                }
            }
            impl #p::FlyteType for #name {
    type Shape = #p::shape::Single;
                fn literal_type() -> #p::LiteralType { #p::schema::simple(#p::SimpleType::None) }
                const UNION_TAG: &'static str = #tag;
                fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { match *self {} }
                fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                    #p::Result::Err(literal.unexpected("nothing"))
                }
            }
        }
}

/// How a variant is read.
fn reader(record: &Record, variant: &Variant, marker: &TokenStream) -> TokenStream {
    let p = private();
    let owner = &record.name;
    let name = &variant.name;
    let (payload, make) = match &variant.payload {
        Payload::Unit => {
            return quote! {
                #p::choice::Variant::new::<#marker>(
                    |literal| if literal.is_none() {
                        #p::Result::Ok(#owner::#name)
                    } else {
                        #p::Result::Err(literal.unexpected("nothing"))
                    },
                    |input| if input.nil()? {
                        #p::Result::Ok(#owner::#name)
                    } else {
                        #p::Result::Err(input.unexpected("nothing"))
                    },
                )
            };
        }
        Payload::One(ty) => (quote!(#ty), quote!(#owner::#name)),
        Payload::Named(fields) => {
            (marker.clone(), from_named(quote!(#owner::#name), marker, fields))
        }
    };
    quote! {
        #p::choice::Variant::new::<#marker>(
            |literal| <#payload as #p::FlyteType>::decode(literal).map(#make),
            |input| <#payload as #p::Field>::unpack(input).map(#make),
        )
    }
}

/// A closure that turns the generated struct into the variant.
fn from_named(variant: TokenStream, marker: &TokenStream, fields: &[Field]) -> TokenStream {
    let names = fields.iter().map(|field| &field.name);
    let values = fields.iter().map(|field| &field.name);
    let named = local("named", Span::mixed_site());
    quote!(|#named: #marker| #variant { #(#names: #named.#values),* })
}

/// A variant's pattern and what it binds.
fn pattern(variant: &Variant) -> (TokenStream, Vec<Ident>) {
    let name = &variant.name;
    match &variant.payload {
        Payload::Unit => (quote!(Self::#name), Vec::new()),
        Payload::One(_) => {
            let value = local("value", Span::mixed_site());
            (quote!(Self::#name(#value)), vec![value])
        }
        Payload::Named(fields) => {
            let names = fields.iter().map(|field| &field.name);
            let values: Vec<Ident> = (0..fields.len())
                .map(|at| local(&format!("field_{at}"), Span::mixed_site()))
                .collect();
            let bound = fields.iter().zip(&values).map(|(field, value)| match field.skip {
                true => quote!(_),
                false => quote!(#value),
            });
            (quote!(Self::#name { #(#names: #bound),* }), values)
        }
    }
}

/// The types of what a variant holds.
fn payload_types(variant: &Variant) -> Vec<&syn::Type> {
    match &variant.payload {
        Payload::Unit => Vec::new(),
        Payload::One(ty) => vec![&**ty],
        Payload::Named(fields) => {
            fields.iter().filter(|field| !field.skip).map(|field| &field.ty).collect()
        }
    }
}

/// Collects the references inside a variant.
fn references(variant: &Variant) -> TokenStream {
    let (pattern, values) = pattern(variant);
    let collected = match &variant.payload {
        Payload::Unit => TokenStream::new(),
        Payload::One(ty) => structure::reference(ty, &quote!(#(#values)*)),
        Payload::Named(fields) => structure::references(fields, |field| {
            let at = fields.iter().position(|other| other.name == field.name).unwrap_or_default();
            let value = &values[at];
            quote!(#value)
        }),
    };
    quote!(#pattern => { #collected })
}

/// Writes the payload as msgpack, bare.
fn pack_payload(variant: &Variant, values: &[Ident], out: &Ident) -> TokenStream {
    match &variant.payload {
        Payload::Unit => {
            let p = private();
            quote!({ #out.nil(); #p::Result::Ok(()) })
        }
        Payload::One(ty) => {
            let at = private_at(ty.span());
            quote_spanned!(ty.span()=> <#ty as #at::Field>::pack(#(#values)*, #out))
        }
        Payload::Named(fields) => {
            let pack = structure::pack(fields, out, |field| {
                let at =
                    fields.iter().position(|other| other.name == field.name).unwrap_or_default();
                let value = &values[at];
                quote!(#value)
            });
            quote!({ #pack })
        }
    }
}

fn encode(variant: &Variant, marker: &TokenStream) -> TokenStream {
    let p = private();
    let (pattern, values) = pattern(variant);
    let out = local("out", Span::mixed_site());
    let payload = match &variant.payload {
        Payload::Unit => quote!({ #p::wire::put_none(#out); #p::Result::Ok(()) }),
        Payload::One(ty) => {
            let at = private_at(ty.span());
            quote_spanned!(ty.span()=> <#ty as #at::FlyteType>::encode(#(#values)*, #out))
        }
        Payload::Named(_) => {
            let pack = pack_payload(variant, &values, &out);
            quote!(#p::wire::put_binary(#out, |#out| #pack))
        }
    };
    quote! {
        #pattern => #p::wire::put_union(out, |#out| #payload, &<#marker as #p::FlyteType>::variant_type()),
    }
}

/// Inside a struct, the payload alone: what Python writes.
fn bare(variants: &[Variant], markers: &[TokenStream], title: &str) -> TokenStream {
    let p = private();
    let out = local("out", Span::mixed_site());
    let pack = variants.iter().map(|variant| {
        let (pattern, values) = pattern(variant);
        let payload = pack_payload(variant, &values, &out);
        quote!(#pattern => #payload,)
    });
    quote! {
        fn schema() -> #p::json::Struct {
            #p::json::any_of([#(<#markers as #p::Field>::schema()),*])
        }
        fn pack(&self, #out: &mut #p::Packer) -> #p::ConvertResult<()> {
            match self { #(#pack)* }
        }
        fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
            #p::choice::unpack(input, #title, __FLYTE_VARIANTS)
        }
        fn packs_as(kind: #p::PackedKind) -> bool {
            false #(|| <#markers as #p::Field>::packs_as(kind))*
        }
    }
}

/// Inside a struct, serde's external form: `"Unit"`, `{"One": value}`, `{"Named": {…}}`.
fn external(record: &Record, variants: &[Variant]) -> TokenStream {
    let p = private();
    let title = &record.title;
    let out = local("out", Span::mixed_site());
    let wires: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
    let units = || variants.iter().filter(|variant| matches!(variant.payload, Payload::Unit));
    let pack = variants.iter().map(|variant| {
        let (pattern, values) = pattern(variant);
        let wire = &variant.wire;
        match &variant.payload {
            Payload::Unit => quote!(#pattern => { #out.text(#wire); #p::Result::Ok(()) }),
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
            #p::StructSchema::new(#wire).field::<#payload>(#wire, #p::Option::None).finish()
        }
    });
    let unit_wires: Vec<&str> = units().map(|variant| variant.wire.as_str()).collect();
    let text = (!unit_wires.is_empty()).then(|| {
        let indices = 0..unit_wires.len();
        let names = units().map(|variant| &variant.name);
        quote! {
            if ::core::matches!(input.peek()?, #p::PackedKind::Text) {
                return #p::Result::Ok(match #p::choice::unpack_text(input, &[#(#unit_wires),*])? {
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
                    #(Self::#names => #p::Option::Some(#p::json::text(#unit_wires)),)*
                    #[allow(unreachable_patterns)]
                    _ => #p::Option::None,
                }
            }
        }
    });
    let arms = variants.iter().map(|variant| {
        let (wire, name) = (&variant.wire, &variant.name);
        match &variant.payload {
            Payload::Unit => quote! {
                #wire => if input.nil()? {
                    #p::Result::Ok(Self::#name)
                } else {
                    #p::Result::Err(input.unexpected("nothing").in_field(#wire))
                }
            },
            Payload::One(ty) => {
                quote!(#wire => #p::record::field::<#ty>(input, #wire).map(Self::#name))
            }
            Payload::Named(fields) => {
                let marker = marker(record, variant);
                let make = from_named(quote!(Self::#name), &marker, fields);
                quote!(#wire => #p::record::field::<#marker>(input, #wire).map(#make))
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
                return #p::Result::Err(wrong);
            }
            match input.key()? {
                #(#arms,)*
                other => match #p::choice::position(other, &[#(#wires),*]) {
                    #p::Result::Err(error) => #p::Result::Err(error),
                    #p::Result::Ok(_) => #p::Result::Err(wrong),
                },
            }
        }
        #default_json
        fn packs_as(kind: #p::PackedKind) -> bool {
            ::core::matches!(kind, #p::PackedKind::Text | #p::PackedKind::Map)
        }
    }
}
