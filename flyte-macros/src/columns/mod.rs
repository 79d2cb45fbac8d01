//! `#[derive(Columns)]`: a row of a table.

mod expand;
mod fit;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::report::Report;

/// Expands `#[derive(Columns)]`.
pub(crate) fn columns(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut report = Report::default();
    let row = model::read(&input, &mut report);
    let expanded = match &row {
        Some(row) if report.len() == 0 => expand::expand(row),
        _ => expand::dummy(&input),
    };
    let errors = report.into_tokens();
    quote!(#errors #expanded)
}

#[cfg(test)]
mod tests;
