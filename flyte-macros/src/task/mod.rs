//! `#[task]`: options → model → rules → a function that makes promises and a type that holds the body.

mod expand;
mod options;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::report::Report;
use crate::signature::{self, Signature};
use options::Options;

/// A task as written.
struct Task {
    signature: Signature,
    options: Options,
    item: ItemFn,
}

/// Expands `#[task(…)]`.
pub(crate) fn task(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let item: ItemFn = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            match syn::parse2::<syn::Item>(item.clone()) {
                Ok(other) => report.on(
                    other,
                    "`#[task]` goes on a function: write `#[task] fn name(…) -> … { … }`",
                ),
                Err(_) => report.push(error),
            }
            let errors = report.into_tokens();
            return quote!(#errors #item);
        }
    };
    let mut signature = signature::read(&item, &mut report);
    signature::validate(&item, "a task", &mut report);
    let sound = report.len() == 0;
    let options = options::read(arguments, &mut report);
    signature.entity_name.clone_from(&options.name);
    let mut task = Task { signature, options, item };
    validate::validate(&mut task, &mut report);
    if sound {
        let errors = report.into_tokens();
        let expanded = expand::expand(&task);
        quote!(#errors #expanded)
    } else {
        signature::stub(&task.item, report)
    }
}

#[cfg(test)]
mod tests;
