//! What `#[workflow]` writes. Nothing can go wrong here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{Workflow, body};
use crate::paths::{local, private, private_at};
use crate::signature::Callee;

pub(super) fn expand(workflow: Workflow) -> TokenStream {
    let p = private();
    let Workflow { signature, options, item } = workflow;
    let name = &signature.name;
    let output = &signature.output;
    let shared = signature.shared();
    let conditions = &shared.conditions;
    let attributes = &shared.body;
    let (main, finish) = (options.main, options.finish_on_failure);

    let value = quote!(#output);
    let promising = signature.promising(Callee::Workflow, &value);
    let visibility = &signature.visibility;
    let given_to_call = signature.inputs.iter().map(|input| {
        let name = &input.name;
        quote!(#name: impl ::core::marker::Sized)
    });
    let call = Ident::new("call", Span::mixed_site());
    let twin = signature.twin(&quote! {
        /// Refused: a workflow has no body that gives values.
        #[doc(hidden)]
        #[allow(dead_code, unused_variables, unreachable_pub, clippy::all, clippy::pedantic)]
        #visibility fn #call<'a>(#(#given_to_call),*) -> #value
        where
            &'a Self: #p::control::Callable,
        {
            ::core::unreachable!()
        }

        /// The definition: name, interface, graph.
        #[allow(dead_code, unreachable_pub)]
        pub fn definition() -> &'static #p::WorkflowDefinition {
            <#name as #p::Workflow>::definition()
        }

        /// The inputs and outputs.
        #[allow(dead_code, unreachable_pub)]
        pub fn interface() -> #p::TypedInterface {
            #p::typed_interface(&Self::definition().spec)
        }
    });
    let spec = signature.spec(&value);
    let given = local("inputs", Span::mixed_site());
    let inputs = signature.inputs.iter().enumerate().map(|(at, input)| {
        let (mutable, name, ty) = (&input.mutable, &input.name, &input.ty);
        quote_spanned!(ty.span()=> let #mutable #name = #given.get::<#ty>(#at);)
    });
    // With the name's span, the graph's place is the function's and not the attribute's.
    let at = private_at(name.span());
    let build =
        quote_spanned!(name.span()=> || #at::build_workflow(&__FLYTE_DEFINITION, __flyte_build));
    let body = body::rewrite(*item.block, &signature.inputs, output);
    quote! {
        #promising
        #twin
        #(#conditions)*
        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated)]
        const _: () = {
            static __FLYTE_DEFINITION: #p::WorkflowDefinition = #p::WorkflowDefinition {
                spec: #spec,
                main: #main,
                finish_on_failure: #finish,
                build: #build,
                graph: #p::OnceLock::new(),
            };
            impl #p::Workflow for #name {
                type Outputs = #output;
                fn definition() -> &'static #p::WorkflowDefinition {
                    &__FLYTE_DEFINITION
                }
            }
            #p::inventory::submit! {
                #p::Registration { entity: || #p::Entity::Workflow(&__FLYTE_DEFINITION) }
            }
            #(#attributes)*
            #[allow(unused_must_use, unreachable_code, unused_braces, unused_parens)]
            fn __flyte_build(#given: &#p::WorkflowInputs) -> #p::Returned {
                #[allow(unused_imports)]
                use #p::condition::{
                    ComparePromises as _, CompareRefused as _, PlainEq as _, PlainGe as _, PlainGt as _,
                    PlainLe as _, PlainLt as _, PlainNe as _,
                };
                #[allow(unused_imports)]
                use #p::control::{
                    MapOne as _, MatchOther as _, MatchPromise as _, PlainFirst as _, PlainSecond as _, SameArms as _, TakeOther as _,
                };
                #[allow(unused_imports)]
                use #p::MapPlain as _;
                let _ = &#given;
                #(#inputs)*
                #body
            }
        };
    }
}
