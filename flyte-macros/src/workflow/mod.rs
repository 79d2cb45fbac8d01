//! `#[workflow]`: the body becomes a function that builds the graph; native control flow is rewritten on the way.

mod body;
mod expand;
mod options;
mod settings;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::report::Report;
use crate::signature::{self, Signature};
use options::Options;

/// A workflow as written.
struct Workflow {
    signature: Signature,
    options: Options,
    item: ItemFn,
}

/// Expands `#[workflow(…)]`.
pub(crate) fn workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let item: ItemFn = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            match syn::parse2::<syn::Item>(item.clone()) {
                Ok(other) => {
                    report.on(other, "`#[workflow]` goes on a function: write `#[workflow] fn name(…) -> … { … }`");
                }
                Err(_) => report.push(error),
            }
            let errors = report.into_tokens();
            return quote!(#errors #item);
        }
    };
    let mut signature = signature::read(&item, &mut report);
    signature::validate(&item, "a workflow", &mut report);
    validate::signature(&item, &mut report);
    let sound = report.len() == 0;
    let options = options::read(arguments, &mut report);
    signature.entity_name.clone_from(&options.name);
    let mut workflow = Workflow { signature, options, item };
    let before = report.len();
    validate::body(&workflow.item, &mut report);
    if !sound {
        return signature::stub(&workflow.item, report);
    }
    if report.len() > before {
        *workflow.item.block = syn::parse_quote!({ ::core::unimplemented!() });
        workflow.signature.attributes.push(syn::parse_quote!(#[allow(unused)]));
    }
    let errors = report.into_tokens();
    let expanded = expand::expand(workflow);
    quote!(#errors #expanded)
}

#[cfg(test)]
mod tests;
