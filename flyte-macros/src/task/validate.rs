//! The rules of a task beyond those of every signature.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Expr, ExprAwait, ExprCall, Ident, Item, ReturnType, Type};

use super::Task;
use super::options::Quantity;
use crate::attr;
use crate::report::Report;
use crate::types;

/// Checks what one look at one token can't tell.
pub(super) fn validate(task: &mut Task, report: &mut Report) {
    ignored_inputs(task, report);
    limits(task, report);
    single_output(task, report);
    let before = report.len();
    if task.item.sig.asyncness.is_none() {
        own_call(task, report);
    }
    if report.len() > before {
        // What the promise is used for would be wrong too.
        task.body = quote!({ ::core::unimplemented!() });
        task.signature.attributes.push(syn::parse_quote!(#[allow(unused)]));
    }
}

/// `cache(ignore(…))` names inputs.
fn ignored_inputs(task: &Task, report: &mut Report) {
    let Some(cache) = &task.options.cache else { return };
    let names: Vec<&str> = task.signature.inputs.iter().map(|input| input.wire.as_str()).collect();
    for (at, name) in cache.ignore.iter().enumerate() {
        if !names.contains(&name.unraw().to_string().as_str()) {
            let has = match names.is_empty() {
                true => String::from("this task has none"),
                false => format!("the inputs are {}", attr::listed(&names)),
            };
            report.at(name.span(), format!("`{name}` is no input of this task: {has}"));
        } else if cache.ignore[..at].contains(name) {
            report.at(name.span(), format!("`{name}` is given twice: leave one of them out"));
        }
    }
}

/// What a task asks for lies within what it may use.
fn limits(task: &Task, report: &mut Report) {
    let (requests, limits) = (&task.options.requests, &task.options.limits);
    let pairs = [
        ("cpu", &requests.cpu, &limits.cpu),
        ("mem", &requests.memory, &limits.memory),
        ("gpu", &requests.gpu, &limits.gpu),
        ("ephemeral_storage", &requests.ephemeral_storage, &limits.ephemeral_storage),
    ];
    for (name, request, limit) in pairs {
        let (Some(request), Some(limit)): (&Option<Quantity>, &Option<Quantity>) = (request, limit)
        else {
            continue;
        };
        if request.size > limit.size {
            report.at(
                limit.span,
                format!(
                    "the limit of `{name}` is below what is requested: write at least `{name} = \"{}\"`",
                    request.text
                ),
            );
        }
    }
}

/// `#[flyte(…)]` on the function speaks of one output.
fn single_output(task: &mut Task, report: &mut Report) {
    let extras = &task.signature.extras;
    if extras.hash.is_none() && extras.annotation.is_none() {
        return;
    }
    let output = types::result_of(&task.signature.output).unwrap_or(&task.signature.output);
    if let Type::Tuple(_) = types::unwrapped(output) {
        let words = "`#[flyte]` on a task is about its one output: write a struct with `#[derive(Outputs)]` and put it on a field";
        match &task.item.sig.output {
            ReturnType::Type(_, ty) => report.on(ty, words),
            ReturnType::Default => report.at(task.signature.name.span(), words),
        }
        task.signature.extras = Default::default();
    }
}

/// A task that calls itself by name gets a promise, not the value that it wants.
fn own_call(task: &Task, report: &mut Report) {
    let name = &task.item.sig.ident;
    if !calls(&task.body, name) {
        return;
    }
    let Ok(block) = syn::parse2(task.body.clone()) else { return };
    let mut calls = OwnCalls { name, found: Vec::new(), hidden: false };
    calls.visit_block(&block);
    if calls.hidden {
        return;
    }
    for call in calls.found {
        report.at(
            call.span(),
            format!(
                "a call gives a promise, and this body needs the value: write `{name}::call(…)`"
            ),
        );
    }
}

/// Whether these tokens may call `name`: it stands in front of parentheses somewhere.
fn calls(tokens: &TokenStream, name: &Ident) -> bool {
    let mut named = false;
    tokens.clone().into_iter().any(|token| {
        let before = std::mem::take(&mut named);
        match token {
            TokenTree::Group(group) => {
                before && group.delimiter() == Delimiter::Parenthesis
                    || calls(&group.stream(), name)
            }
            TokenTree::Ident(ident) => {
                named = ident == *name;
                false
            }
            _ => false,
        }
    })
}

struct OwnCalls<'a> {
    name: &'a Ident,
    found: Vec<Ident>,
    /// A local of the same name: calls mean that.
    hidden: bool,
}

impl<'a> Visit<'a> for OwnCalls<'_> {
    fn visit_expr_call(&mut self, call: &'a ExprCall) {
        if let Expr::Path(path) = &*call.func
            && path.path.is_ident(self.name)
        {
            self.found.extend(path.path.get_ident().cloned());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_await(&mut self, expr: &'a ExprAwait) {
        // An awaited call is run, whoever drives it.
        if let Expr::Call(call) = &*expr.base
            && let Expr::Path(path) = &*call.func
            && path.path.is_ident(self.name)
        {
            call.args.iter().for_each(|argument| self.visit_expr(argument));
            return;
        }
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_async(&mut self, _expr: &'a syn::ExprAsync) {}

    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        self.hidden |= pat.ident == *self.name;
    }

    fn visit_item(&mut self, item: &'a Item) {
        if let Item::Fn(function) = item {
            self.hidden |= function.sig.ident == *self.name;
        }
    }
}
