//! What `#[derive(Columns)]` writes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::fit;
use super::model::{ArrowSchema, Column, Row};
use crate::contents::{self, Contents, Kind, Written};
use crate::paths::{local, private, private_at};
use crate::types;

pub(super) fn expand(row: &Row) -> TokenStream {
    let (rows, cell, fit) = (columns(row), cell(row), fit::expand(row));
    quote! {
        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated, non_camel_case_types)]
        const _: () = {
            #rows
            #cell
            #fit
        };
    }
}

/// The column of an index.
fn slot(index: usize) -> Ident {
    local(&format!("column_{index}"), Span::mixed_site())
}

fn columns(row: &Row) -> TokenStream {
    let p = private();
    let Row { name, columns, skipped, arrow_schema } = row;
    let count = columns.len();
    // Next to a type that came out of another macro, plain names would be that macro's.
    let [rows, into, row] = ["rows", "into", "row"].map(|name| local(name, Span::mixed_site()));
    let declared = columns.iter().map(|Column { wire, ty, .. }| {
        let at = private_at(types::span(ty));
        quote_spanned!(types::span(ty)=> <#ty as #at::Cell>::column(#wire))
    });
    let put = columns.iter().enumerate().map(|(index, Column { name, wire, ty })| {
        let at = private_at(types::span(ty));
        quote_spanned! {types::span(ty)=>
            #index => <#ty as #at::Cell>::put(#rows.map(|row| row.map(|row| &row.#name)), #into)
                .map_err(|error| error.in_field(#wire)),
        }
    });
    let slots = (0..count).map(slot);
    let got = columns.iter().enumerate().map(|(index, Column { name, wire, ty })| {
        let (at, slot) = (private_at(types::span(ty)), slot(index));
        quote_spanned! {types::span(ty)=>
            #name: <#ty as #at::Cell>::get(#slot, #row).map_err(|error| error.in_field(#wire))?
        }
    });
    let arrow_schema = match arrow_schema {
        ArrowSchema::None => None,
        ArrowSchema::OfColumns => {
            Some(quote!(#p::table::arrow_schema(&<Self as #p::Columns>::columns())))
        }
        ArrowSchema::Text(text) => {
            let at = private_at(text.span());
            Some(quote_spanned!(text.span()=> #at::String::from(#text)))
        }
    };
    let arrow_schema = arrow_schema.map(|text| {
        quote! {
            fn arrow_schema() -> #p::Option<#p::String> {
                #p::Option::Some(#text)
            }
        }
    });
    let left_out = skipped.iter().map(|(name, ty)| {
        quote_spanned!(types::span(ty)=> #name: <#ty as ::core::default::Default>::default())
    });
    quote! {
        impl #p::Columns for #name {
            const COUNT: usize = #count;
            fn columns() -> #p::Vec<#p::Column> {
                #p::vec![#(#declared),*]
            }
            #arrow_schema
            fn put_column<'a, __FlyteBuilder: #p::Builder>(
                #rows: impl ::core::iter::Iterator<Item = #p::Option<&'a Self>> + ::core::clone::Clone,
                index: usize,
                #into: &mut __FlyteBuilder,
            ) -> #p::ConvertResult<()> {
                match index {
                    #(#put)*
                    _ => #p::Err(#p::table::no_column(index)),
                }
            }
            #[inline]
            fn row<__FlyteCells: #p::Cells>(columns: &[__FlyteCells], #row: usize) -> #p::ConvertResult<Self> {
                let [#(#slots),*] = columns else {
                    return #p::Err(#p::table::wrong_count(#count, columns.len()));
                };
                #p::Ok(Self { #(#got,)* #(#left_out),* })
            }
        }
    }
}

/// A row as a cell of another row.
fn cell(row: &Row) -> TokenStream {
    let p = private();
    let name = &row.name;
    let label = name.unraw().to_string();
    let parts =
        row.columns.iter().map(|column| (format!("{label}.{}", column.name.unraw()), &column.ty));
    let contents = Contents {
        owner: name,
        label: &label,
        kind: Kind::Row,
        parts: parts.collect(),
        unfit: None,
    };
    let Written { inside, told } = contents.write();
    quote! {
        impl #p::Cell for #name {
            type Kind = #p::table::fit::Required<#p::table::fit::Group<Self>>;
            #inside
            fn ty() -> #p::ColumnType {
                #p::ColumnType::Group(<Self as #p::Columns>::columns())
            }
            fn put<'a, __FlyteBuilder: #p::Builder>(
                cells: impl ::core::iter::Iterator<Item = #p::Option<&'a Self>> + ::core::clone::Clone,
                into: &mut __FlyteBuilder,
            ) -> #p::ConvertResult<()> {
                #p::table::put_group(cells, into)
            }
            #[inline]
            fn get<__FlyteCells: #p::Cells>(from: &__FlyteCells, row: usize) -> #p::ConvertResult<Self> {
                #p::table::get_group(from, row)
            }
        }
        #told
    }
}

/// Stands in for a row that is refused, so that its uses don't break too.
pub(super) fn dummy(input: &DeriveInput) -> TokenStream {
    let p = private();
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let name = &input.ident;
    let inside = contents::nothing();
    let rows =
        quote!(impl ::core::iter::Iterator<Item = #p::Option<&'a Self>> + ::core::clone::Clone);
    quote! {
        const _: () = {
            impl #p::Columns for #name {
                const COUNT: usize = 0;
                fn columns() -> #p::Vec<#p::Column> { ::core::unimplemented!() }
                fn put_column<'a, B: #p::Builder>(_: #rows, _: usize, _: &mut B) -> #p::ConvertResult<()> {
                    ::core::unimplemented!()
                }
                fn row<C: #p::Cells>(_: &[C], _: usize) -> #p::ConvertResult<Self> { ::core::unimplemented!() }
            }
            impl #p::Cell for #name {
                type Kind = #p::table::fit::Unknown;
                #inside
                fn ty() -> #p::ColumnType { ::core::unimplemented!() }
                fn put<'a, B: #p::Builder>(_: #rows, _: &mut B) -> #p::ConvertResult<()> {
                    ::core::unimplemented!()
                }
                fn get<C: #p::Cells>(_: &C, _: usize) -> #p::ConvertResult<Self> { ::core::unimplemented!() }
            }
            impl<A> #p::table::fit::ReadFrom<A> for #name {}
            impl<N> #p::table::fit::HasColumn<N> for #name {
                type Kind = #p::table::fit::Unknown;
            }
        };
    }
}
