//! `#[task]`: options → model → rules → a function that makes promises and a type that holds the body.

mod expand;
mod options;
mod validate;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ItemFn;

use crate::report::Report;
use crate::signature::{self, Signature};
use options::Options;

/// A task as written.
struct Task {
    signature: Signature,
    options: Options,
    /// The function without its body.
    item: ItemFn,
    body: TokenStream,
}

/// Reads a function up to its body, which is the compiler's to read: here it would take longer than all else.
fn read(item: TokenStream) -> syn::Result<(ItemFn, TokenStream)> {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let mut body = None;
    if let Some(TokenTree::Group(last)) = tokens.last_mut()
        && last.delimiter() == Delimiter::Brace
    {
        let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
        empty.set_span(last.span());
        body = Some(std::mem::replace(last, empty).into_token_stream());
    }
    let item: ItemFn = syn::parse2(tokens.into_iter().collect())?;
    let body = body.unwrap_or_else(|| item.block.to_token_stream());
    Ok((item, body))
}

/// Expands `#[task(…)]`.
pub(crate) fn task(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let written = item.clone();
    let (item, body) = match read(item.clone()) {
        Ok(read) => read,
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
    let mut task = Task { signature, options, item, body };
    validate::validate(&mut task, &mut report);
    if sound {
        let errors = report.into_tokens();
        let expanded = expand::expand(&task);
        quote!(#errors #expanded)
    } else {
        let whole = syn::parse2(written);
        signature::stub(whole.as_ref().unwrap_or(&task.item), report)
    }
}

#[cfg(test)]
mod tests;
