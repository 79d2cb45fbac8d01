//! The types that stand for variants: a payload itself where the tags are Python's, otherwise a generated type of the
//! variant's name.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::super::model::{Payload, Record, Variant, generated};
use super::super::structure::{self, Form};
use crate::contents;
use crate::paths::{private, private_at};

/// The type that stands for a variant.
pub(super) fn marker(record: &Record, variant: &Variant) -> TokenStream {
    match &variant.payload {
        Payload::One(ty) if record.python => quote!(#ty),
        _ => {
            let name = generated(&record.name, &variant.name);
            quote!(#name)
        }
    }
}

/// The type of the fields of a variant that has named ones.
pub(super) fn named_marker(record: &Record, variant: &Variant) -> Option<syn::Type> {
    let Payload::Named(_) = variant.payload else { return None };
    let name = generated(&record.name, &variant.name);
    Some(syn::parse_quote!(#name))
}

/// The definition of a generated marker.
pub(super) fn define(record: &Record, variant: &Variant) -> TokenStream {
    let p = private();
    let name = generated(&record.name, &variant.name);
    let wire = &variant.wire;
    let payload = match &variant.payload {
        Payload::Named(fields) => {
            let declared = fields.iter().map(|field| {
                let (name, ty) = (&field.name, &field.ty);
                quote!(#name: #ty)
            });
            let form = if record.python { Form::Dataclass } else { Form::Variant(wire) };
            let label = format!("{}::{}", record.name.unraw(), variant.name.unraw());
            let traits = structure::traits(&name, &label, wire, fields, form);
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
    let inside = quote_spanned!(span=> #field::Inside<__FlyteLevel>);
    quote! {
        enum #name {}
        impl #p::Field for #name {
            type Inside<__FlyteLevel: #p::contents::Levels> = #inside;
            fn field_type() -> #p::LiteralType { #field::field_type() }
            fn schema() -> #p::json::Struct { #field::schema() }
            fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { match *self {} }
            fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
                #p::Err(input.unexpected(#wire))
            }
            fn packs_as(kind: #p::PackedKind, dialect: #p::Dialect) -> bool { #field::packs_as(kind, dialect) }
        }
        impl #p::FlyteType for #name {
            type Shape = #p::shape::Single;
            fn literal_type() -> #p::LiteralType { #of::literal_type() }
            const UNION_TAG: &'static str = #wire;
            fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { match *self {} }
            fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                #p::Err(literal.unexpected(#wire))
            }
        }
    }
}

/// The marker of a variant without a payload.
fn nothing(name: &Ident, tag: &str) -> TokenStream {
    let p = private();
    let inside = contents::nothing();
    quote! {
        enum #name {}
        impl #p::Field for #name {
            #inside
            fn field_type() -> #p::LiteralType { <Self as #p::FlyteType>::literal_type() }
            fn schema() -> #p::json::Struct { #p::json::schema("null") }
            fn pack(&self, _: &mut #p::Packer) -> #p::ConvertResult<()> { match *self {} }
            fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
                #p::Err(input.unexpected("nothing"))
            }
            fn packs_as(kind: #p::PackedKind, _: #p::Dialect) -> bool {
                ::core::matches!(kind, #p::PackedKind::Nil)
            }
        }
        impl #p::FlyteType for #name {
            type Shape = #p::shape::Single;
            fn literal_type() -> #p::LiteralType { #p::schema::simple(#p::SimpleType::None) }
            const UNION_TAG: &'static str = #tag;
            fn encode(&self, _: &mut #p::Vec<u8>) -> #p::ConvertResult<()> { match *self {} }
            fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                #p::Err(literal.unexpected("nothing"))
            }
        }
    }
}

/// Under `python` the compiler compares the tags that the payloads' types have: of two equal ones the value has to tell
/// which it is, and only some types have such values.
pub(super) fn distinct(variants: &[Variant], markers: &[TokenStream]) -> TokenStream {
    pairs(variants, markers, |earlier, variant, other, marker| {
        let p = private();
        let words = format!(
            "under `python`, `{}` and `{}` have the same tag, so nothing tells them apart: drop `python`, or put one of \
             them in a struct with a field of its own",
            earlier.name, variant.name
        );
        let choice = p.module(&["choice"]);
        quote_spanned! {variant.name.span()=>
            const _: () = ::core::assert!(
                !#choice::same_tag(<#other as #p::FlyteType>::UNION_TAG, <#marker as #p::FlyteType>::UNION_TAG)
                    || #choice::told_by_value(<#marker as #p::FlyteType>::UNION_TAG),
                #words
            );
        }
    })
}

/// Under `python` a value inside a struct has no tag: why no struct can hold it, if two variants look alike there.
pub(super) fn alike_inside(
    record: &Record,
    variants: &[Variant],
    markers: &[TokenStream],
) -> Option<TokenStream> {
    let p = private();
    let owner = record.name.unraw();
    let alike = pairs(variants, markers, |earlier, variant, other, marker| {
        let words = format!(
            "inside a struct a value of `{owner}` has no tag, and nothing else tells `{}` and `{}` apart: drop `python`, or \
             put one of them in a struct with a field of its own",
            earlier.name, variant.name
        );
        quote! {
            if #p::choice::alike_inside(<#other as #p::FlyteType>::UNION_TAG, <#marker as #p::FlyteType>::UNION_TAG) {
                #p::Some(#words)
            } else
        }
    });
    (!alike.is_empty()).then(|| quote!(#alike { #p::None }))
}

/// What is written of every two variants.
fn pairs(
    variants: &[Variant],
    markers: &[TokenStream],
    write: impl Fn(&Variant, &Variant, &TokenStream, &TokenStream) -> TokenStream,
) -> TokenStream {
    let mut written = TokenStream::new();
    for (at, (variant, marker)) in variants.iter().zip(markers).enumerate() {
        for (earlier, other) in variants.iter().zip(markers).take(at) {
            written.extend(write(earlier, variant, other, marker));
        }
    }
    written
}
