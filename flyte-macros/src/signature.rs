//! What tasks and workflows share: a function whose signature is the interface.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, ExprPath, FnArg, Ident, ItemFn, Pat, ReturnType, Safety, Token, Type,
    Visibility,
};

use crate::attr::{self, Known, Language};
use crate::json::{self, Json};
use crate::paths::{private, private_at};
use crate::report::Report;
use crate::types::{self, Place};

/// `#[flyte(…)]` on an input, an output or a field of outputs.
pub(crate) const VARIABLE: Language = Language {
    owner: "`#[flyte]`",
    options: &[
        Known { name: "annotation", example: "annotation = { \"unit\": \"cm\" }" },
        Known { name: "hash", example: "hash = my_hash" },
    ],
};

/// One input.
pub(crate) struct Input {
    /// The attributes that stay on the argument.
    pub(crate) attributes: Vec<Attribute>,
    /// `mut`.
    pub(crate) mutable: Option<Token![mut]>,
    /// The Rust name.
    pub(crate) name: Ident,
    /// The name on the wire.
    pub(crate) wire: String,
    /// The type.
    pub(crate) ty: Type,
    /// The doc comment.
    pub(crate) docs: String,
    /// `#[default(…)]`.
    pub(crate) default: Option<Expr>,
    /// `#[flyte(…)]`.
    pub(crate) extras: Extras,
}

/// What `#[flyte(…)]` says about an input or output.
#[derive(Default)]
pub(crate) struct Extras {
    /// `annotation = {…}`.
    pub(crate) annotation: Option<Json>,
    /// `hash = path`.
    pub(crate) hash: Option<ExprPath>,
}

/// A function as an interface.
pub(crate) struct Signature {
    /// The user's attributes, without ours.
    pub(crate) attributes: Vec<Attribute>,
    /// The visibility.
    pub(crate) visibility: Visibility,
    /// The Rust name.
    pub(crate) name: Ident,
    /// The name without `r#`.
    pub(crate) function: String,
    /// The inputs, in declaration order.
    pub(crate) inputs: Vec<Input>,
    /// The type behind `->`, or `()`.
    pub(crate) output: Type,
    /// The doc comment.
    pub(crate) docs: String,
    /// `name = "…"`.
    pub(crate) entity_name: Option<String>,
    /// `#[flyte(…)]` on the function: its single output.
    pub(crate) extras: Extras,
}

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
    let docs = attr::docs(&attributes);
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

