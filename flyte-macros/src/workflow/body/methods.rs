//! Methods that a value may have and its promise hasn't, such as those of a user's own struct. For each name that a body
//! calls, and that no promise has, a trait takes the call of a promise in the last place and refuses it.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Item, Macro, Token};

use super::names::Names;
use crate::paths::private;

/// The methods of promises.
const OWN: [&str; 5] = ["after", "concurrency", "map", "min_success_ratio", "with"];

/// Methods that every type has, a promise too, or that mean something else on everything that isn't one. A trait for each
/// would cost time and say nothing.
const COMMON: [&str; 22] = [
    "as_str",
    "clone",
    "collect",
    "enumerate",
    "eq",
    "expect",
    "extend",
    "filter",
    "insert",
    "into",
    "into_iter",
    "iter",
    "iter_mut",
    "len",
    "push",
    "to_owned",
    "to_string",
    "to_vec",
    "try_into",
    "unwrap",
    "unwrap_or_default",
    "zip",
];

/// How a method is called: how many arguments, and types, it is given. `None`: in more than one way.
type Form = Option<(usize, usize)>;

struct Calls<'a> {
    names: &'a Names,
    found: BTreeMap<String, (Ident, Form)>,
}

/// The trait of the methods that a body calls.
pub(super) fn refused(block: &Block, names: &Names) -> TokenStream {
    let mut calls = Calls { names, found: BTreeMap::new() };
    calls.visit_block(block);
    let forms = calls.found.into_values().filter_map(|(name, form)| Some((name, form?)));
    let methods: Vec<TokenStream> = forms.map(|(name, form)| method(&name, form)).collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    let p = private();
    quote! {
        // By a mutable reference, which the compiler tries after everything that a promise has.
        #[allow(dead_code)]
        trait __FlyteMethodsOfValues {
            #(#methods)*
        }
        impl<Value: #p::FlyteType> __FlyteMethodsOfValues for #p::Promise<Value> {}
    }
}

fn method(name: &Ident, (arguments, types): (usize, usize)) -> TokenStream {
    let p = private();
    let refusal = if name == "with_overrides" { "Overridden" } else { "MethodOfValue" };
    let refusal = Ident::new(refusal, Span::mixed_site());
    let name = Ident::new(&name.to_string(), Span::mixed_site().located_at(name.span()));
    let given = vec![quote!(_: impl ::core::marker::Sized); arguments];
    // Without types of its own the result is whatever is wanted.
    let (generics, gives) = match types {
        0 => (quote!(<R>), quote!(R)),
        _ => {
            let names = (0..types).map(|at| format_ident!("T{at}"));
            (quote!(<#(#names),*>), quote!(<Self as #p::control::#refusal>::Given))
        }
    };
    quote! {
        fn #name #generics(&mut self, #(#given),*) -> #gives where Self: #p::control::#refusal {
            ::core::unreachable!()
        }
    }
}

/// Whether a name is nearly that of a promise's own method: the compiler says which.
fn is_misspelt(name: &str) -> bool {
    OWN.iter().any(|own| strsim::damerau_levenshtein(own, name) <= 2)
}

impl<'a> Visit<'a> for Calls<'_> {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        let name = call.method.unraw().to_string();
        let is_own = OWN.contains(&name.as_str()) || COMMON.contains(&name.as_str());
        if !is_own && !is_misspelt(&name) && !self.names.is_plain(&call.receiver) {
            let types = call.turbofish.as_ref().map_or(0, |types| types.args.len());
            let form = (call.args.len(), types);
            let entry = self.found.entry(name).or_insert_with(|| (call.method.clone(), Some(form)));
            if entry.1 != Some(form) {
                entry.1 = None;
            }
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        type Arguments = Punctuated<Expr, Token![,]>;
        if let Ok(arguments) = mac.parse_body_with(Arguments::parse_terminated) {
            // They live shorter than what is visited, and give only names.
            let mut inside = Calls { names: self.names, found: BTreeMap::new() };
            arguments.iter().for_each(|argument| inside.visit_expr(argument));
            for (name, call) in inside.found {
                self.found.entry(name).or_insert(call);
            }
        }
    }

    fn visit_item(&mut self, _item: &'a Item) {}
}
