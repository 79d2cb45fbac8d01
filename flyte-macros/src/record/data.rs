//! An enum with data: a flat union on the wire, one variant each.
//!
//! Every variant has a *marker* (`marker`), a type whose literal type and tag are the variant's. Inside a struct a value
//! has one of two forms (`form`).

mod form;
mod marker;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::distinct::may_share_a_tag;
use super::model::{Field, Payload, Record, Variant};
use super::structure;
use crate::contents::{Contents, Kind, Written};
use crate::json::Json;
use crate::paths::{local, private, private_at};
use form::{bare, external};
use marker::{alike_inside, define, distinct, marker, named_marker};

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
    let shared = *python && may_share_a_tag(variants);
    let encode = variants
        .iter()
        .zip(&markers)
        .map(|(variant, marker)| encode(variant, marker, shared.then_some(title)));
    let (distinct, unfit) = match python {
        true => (distinct(variants, &markers), alike_inside(record, variants, &markers)),
        false => Default::default(),
    };
    let label = name.unraw().to_string();
    let named: Vec<Option<syn::Type>> =
        variants.iter().map(|variant| named_marker(record, variant)).collect();
    let parts = variants.iter().zip(&named).filter_map(|(variant, named)| {
        let ty = match &variant.payload {
            Payload::Unit => None,
            Payload::One(ty) => Some(&**ty),
            Payload::Named(_) => named.as_ref(),
        };
        Some((format!("{label}::{}", variant.name.unraw()), ty?))
    });
    let contents = Contents {
        owner: name,
        label: &label,
        kind: Kind::Transparent,
        parts: parts.collect(),
        unfit,
    };
    let Written { inside, told } = contents.write();
    let references = variants.iter().map(references);
    let found = structure::found();
    let form = if *python { bare(variants, &markers, title) } else { external(record, variants) };
    let union_variants = variants.iter().zip(&markers).map(union_variants);
    let units = variants
        .iter()
        .filter(|variant| matches!(variant.payload, Payload::Unit))
        .map(|variant| &variant.wire);
    let unwritten = if *python {
        TokenStream::new()
    } else {
        quote! {
            // A path into a struct leads to the form that the value has there.
            if let #p::Some(value) = #p::choice::from_inside(literal, #title, &[#(#units),*]) {
                return value;
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
                #inside
                fn references<'a>(&'a self, #found: &mut #p::Vec<&'a dyn #p::Handover>) {
                    let _ = &#found;
                    match self { #(#references)* }
                }
                fn field_type() -> #p::LiteralType {
                    <Self as #p::FlyteType>::literal_type()
                }
                #form
            }
            #told
            impl #p::FlyteType for #name {
                type Shape = #p::shape::Single;
                const IS_UNION: bool = true;
                fn literal_type() -> #p::LiteralType {
                    #p::schema::union_of(<Self as #p::FlyteType>::union_variants())
                }
                const UNION_TAG: &'static str = #p::choice::UNION_TAG;
                fn union_variants() -> #p::Vec<#p::LiteralType> {
                    let mut variants = #p::Vec::new();
                    #(::core::iter::Extend::extend(&mut variants, #union_variants);)*
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

/// What a variant adds to the type of the union. Its values are written with the type as it is: as with flytekit, an
/// annotation belongs to the interface alone.
fn union_variants((variant, marker): (&Variant, &TokenStream)) -> TokenStream {
    let p = private();
    let types = quote!(<#marker as #p::FlyteType>::union_variants());
    match variant.annotation.as_ref().map(Json::entries) {
        None => types,
        Some(json) => quote! {
            ::core::iter::Iterator::map(
                ::core::iter::IntoIterator::into_iter(#types),
                |ty| #p::annotated(ty, #json),
            )
        },
    }
}

/// How a variant is read.
fn reader(record: &Record, variant: &Variant, marker: &TokenStream) -> TokenStream {
    let p = private();
    let owner = &record.name;
    let name = &variant.name;
    let named = {
        let name = name.unraw().to_string();
        quote!(.named(#name))
    };
    let (payload, make) = match &variant.payload {
        Payload::Unit => {
            return quote! {
                #p::choice::Variant::new::<#marker>(
                    |literal| if literal.is_none() {
                        #p::Ok(#owner::#name)
                    } else {
                        #p::Err(literal.unexpected("nothing"))
                    },
                    |input| if input.nil()? {
                        #p::Ok(#owner::#name)
                    } else {
                        #p::Err(input.unexpected("nothing"))
                    },
                )#named
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
        )#named
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
            quote!({ #out.nil(); #p::Ok(()) })
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

/// Writes a variant. `shared`: the title of the union, if variants may have one tag.
fn encode(variant: &Variant, marker: &TokenStream, shared: Option<&String>) -> TokenStream {
    let p = private();
    let (pattern, values) = pattern(variant);
    let out = local("out", Span::mixed_site());
    let payload = match &variant.payload {
        Payload::Unit => quote!({ #p::wire::put_none(#out); #p::Ok(()) }),
        Payload::One(ty) => {
            let at = private_at(ty.span());
            quote_spanned!(ty.span()=> <#ty as #at::FlyteType>::encode(#(#values)*, #out))
        }
        Payload::Named(_) => {
            let pack = pack_payload(variant, &values, &out);
            quote!(#p::wire::put_binary(#out, |#out| #pack))
        }
    };
    let check = shared.map(|title| {
        let pack = pack_payload(variant, &values, &out);
        quote! {
            #p::choice::check_tagged(
                <#marker as #p::FlyteType>::UNION_TAG, #title, __FLYTE_VARIANTS, |#out| #pack,
            )?;
        }
    });
    quote! {
        #pattern => {
            #check
            #p::wire::put_union(out, |#out| #payload, &<#marker as #p::FlyteType>::variant_type())
        }
    }
}
