//! A struct with named fields: msgpack in declaration order, a JSON schema, and a struct of promises.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Field, Missing, Record};
use crate::contents::{Contents, Kind, Written};
use crate::paths::{local, private, private_at};
use crate::serde_attr::Fallback;

pub(super) fn expand(record: &Record, fields: &[Field]) -> TokenStream {
    let p = private();
    let name = &record.name;
    let form = if record.pydantic { Form::Pydantic } else { Form::Dataclass };
    let traits = traits(name, &name.unraw().to_string(), &record.title, fields, form);
    let promises = promises(record, fields);
    quote! {
        #promises
        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated)]
        const _: () = {
            #traits
            impl #p::Plain for #name {}
        };
    }
}

/// What a struct is to Python.
#[derive(Clone, Copy)]
pub(super) enum Form<'a> {
    Dataclass,
    Pydantic,
    /// A variant, whose tag is its own.
    Variant(&'a str),
}

/// `Field` and `FlyteType` of a struct. `label`: its name in the user's words.
pub(super) fn traits(
    name: &Ident,
    label: &str,
    title: &str,
    fields: &[Field],
    form: Form<'_>,
) -> TokenStream {
    let p = private();
    let written = || fields.iter().filter(|field| !field.skip);
    let (out, found) = (local("out", Span::mixed_site()), found());
    let schema = schema(title, fields, form);
    let pack = pack(fields, &out, |field| {
        let name = &field.name;
        quote!(&self.#name)
    });
    let pack = in_dialect(form, &out, pack);
    let unpack = unpack(title, fields, form);
    let references = references(fields, |field| {
        let name = &field.name;
        quote!(&self.#name)
    });
    let parts = written().map(|field| (format!("{label}.{}", field.name.unraw()), &field.ty));
    let contents =
        Contents { owner: name, label, kind: Kind::Struct, parts: parts.collect(), unfit: None };
    let Written { inside, told } = contents.write();
    let types = written().map(|field| {
        let (wire, ty) = (&field.wire, &field.ty);
        let at = private_at(ty.span());
        quote_spanned!(ty.span()=> (#wire, <#ty as #at::Field>::field_type()))
    });
    let tag = match form {
        Form::Variant(tag) => quote!(#tag),
        Form::Dataclass => quote!(#p::record::TAG),
        Form::Pydantic => quote!(#p::record::PYDANTIC_TAG),
    };
    // What a field of this type is in a union can't be told from its literal type alone.
    let field_variants = matches!(form, Form::Pydantic).then(|| {
        quote! {
            fn field_variants() -> #p::Vec<#p::LiteralType> {
                <Self as #p::FlyteType>::union_variants()
            }
        }
    });
    quote! {
        impl #p::Field for #name {
            #inside
            fn references<'a>(&'a self, #found: &mut #p::Vec<&'a dyn #p::Handover>) {
                let _ = &#found;
                #references
            }
            fn field_type() -> #p::LiteralType {
                <Self as #p::FlyteType>::literal_type()
            }
            #schema
            fn pack(&self, #out: &mut #p::Packer) -> #p::ConvertResult<()> {
                #pack
            }
            #unpack
            #field_variants
            fn packs_as(kind: #p::PackedKind, _: #p::Dialect) -> bool {
                ::core::matches!(kind, #p::PackedKind::Map)
            }
        }
        #told
        impl #p::FlyteType for #name {
            type Shape = #p::shape::Single;
            fn literal_type() -> #p::LiteralType {
                #p::schema::structure(<Self as #p::Field>::schema(), [#(#types),*])
            }
            const UNION_TAG: &'static str = #tag;
            fn encode(&self, out: &mut #p::Vec<u8>) -> #p::ConvertResult<()> {
                #p::record::encode(self, out)
            }
            fn decode(literal: #p::wire::Literal<'_>) -> #p::ConvertResult<Self> {
                #p::record::decode(literal, #title)
            }
        }
    }
}

/// Collects the references inside the fields. `of`: a reference to a field's value.
pub(super) fn references(fields: &[Field], of: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let each = fields.iter().filter(|field| !field.skip).map(|field| {
        let (ty, value) = (&field.ty, of(field));
        reference(ty, &value)
    });
    quote!(#(#each)*)
}

/// Where references are collected. As every local of an expansion it has a name of the expansion's own: next to a type that came
/// out of another macro, a plain one would be a name of that macro's.
pub(super) fn found() -> Ident {
    local("found", Span::mixed_site())
}

/// Collects the references inside one value.
pub(super) fn reference(ty: &syn::Type, value: &TokenStream) -> TokenStream {
    let (p, found) = (private_at(ty.span()), found());
    quote_spanned! {ty.span()=>
        if <#ty as #p::Field>::HAS_REFERENCES {
            <#ty as #p::Field>::references(#value, #found);
        }
    }
}

fn schema(title: &str, fields: &[Field], form: Form<'_>) -> TokenStream {
    let p = private();
    let (alone, inside) = match form {
        Form::Pydantic => (quote!(model), quote!(model)),
        Form::Dataclass | Form::Variant(_) => (quote!(new), quote!(in_model)),
    };
    let schema = local("schema", Span::mixed_site());
    let properties = fields.iter().filter(|field| !field.skip).map(|field| {
        let (wire, ty) = (&field.wire, &field.ty);
        let at = private_at(ty.span());
        let default = match default(field) {
            None => quote_spanned!(ty.span()=> #at::None),
            Some(default) => quote_spanned!(ty.span()=> #at::Some(&#default)),
        };
        quote_spanned!(ty.span()=> let #schema = <#ty as #at::Field>::add_to(#schema, #wire, #default);)
    });
    quote! {
        fn describe_fields(#schema: #p::StructSchema) -> #p::StructSchema {
            #(#properties)*
            #schema
        }
        fn schema() -> #p::json::Struct {
            <Self as #p::Field>::describe_fields(#p::StructSchema::#alone(#title)).finish()
        }
        fn pydantic_schema(definitions: &mut #p::json::Struct) -> #p::json::Struct {
            let #schema = #p::StructSchema::#inside(#title);
            #p::schema::pydantic::reference(<Self as #p::Field>::describe_fields(#schema), definitions)
        }
    }
}

/// The expression that stands for a field that isn't there.
fn default(field: &Field) -> Option<TokenStream> {
    let (name, ty) = (&field.name, &field.ty);
    match &field.missing {
        Missing::Required => None,
        Missing::Own(Fallback::Trait) => {
            Some(quote_spanned!(ty.span()=> <#ty as ::core::default::Default>::default()))
        }
        Missing::Own(Fallback::Path(path)) => Some(quote_spanned!(path.span()=> #path())),
        Missing::Whole(Fallback::Trait) => {
            Some(quote!(<Self as ::core::default::Default>::default().#name))
        }
        Missing::Whole(Fallback::Path(path)) => Some(quote_spanned!(path.span()=> #path().#name)),
    }
}

/// Writes the fields. `of`: a reference to a field's value.
pub(super) fn pack(
    fields: &[Field],
    out: &Ident,
    of: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let p = private();
    let written: Vec<&Field> = fields.iter().filter(|field| !field.skip).collect();
    let count = written.len();
    let steps = written.iter().map(|field| {
        let (wire, ty) = (&field.wire, &field.ty);
        let at = private_at(ty.span());
        let value = of(field);
        quote_spanned! {ty.span()=>
            #out.key(#wire);
            <#ty as #at::Field>::pack(#value, #out).map_err(|error| error.in_field(#wire))?;
        }
    });
    quote! {
        #out.map_header(#count);
        #(#steps)*
        #p::Ok(())
    }
}

/// What a pydantic model reads and writes in its own dialect; others go on in that of what is around them.
fn in_dialect(form: Form<'_>, stream: &Ident, body: TokenStream) -> TokenStream {
    if !matches!(form, Form::Pydantic) {
        return body;
    }
    let p = private();
    let (before, done) = (local("before", Span::mixed_site()), local("done", Span::mixed_site()));
    quote! {
        let #before = #stream.speak(#p::Dialect::Pydantic);
        let #done = (|| -> #p::ConvertResult<_> { #body })();
        #stream.speak(#before);
        #done
    }
}

fn unpack(title: &str, fields: &[Field], form: Form<'_>) -> TokenStream {
    let p = private();
    let (input, left) = (local("input", Span::mixed_site()), local("left", Span::mixed_site()));
    let slot = |at: usize| local(&format!("field_{at}"), Span::mixed_site());
    let written = || fields.iter().enumerate().filter(|(_, field)| !field.skip);
    let slots = written().map(|(at, _)| slot(at));
    let arms = written().map(|(at, field)| {
        let (wire, aliases, ty, slot) = (&field.wire, &field.aliases, &field.ty, slot(at));
        let at = private_at(ty.span());
        quote_spanned! {ty.span()=>
            #wire #(| #aliases)* => #slot = #at::Some(<#ty as #at::Field>::unpack_field(#input, #wire)?),
        }
    });
    let values = fields.iter().enumerate().map(|(at, field)| {
        let (name, wire, slot) = (&field.name, &field.wire, slot(at));
        let value = match default(field) {
            Some(default) if field.skip => default,
            Some(default) => quote!(match #slot {
                #p::Some(value) => value,
                #p::None => #default,
            }),
            None => {
                let ty = &field.ty;
                let at = private_at(ty.span());
                quote_spanned!(ty.span()=> <#ty as #at::Field>::or_missing(#slot, #title, #wire)?)
            }
        };
        quote!(#name: #value)
    });
    let names: Vec<&str> = written().map(|(_, field)| field.wire.as_str()).collect();
    let rest = match fields.iter().any(|field| field.closed) {
        true => quote! {
            other => return #p::Err(#p::record::unknown_field(#title, other, &[#(#names),*])),
        },
        false => quote!(_ => #input.skip()?,),
    };
    let body = in_dialect(
        form,
        &input,
        quote! {
                #(let mut #slots = #p::None;)*
                let mut #left = #input.map_header(#title)?;
                while #left > 0 {
                    #left -= 1;
                    match #input.key()? {
                        #(#arms)*
                        #rest
                    }
                }
                #p::Ok(Self { #(#values),* })
        },
    );
    quote! {
        fn unpack(#input: &mut #p::Unpacker<'_>) -> #p::ConvertResult<Self> {
            #body
        }
    }
}

/// The struct of promises.
fn promises(record: &Record, fields: &[Field]) -> TokenStream {
    let p = private();
    let (name, visibility) = (&record.name, &record.visibility);
    let companion = format_ident!("{}Promises", name.unraw(), span = Span::call_site());
    let docs = format!("The promises of the fields of [`{}`].", name.unraw());
    let written: Vec<&Field> = fields.iter().filter(|field| !field.skip).collect();
    let declared = written.iter().map(|field| {
        let (name, ty, visibility) = (&field.name, &field.ty, &field.visibility);
        let docs = format!("The promise of `{}`.", name.unraw());
        let at = private_at(ty.span());
        quote_spanned!(ty.span()=> #[doc = #docs] #visibility #name: #at::Promise<#ty>)
    });
    let made = written.iter().map(|field| {
        let (name, wire) = (&field.name, &field.wire);
        quote!(#name: #p::field(&whole, #wire))
    });
    quote! {
        #[doc = #docs]
        #[allow(dead_code, missing_debug_implementations, clippy::all, clippy::pedantic)]
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #visibility struct #companion { #(#declared),* }

        #[allow(clippy::all, clippy::pedantic)]
        const _: () = {
            impl #p::HasFields for #name {
                type Promises = #companion;
                #[allow(unused_variables)]
                fn promises(whole: #p::Promise<Self>) -> #companion {
                    #companion { #(#made),* }
                }
            }
        };
    }
}
