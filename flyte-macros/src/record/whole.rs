//! A type that travels as another: a struct around one value, or a type with a conversion of its own.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Visibility;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::Record;
use super::structure::found;
use crate::contents::{Contents, Kind, Written};
use crate::paths::{local, private, private_at};

/// How a value turns into one of the other type and back.
struct Way {
    /// The other type.
    ty: TokenStream,
    /// Where errors about it belong.
    span: Span,
    /// A reference to the value as one of the other type, where an error may be returned.
    view: TokenStream,
    /// The same, where an `Option` is returned.
    view_or_none: TokenStream,
    /// Puts a `Result` of the other type right.
    make: TokenStream,
    /// Puts an `Option` of the other type right.
    make_option: TokenStream,
    /// The body that collects references.
    references: TokenStream,
}

/// `struct Celsius(f64);`
pub(super) fn newtype(record: &Record, ty: &syn::Type, visibility: &Visibility) -> TokenStream {
    let (p, found, this) = (private_at(ty.span()), found(), quote!(&self.0));
    let way = Way {
        ty: quote!(#ty),
        span: ty.span(),
        view: quote!(&self.0),
        view_or_none: quote!(&self.0),
        make: quote!(.map(Self)),
        make_option: quote!(.map(Self)),
        references: quote_spanned!(ty.span()=> <#ty as #p::Field>::references(#this, #found)),
    };
    let (traits, promise) = (traits(record, &way, ty, "0"), promise(record, ty, visibility));
    quote!(#promise #traits)
}

/// `#[flyte(via)]`: what `impl Via` says.
pub(super) fn via(record: &Record) -> TokenStream {
    let name = &record.name;
    let span = name.span();
    let (p, found, this) = (private_at(span), found(), quote!(self));
    let custom = p.module(&["custom"]);
    let way = Way {
        ty: quote_spanned!(span=> <#name as #p::Via>::Repr),
        span,
        view: quote_spanned!(span=> &#custom::repr(#this)?),
        view_or_none: quote_spanned!(span=> &#custom::repr(#this).ok()?),
        make: quote_spanned!(span=> .and_then(#custom::from_repr)),
        make_option: quote_spanned!(span=> .and_then(|repr| #custom::from_repr(repr).ok())),
        references: quote!(let _ = #found),
    };
    let traits = traits(record, &way, &syn::Type::Verbatim(way.ty.clone()), "Repr");
    let holds_none = quote_spanned! {span=>
        const _: () = ::core::assert!(
            !<<#name as #p::Via>::Repr as #p::Field>::HAS_REFERENCES,
            "what a type travels as by `via` holds no files: put them in fields of a struct, or use `Stored`",
        );
    };
    quote!(#traits #holds_none)
}

/// `Field` and `FlyteType`. `part`: what the other type is called.
fn traits(record: &Record, way: &Way, inner: &syn::Type, part: &str) -> TokenStream {
    let p = private();
    let name = &record.name;
    let label = name.unraw().to_string();
    let contents = Contents {
        owner: name,
        label: &label,
        kind: Kind::Transparent,
        parts: vec![(format!("{label}.{part}"), inner)],
        unfit: None,
    };
    let Written { inside, told } = contents.write();
    let Way { ty, span, view, view_or_none, make, make_option, references } = way;
    let at = private_at(*span);
    let field = quote_spanned!(*span=> <#ty as #at::Field>);
    let of = quote_spanned!(*span=> <#ty as #at::FlyteType>);
    let (inner, found) = (local("inner", Span::mixed_site()), found());
    quote! {
        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated)]
        const _: () = {
            impl #p::Field for #name {
                #inside
                fn references<'a>(&'a self, #found: &mut #p::Vec<&'a dyn #p::Handover>) {
                    #references;
                }
                fn field_type() -> #p::LiteralType { #field::field_type() }
                fn schema() -> #p::json::Struct { #field::schema() }
                fn pydantic_schema(definitions: &mut #p::json::Struct) -> #p::json::Struct {
                    #field::pydantic_schema(definitions)
                }
                fn pack(&self, out: &mut #p::Packer) -> #p::ConvertResult<()> {
                    let #inner = #view;
                    #field::pack(#inner, out)
                }
                fn unpack(input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
                    #field::unpack(input)#make
                }
                fn default_json(&self) -> #p::Option<#p::json::Value> {
                    let #inner = #view_or_none;
                    #field::default_json(#inner)
                }
                fn field_variants() -> #p::Vec<#p::LiteralType> { #field::field_variants() }
                fn packs_as(kind: #p::PackedKind, dialect: #p::Dialect) -> bool { #field::packs_as(kind, dialect) }
                fn missing() -> #p::Option<Self> { #field::missing()#make_option }
            }
            #told
            impl #p::FlyteType for #name {
                type Shape = #p::shape::Single;
                const IS_UNION: bool = #of::IS_UNION;
                fn literal_type() -> #p::LiteralType { #of::literal_type() }
                const UNION_TAG: &'static str = #of::UNION_TAG;
                fn union_variants() -> #p::Vec<#p::LiteralType> { #of::union_variants() }
                fn encode(&self, out: &mut #p::Vec<u8>) -> #p::ConvertResult<()> {
                    let #inner = #view;
                    #of::encode(#inner, out)
                }
                fn encode_variant(&self, out: &mut #p::Vec<u8>) -> #p::ConvertResult<()> {
                    let #inner = #view;
                    #of::encode_variant(#inner, out)
                }
                fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                    #of::decode(literal)#make
                }
                fn absent() -> #p::Option<Self> { #of::absent()#make_option }
                fn variant_type() -> #p::Bytes { #of::variant_type() }
            }
            impl #p::Plain for #name {}
        };
    }
}

/// The promise of what is inside: `reading.0` is one of a promise `reading`, too.
fn promise(record: &Record, ty: &syn::Type, inner: &Visibility) -> TokenStream {
    let p = private();
    let (name, visibility) = (&record.name, &record.visibility);
    let companion = format_ident!("{}Promises", name.unraw(), span = Span::call_site());
    let docs = format!("The promise of what is in a [`{}`].", name.unraw());
    let at = private_at(ty.span());
    quote! {
        #[doc = #docs]
        #[allow(dead_code, missing_docs, missing_debug_implementations, clippy::all, clippy::pedantic)]
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #visibility struct #companion(#inner #at::Promise<#ty>);

        #[allow(clippy::all, clippy::pedantic)]
        const _: () = {
            impl #p::HasFields for #name {
                type Promises = #companion;
                fn promises(whole: #p::Promise<Self>) -> #companion {
                    #companion(#p::inside(&whole))
                }
            }
        };
    }
}
