//! What every signature becomes: a function that makes promises, a type of the same name, and a specification.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr};

use super::arity::MOST_INPUTS;
use super::{Input, Signature};
use crate::paths::{local, private, private_at};
use crate::types;

/// What the function that makes promises calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Callee {
    Task,
    Workflow,
}

/// With more arguments clippy speaks up.
pub(crate) const CLIPPYS_MOST_ARGUMENTS: usize = 7;

/// Which of the user's attributes go where.
pub(crate) struct Shared<'a> {
    /// `cfg`: on every item.
    pub(crate) conditions: Vec<&'a Attribute>,
    /// On the function that makes promises: docs, lints.
    pub(crate) outer: Vec<&'a Attribute>,
    /// On the body: all but docs.
    pub(crate) body: Vec<&'a Attribute>,
}

impl Signature {
    /// Sorts the user's attributes.
    pub(crate) fn shared(&self) -> Shared<'_> {
        let mut shared = Shared { conditions: Vec::new(), outer: Vec::new(), body: Vec::new() };
        for attribute in &self.attributes {
            let path = attribute.path();
            let is = |name: &str| path.is_ident(name);
            if is("cfg") {
                shared.conditions.push(attribute);
            } else if is("doc") {
                shared.outer.push(attribute);
            } else {
                if is("allow") || is("warn") || is("deny") || is("forbid") || is("deprecated") {
                    shared.outer.push(attribute);
                }
                shared.body.push(attribute);
            }
        }
        shared
    }

    /// The function that makes promises, of `promised`.
    pub(crate) fn promising(&self, callee: Callee, promised: &TokenStream) -> TokenStream {
        let p = private();
        let name = &self.name;
        let visibility = &self.visibility;
        let Shared { conditions, outer, .. } = self.shared();
        let arguments = self.inputs.iter().map(|input| {
            let (name, ty) = (&input.name, &input.ty);
            let span = types::span(ty);
            let at = private_at(span);
            // Only an input with a default takes `flyte::default()`.
            let default = input.default.as_ref().map(|_| quote_spanned!(span=> , #at::WithDefault));
            match types::is_table(ty) {
                false => quote_spanned!(span=> #name: impl #at::Arg<#ty #default>),
                true => quote_spanned!(span=> #name: impl #at::TableArg<#ty #default>),
            }
        });
        let count = self.inputs.len();
        let plain = |input: &Input| !types::is_table(&input.ty) && input.default.is_none();
        let call = match callee {
            Callee::Task if count <= MOST_INPUTS && self.inputs.iter().all(plain) => {
                let call = Ident::new(&format!("call{count}"), Span::mixed_site());
                let names = self.inputs.iter().map(|input| &input.name);
                let types = self.inputs.iter().map(|input| &input.ty);
                let given = self.inputs.iter().map(|_| quote!(_));
                quote!(#p::call::#call::<#name, #(#types,)* #(#given),*>(#(#names),*))
            }
            _ => {
                let bindings = self.inputs.iter().map(|input| {
                    let (name, ty) = (&input.name, &input.ty);
                    let span = types::span(ty);
                    let at = private_at(span);
                    let bind = match (types::is_table(ty), &input.default) {
                        (false, None) => "bind",
                        (false, Some(_)) => "bind_or_default",
                        (true, None) => "bind_table",
                        (true, Some(_)) => "bind_table_or_default",
                    };
                    let bind = Ident::new(bind, span);
                    quote_spanned!(span=> #at::#bind::<#ty, _>(#name))
                });
                let call = match callee {
                    Callee::Task => quote!(call_task),
                    Callee::Workflow => quote!(call_workflow),
                };
                quote!(#p::call::#call::<#name, #count>([#(#bindings),*]))
            }
        };
        let many = (count > CLIPPYS_MOST_ARGUMENTS).then(|| quote!(, clippy::too_many_arguments));
        let documented =
            undocumented(&self.docs, &format!("Adds a call of `{}` to the graph.", self.function));
        // What is wrong with the output is told there, once.
        let span = types::span(&self.output);
        let at = private_at(span);
        let rest = quote_spanned!(span=> -> #at::Promise<#promised> { #call });
        quote! {
            #(#conditions)*
            #documented
            #(#outer)*
            #[allow(dead_code, clippy::type_complexity #many)]
            #[track_caller]
            #visibility fn #name(#(#arguments),*) #rest
        }
    }

    /// The type of the same name, with these associated functions.
    pub(crate) fn twin(&self, functions: &TokenStream) -> TokenStream {
        let (name, visibility) = (&self.name, &self.visibility);
        let Shared { conditions, .. } = self.shared();
        let docs = format!("What Flyte knows of [`{0}()`](fn@{0}).", self.function);
        quote! {
            #(#conditions)*
            #[doc = #docs]
            #[allow(non_camel_case_types, dead_code, missing_debug_implementations)]
            #visibility enum #name {}
            #(#conditions)*
            impl #name {
                #functions
            }
        }
    }

    /// What the signature of a task says in words.
    pub(crate) fn about(&self) -> TokenStream {
        let Signature { function, docs, .. } = self;
        quote!(::core::module_path!(), #function, #docs)
    }

    /// With the name's span, `line!()` is the function's line and not the attribute's.
    fn location(&self) -> TokenStream {
        let p = private();
        quote_spanned! {self.name.span()=>
            #p::SourceLocation { file: ::core::file!(), line: ::core::line!() }
        }
    }

    /// The `Spec`. `returned`: the type whose variables are the outputs.
    pub(crate) fn spec(&self, returned: &TokenStream) -> TokenStream {
        let p = private();
        let Signature { function, docs, .. } = self;
        let name = optional(self.entity_name.as_ref().map(|name| quote!(#name)));
        let inputs = self.inputs.iter().map(Input::spec);
        let location = self.location();
        quote! {
            #p::Spec {
                module: ::core::module_path!(),
                function: #function,
                name: #name,
                docs: #docs,
                location: #location,
                inputs: &[#(#inputs),*],
                outputs: <#returned as #p::Outputs>::variables,
                computed: #p::Computed::new(),
            }
        }
    }
}

impl Input {
    /// What the signature says of this input in words.
    pub(crate) fn named(&self) -> TokenStream {
        let Input { wire, ty, docs, .. } = self;
        let rust_type = types::text(ty);
        quote!(#wire, #docs, #rust_type)
    }

    /// What attributes on it say, as calls on an `InputSpec`.
    pub(crate) fn changes(&self) -> TokenStream {
        let ty = &self.ty;
        let default = self.default.as_ref().map(|value| {
            let p = private_at(value.span());
            let encode = match is_inferred(value) {
                true => quote_spanned!(value.span()=> #p::encode_inferred_default::<#ty>),
                false => quote_spanned!(value.span()=> #p::encode_default::<#ty, _>),
            };
            let value = quote_spanned!(value.span()=> || #encode(#value));
            quote!(.with_default(#value))
        });
        let annotation = self.extras.annotation.as_ref().map(|json| {
            let json = json.entries();
            quote!(.with_annotation(|| #json))
        });
        let hash = self.extras.hash.as_ref().map(|path| {
            let p = private_at(path.span());
            // Their functions may be called as anything, so what they see is called as nothing.
            let [bytes, value] = ["bytes", "value"].map(|name| local(name, path.span()));
            let hash = quote_spanned!(path.span()=> |#bytes| #p::hash_input::<#ty, _>(#bytes, |#value| #path(#value)));
            quote!(.with_hash(#hash))
        });
        quote!(#default #annotation #hash)
    }

    /// The `InputSpec`, at the type's own place.
    pub(crate) fn spec(&self) -> TokenStream {
        let (named, ty, changes) = (self.named(), &self.ty, self.changes());
        let span = types::span(ty);
        let input = private_at(span).module(&["InputSpec"]);
        quote_spanned!(span=> #input::of::<#ty>([#named])#changes)
    }
}

/// Whether an expression has no type of its own, so that the input's type has to say what it is.
pub(crate) fn is_inferred(value: &Expr) -> bool {
    match value {
        Expr::MethodCall(call) => {
            let is = |names: &[&str]| names.iter().any(|name| call.method == name);
            call.turbofish.is_none()
                && (is(&["into", "collect", "sum", "product"])
                    || (is(&["unwrap", "expect", "unwrap_or_default"]) && tries(&call.receiver)))
        }
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.segments.len() >= 2
                && path.path.segments.iter().rev().take(2).map(|segment| segment.ident.to_string()).eq(["default", "Default"]))
        }
        Expr::Paren(paren) => is_inferred(&paren.expr),
        Expr::Group(group) => is_inferred(&group.expr),
        _ => false,
    }
}

/// Whether an expression is a `Result` of a type that has to be inferred.
fn tries(value: &Expr) -> bool {
    matches!(value, Expr::MethodCall(call) if call.turbofish.is_none() && (call.method == "parse" || call.method == "try_into"))
}

/// `Some(value)` or `None`, whatever the user calls so.
pub(crate) fn optional(value: Option<TokenStream>) -> TokenStream {
    let p = private();
    match value {
        Some(value) => quote!(#p::Some(#value)),
        None => quote!(#p::None),
    }
}

/// A doc comment for an item whose user wrote none.
fn undocumented(docs: &str, text: &str) -> TokenStream {
    match docs.is_empty() {
        true => quote!(#[doc = #text]),
        false => TokenStream::new(),
    }
}
