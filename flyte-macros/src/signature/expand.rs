//! What every signature becomes: a function that makes promises, a type of the same name, and a specification.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Attribute;
use syn::spanned::Spanned;

use super::{Input, Signature};
use crate::paths::{private, private_at};
use crate::types;

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
