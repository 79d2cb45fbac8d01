//! What a row has and what it reads, for the compiler's comparison of tables.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Type, TypePath};

use super::model::{Column, Row};
use crate::paths::{private, private_at};
use crate::types;

pub(super) fn expand(row: &Row) -> TokenStream {
    let p = private();
    let name = &row.name;
    let has = row.columns.iter().map(|column| {
        let (called, ty) = (name_type(&column.wire), &column.ty);
        let at = private_at(types::span(ty));
        let fit = at.module(&["table", "fit"]);
        quote_spanned! {types::span(ty)=>
            impl #fit::HasColumn<#called> for #name {
                type Kind = <#ty as #at::Cell>::Kind;
            }
        }
    });
    let readers = row.columns.iter().map(|column| reader(row, column));
    let reads = row.columns.iter().map(|column| reader_name(row, column));
    let within = row.columns.iter().filter(|column| !is_plain(&column.ty)).map(|column| {
        let (reader, ty) = (reader_name(row, column), &column.ty);
        quote! {
            <#ty as #p::Cell>::Kind: #p::table::fit::Within<<__FlyteTable as #reader>::Kind>
        }
    });
    // As if the user had written it: of an impl that a derive wrote, the compiler says to write it by hand.
    let fit = private_at(name.span()).module(&["table", "fit"]);
    let read_from = quote_spanned! {name.span()=>
        impl<__FlyteTable> #fit::ReadFrom<__FlyteTable> for #name
        where
            #(__FlyteTable: #reads,)*
            #(#within,)*
        {}
    };
    quote! {
        #(#has)*
        #(#readers)*
        #read_from
    }
}

fn reader_name(row: &Row, column: &Column) -> Ident {
    format_ident!("{}Reads_{}", row.name.unraw(), column.name.unraw(), span = column.name.span())
}

/// The trait of the tables that have a column, with the words for those that have not.
fn reader(row: &Row, column: &Column) -> TokenStream {
    let p = private();
    let (trait_name, called, ty) = (reader_name(row, column), name_type(&column.wire), &column.ty);
    let (reader, wire) = (row.name.unraw().to_string(), escaped(&column.wire));
    let written = escaped(&types::text(ty));
    let message = format!(
        "the table `{{Self}}` has no column `{wire}` of type `{written}`, which `{reader}` reads"
    );
    let note = format!("add `{wire}: {written}` to `{{Self}}`, or drop it from `{reader}`");
    let optional = (!is_option(ty)).then(|| {
        let note =
            format!("`{wire}: Option<{written}>` is not enough: a cell may be missing there");
        quote!(, note = #note)
    });
    let kind = (!is_plain(ty)).then(|| {
        quote!(
            type Kind;
        )
    });
    let given = (!is_plain(ty))
        .then(|| quote!(type Kind = <__FlyteTable as #p::table::fit::HasColumn<#called>>::Kind;));
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = "a table of `{Self}`", note = #note #optional)]
        trait #trait_name { #kind }
        #[diagnostic::do_not_recommend]
        impl<__FlyteTable: #p::table::fit::HasColumn<#called>> #trait_name for __FlyteTable
        where
            <#ty as #p::Cell>::Kind: #p::table::fit::Takes<<__FlyteTable as #p::table::fit::HasColumn<#called>>::Kind>,
        {
            #given
        }
    }
}

/// A name as a type: 15 bytes at a time behind a 1, so that no two names have the same numbers.
pub(super) fn name_type(name: &str) -> TokenStream {
    let p = private();
    let pieces: Vec<&[u8]> = match name {
        "" => vec![&[]],
        _ => name.as_bytes().chunks(15).collect(),
    };
    pieces.iter().rev().fold(quote!(()), |rest, piece| {
        let number = piece.iter().fold(1_u128, |number, byte| number << 8 | u128::from(*byte));
        let number = Literal::u128_unsuffixed(number);
        quote!(#p::table::fit::Name<#number, #rest>)
    })
}

/// A text in the compiler's words, which have names in braces.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn last_name(ty: &Type) -> Option<&Ident> {
    match types::unwrapped(ty) {
        Type::Path(TypePath { path, .. }) => path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

fn is_option(ty: &Type) -> bool {
    last_name(ty).is_some_and(|name| name == "Option")
}

/// Whether tokens alone tell that no row is in this type.
fn is_plain(ty: &Type) -> bool {
    types::is_primitive(ty) || matches!(ty, Type::Path(path) if path.path.is_ident("String"))
}