/// The rules for every signature. `what`: "a task" or "a workflow".
pub(crate) fn validate(item: &ItemFn, what: &str, report: &mut Report) {
    let signature = &item.sig;
    if let Some(token) = &signature.constness {
        report.on(token, format!("{what} runs at run time: drop `const`"));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        report.on(
            token,
            format!(
                "{what} is called by the engine, which can keep no promise for you: drop `unsafe`"
            ),
        );
    }
    if let Some(abi) = &signature.abi {
        report.on(abi, format!("{what} is called by the engine, not by C: drop `extern`"));
    }
    if let Some(variadic) = &signature.variadic {
        report.on(
            variadic,
            format!("{what} has a fixed number of inputs: write `Vec<T>` for a variable number"),
        );
    }
    types::check_generics(&signature.generics, what, report);
    let name = signature.ident.to_string();
    if types::PRIMITIVES.contains(&name.as_str()) {
        report.on(
            &signature.ident,
            format!("`{name}` is a primitive type, which {what} of that name would hide: rename it, as `{name}_of`"),
        );
    }
    for argument in &signature.inputs {
        if let FnArg::Typed(typed) = argument {
            types::check(&typed.ty, Place::Input, report);
        }
    }
    types::check_output(&signature.output, report);
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
    let docs = attr::docs(&attributes);
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

/// Which of the user's attributes go where.
pub(crate) struct Shared {
    /// `cfg`: on every item.
    pub(crate) conditions: Vec<Attribute>,
    /// On the function that makes promises: docs, lints.
    pub(crate) outer: Vec<Attribute>,
    /// On the body: all but docs.
    pub(crate) body: Vec<Attribute>,
}

impl Signature {
    /// Sorts the user's attributes.
    pub(crate) fn shared(&self) -> Shared {
        let mut shared = Shared { conditions: Vec::new(), outer: Vec::new(), body: Vec::new() };
        for attribute in &self.attributes {
            let path = attribute.path();
            let is = |name: &str| path.is_ident(name);
            if is("cfg") {
                shared.conditions.push(attribute.clone());
            } else if is("doc") {
                shared.outer.push(attribute.clone());
            } else {
                if is("allow") || is("warn") || is("deny") || is("forbid") || is("deprecated") {
                    shared.outer.push(attribute.clone());
                }
                shared.body.push(attribute.clone());
            }
        }
        shared
    }

    /// The function that makes promises. `call`: `call_task` or `call_workflow`; `promised`: what the promise is of.
    pub(crate) fn promising(&self, call: &str, promised: &TokenStream) -> TokenStream {
        let p = private();
        let name = &self.name;
        let count = self.inputs.len();
        let call = Ident::new(call, Span::mixed_site());
        let visibility = &self.visibility;
        let Shared { conditions, outer, .. } = self.shared();
        let arguments = self.inputs.iter().map(|input| {
            let (name, ty) = (&input.name, &input.ty);
            let at = private_at(ty.span());
            let bound = quote_spanned!(ty.span()=> impl #at::Arg<#ty>);
            quote!(#name: #bound)
        });
        let bindings = self.inputs.iter().map(|input| {
            let (name, ty) = (&input.name, &input.ty);
            let at = private_at(ty.span());
            quote_spanned!(ty.span()=> #at::bind::<#ty, _>(#name))
        });
        let documented =
            undocumented(&self.docs, &format!("Adds a call of `{}` to the graph.", self.function));
        quote! {
            #(#conditions)*
            #documented
            #(#outer)*
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            #[track_caller]
            #visibility fn #name(#(#arguments),*) -> #p::Promise<#promised> {
                #p::#call::<#name, #count>([#(#bindings),*])
            }
        }
    }

    /// The type of the same name. `more`: associated functions besides `definition` and `interface`.
    pub(crate) fn twin(
        &self,
        definition: &TokenStream,
        owner: &TokenStream,
        more: &TokenStream,
    ) -> TokenStream {
        let p = private();
        let (name, visibility) = (&self.name, &self.visibility);
        let Shared { conditions, .. } = self.shared();
        let docs = format!("What Flyte knows of [`{0}()`](fn@{0}).", self.function);
        quote! {
            #(#conditions)*
            #[doc = #docs]
            #[allow(non_camel_case_types, dead_code, missing_debug_implementations, clippy::all, clippy::pedantic)]
            #visibility enum #name {}
            #(#conditions)*
            impl #name {
                #more

                /// The definition: name, interface, options.
                #[allow(dead_code, unreachable_pub)]
                pub fn definition() -> &'static #definition {
                    <#name as #owner>::definition()
                }

                /// The inputs and outputs.
                #[allow(dead_code, unreachable_pub)]
                pub fn interface() -> #p::TypedInterface {
                    #p::typed_interface(&Self::definition().spec)
                }
            }
        }
    }

    /// The `Spec`. `returned`: the type whose variables are the outputs.
    pub(crate) fn spec(&self, returned: &TokenStream) -> TokenStream {
        let p = private();
        let Signature { function, docs, .. } = self;
        let name = optional(self.entity_name.as_ref().map(|name| quote!(#name)));
        let inputs = self.inputs.iter().map(Input::spec);
        let outputs = match &self.extras.annotation {
            None => quote!(<#returned as #p::Outputs>::variables),
            Some(json) => {
                let json = json.entries();
                quote!(|| #p::annotate_outputs(<#returned as #p::Outputs>::variables(), #json))
            }
        };
        // With the name's span, `line!()` is the function's line and not the attribute's.
        let location = quote_spanned! {self.name.span()=>
            #p::SourceLocation { file: ::core::file!(), line: ::core::line!() }
        };
        quote! {
            #p::Spec {
                module: ::core::module_path!(),
                function: #function,
                name: #name,
                docs: #docs,
                location: #location,
                inputs: &[#(#inputs),*],
                outputs: #outputs,
                computed: #p::Computed::new(),
            }
        }
    }
}

impl Input {
    fn spec(&self) -> TokenStream {
        let Input { wire, ty, docs, .. } = self;
        let span = ty.span();
        let p = private_at(span);
        let rust_type = types::text(ty);
        let literal_type = match &self.extras.annotation {
            None => quote_spanned!(span=> <#ty as #p::FlyteType>::literal_type),
            Some(json) => {
                let json = json.entries();
                quote_spanned!(span=> || #p::annotated(<#ty as #p::FlyteType>::literal_type(), #json))
            }
        };
        let default =
            optional(self.default.as_ref().map(
                |value| quote_spanned!(value.span()=> || #p::encode_default::<#ty, _>(#value)),
            ));
        let hash = optional(self.extras.hash.as_ref().map(
            |path| quote_spanned!(path.span()=> |bytes| #p::hash_input::<#ty, _>(bytes, #path)),
        ));
        quote_spanned! {span=>
            #p::InputSpec {
                name: #wire,
                docs: #docs,
                rust_type: #rust_type,
                ty: #literal_type,
                default: #default,
                check: #p::check::<#ty>,
                optional: #p::is_optional::<#ty>,
                hash: #hash,
            }
        }
    }
}

/// `Some(value)` or `None`, whatever the user calls so.
pub(crate) fn optional(value: Option<TokenStream>) -> TokenStream {
    let p = private();
    match value {
        Some(value) => quote!(#p::Option::Some(#value)),
        None => quote!(#p::Option::None),
    }
}

/// A doc comment for an item whose user wrote none.
fn undocumented(docs: &str, text: &str) -> TokenStream {
    match docs.is_empty() {
        true => quote!(#[doc = #text]),
        false => TokenStream::new(),
    }
}

/// Stands in for a function that is refused: the names exist and take anything, so that nothing else breaks.
pub(crate) fn stub(item: &ItemFn, report: Report) -> TokenStream {
    let p = private();
    let mut quiet = Report::default();
    types::check_output(&item.sig.output, &mut quiet);
    let generic = item.sig.generics.type_params().any(|parameter| match &item.sig.output {
        ReturnType::Type(_, ty) => types::mentions(ty, &parameter.ident),
        ReturnType::Default => false,
    });
    let mut signature = read(item, &mut Report::default());
    if generic || quiet.len() > 0 {
        signature.output = syn::parse_quote!(());
    }
    let output =
        types::result_of(&signature.output).cloned().unwrap_or_else(|| signature.output.clone());
    let Signature { name, visibility, .. } = &signature;
    let Shared { conditions, .. } = signature.shared();
    let arguments = item.sig.inputs.iter().enumerate().map(|(at, _)| {
        let name = quote::format_ident!("__flyte_{at}");
        quote!(#name: impl ::core::marker::Sized)
    });
    let twin = (!types::PRIMITIVES.contains(&signature.function.as_str())).then(|| {
        let mut item = item.clone();
        item.attrs.clear();
        item.sig.variadic = None;
        item.sig.abi = None;
        for argument in &mut item.sig.inputs {
            if let FnArg::Typed(typed) = argument {
                typed.attrs.clear();
            }
        }
        let inputs = item.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
        let inputs: syn::punctuated::Punctuated<FnArg, Token![,]> = inputs.cloned().collect();
        item.sig.inputs = inputs;
        item.sig.ident = Ident::new("call", Span::mixed_site());
        let refused = syn::parse_quote!({ ::core::unimplemented!() });
        *item.block = refused;
        let item = item.to_token_stream();
        quote! {
            #(#conditions)*
            #[allow(warnings, missing_docs)]
            #visibility enum #name {}
            #(#conditions)*
            #[allow(warnings, missing_docs)]
            impl #name { #item }
        }
    });
    let errors = report.into_tokens();
    quote! {
        #errors
        #(#conditions)*
        #[allow(warnings, missing_docs)]
        #visibility fn #name(#(#arguments),*) -> #p::Promise<#output> {
            ::core::unimplemented!()
        }
        #twin
    }
}
