//! From a function item to its signature.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, FnArg, ItemFn, Pat, ReturnType, Type};

use super::{Extras, Input, Signature, VARIABLE};
use crate::attr;
use crate::docs;
use crate::json;
use crate::report::Report;

/// Reads `#[flyte(…)]`.
pub(crate) fn extras(attributes: &mut Vec<Attribute>, report: &mut Report) -> Extras {
    let mut extras = Extras::default();
    for entry in attr::take(attributes, "flyte", &VARIABLE, report) {
        match entry.key.as_str() {
            "hash" => extras.hash = entry.path(report),
            _ => {
                extras.annotation =
                    entry.value(report).and_then(|value| json::annotation(&value, report));
            }
        }
    }
    extras
}

/// Reads the signature. What is wrong goes to the report.
pub(crate) fn read(item: &ItemFn, report: &mut Report) -> Signature {
    let mut attributes = item.attrs.clone();
    let extras = extras(&mut attributes, report);
    attributes.retain(|attribute| {
        let is_default = attribute.path().is_ident("default");
        if is_default {
            report.on(attribute, "a default belongs to an input: write `#[default(3)] n: i64`");
        }
        !is_default
    });
    attributes.retain(|attribute| {
        let again = is_task_or_workflow(attribute);
        if again {
            report.on(attribute, "a function is one task or one workflow: drop this attribute");
        }
        !again
    });
    let docs = docs::read(&attributes);
    let inputs = item.sig.inputs.iter().filter_map(|argument| input(argument, report)).collect();
    Signature {
        attributes,
        visibility: item.vis.clone(),
        name: item.sig.ident.clone(),
        function: item.sig.ident.unraw().to_string(),
        inputs,
        output: match &item.sig.output {
            ReturnType::Default => Type::Tuple(syn::TypeTuple {
                attrs: Vec::new(),
                paren_token: syn::token::Paren(Span::mixed_site()),
                elems: syn::punctuated::Punctuated::new(),
            }),
            ReturnType::Type(_, ty) => (**ty).clone(),
        },
        docs,
        entity_name: None,
        extras,
    }
}

/// `#[task]` or `#[flyte::workflow]` below the attribute that is being expanded.
fn is_task_or_workflow(attribute: &Attribute) -> bool {
    let mut segments = attribute.path().segments.iter().rev();
    let ends = segments.next().is_some_and(|last| last.ident == "task" || last.ident == "workflow");
    ends && segments.all(|segment| segment.ident == "flyte")
}

fn input(argument: &FnArg, report: &mut Report) -> Option<Input> {
    let typed = match argument {
        FnArg::Receiver(receiver) => {
            report.on(
                receiver,
                "a task or workflow is a function of its own: take `self` out of the `impl` and pass what it needs as inputs",
            );
            return None;
        }
        FnArg::Typed(typed) => typed,
    };
    let mut attributes = typed.attrs.clone();
    let docs = docs::read(&attributes);
    let extras = extras(&mut attributes, report);
    let mut default = None;
    attributes.retain(|attribute| {
        let path = attribute.path();
        if path.is_ident("cfg") || path.is_ident("cfg_attr") {
            report
                .on(attribute, "the interface can't depend on `cfg`: put it on the whole function");
            return false;
        }
        if path.is_ident("default") {
            let again = default.is_some();
            match attribute.meta.require_list().and_then(|list| expression(list.tokens.clone())) {
                Ok(_) if again => {
                    report.on(attribute, "`default` is given twice: leave one of them out")
                }
                Ok(value) => default = Some(value),
                Err(_) => report.on(attribute, "write the value in parentheses: `#[default(3)]`"),
            }
            return false;
        }
        !path.is_ident("doc")
    });
    let pat = match &*typed.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat,
        Pat::Wild(wild) => {
            report.on(wild, "an input needs a name: write `_unused` for `_`");
            return None;
        }
        Pat::Ident(pat) if pat.by_ref.is_some() => {
            report.on(pat, format!("an input is owned: write `{}` without `ref`", pat.ident));
            return None;
        }
        other => {
            report.on(
                other,
                "an input needs one name: write `value` here and take it apart in the body",
            );
            return None;
        }
    };
    Some(Input {
        attributes,
        mutable: pat.mutability,
        wire: pat.ident.unraw().to_string(),
        name: pat.ident.clone(),
        ty: (*typed.ty).clone(),
        docs,
        default,
        extras,
    })
}

fn expression(tokens: TokenStream) -> syn::Result<Expr> {
    (|input: ParseStream<'_>| input.parse::<Expr>()).parse2(tokens)
}
