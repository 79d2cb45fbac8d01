//! What `#[task]` writes. Nothing can go wrong here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Task;
use super::options::{Options, Resources};
use crate::paths::{local, private, private_at};
use crate::signature::optional;

pub(super) fn expand(task: &Task) -> TokenStream {
    let p = private();
    let Task { signature, options, .. } = task;
    let name = &signature.name;
    let output = &signature.output;
    let at = private_at(output.span());
    let value = quote_spanned!(output.span()=> <#output as #at::TaskReturn>::Value);
    let shared = signature.shared();
    let conditions = &shared.conditions;

    let promising = signature.promising("call_task", &value);
    let body = body(task, &shared.body);
    let twin = signature.twin(&quote!(#p::TaskDefinition), &quote!(#p::Task), &body);
    let spec = signature.spec(&value);
    let options = expand_options(options);
    let (kind, run) = run(task);
    quote! {
        #promising
        #twin
        #(#conditions)*
        #[allow(clippy::all, clippy::pedantic, unused_qualifications, deprecated)]
        const _: () = {
            static __FLYTE_DEFINITION: #p::TaskDefinition = #p::TaskDefinition {
                spec: #spec,
                options: #options,
                body: #p::Body::#kind(__flyte_run),
            };
            impl #p::Task for #name {
                type Outputs = #value;
                fn definition() -> &'static #p::TaskDefinition {
                    &__FLYTE_DEFINITION
                }
            }
            #p::inventory::submit! {
                #p::Registration { entity: || #p::Entity::Task(&__FLYTE_DEFINITION) }
            }
            #run
        };
    }
}

/// The user's function, as `call`.
fn body(task: &Task, attributes: &[syn::Attribute]) -> TokenStream {
    let Task { signature, item, .. } = task;
    let visibility = &signature.visibility;
    let asyncness = &item.sig.asyncness;
    let (fn_token, output, block) = (&item.sig.fn_token, &item.sig.output, &item.block);
    let call = Ident::new("call", Span::mixed_site());
    let inputs = signature.inputs.iter().map(|input| {
        let (attributes, mutable, name, ty) =
            (&input.attributes, &input.mutable, &input.name, &input.ty);
        quote!(#(#attributes)* #mutable #name: #ty)
    });
    quote! {
        /// The body itself: takes and gives values.
        #(#attributes)*
        #[allow(
            dead_code,
            unreachable_pub,
            clippy::too_many_arguments,
            clippy::needless_pass_by_value,
            clippy::unnecessary_wraps,
            clippy::unused_async,
            clippy::missing_errors_doc,
            clippy::missing_panics_doc,
            clippy::must_use_candidate
        )]
        #visibility #asyncness #fn_token #call(#(#inputs),*) #output #block
    }
}

/// The function that reads the inputs, calls the body and writes the outputs.
fn run(task: &Task) -> (Ident, TokenStream) {
    let p = private();
    let signature = &task.signature;
    let name = &signature.name;
    let inputs = local("inputs", Span::mixed_site());
    let values: Vec<Ident> = (0..signature.inputs.len())
        .map(|at| local(&format!("input_{at}"), Span::mixed_site()))
        .collect();
    let reads = signature.inputs.iter().zip(&values).enumerate().map(|(at, (input, value))| {
        let ty = &input.ty;
        quote_spanned!(ty.span()=> let #value = #inputs.get::<#ty>(#at)?;)
    });
    let output = &signature.output;
    let at = private_at(output.span());
    let finish = |returned: TokenStream| match &signature.extras.hash {
        None => quote_spanned!(output.span()=> #at::finish(#returned)),
        Some(path) => quote_spanned!(path.span()=> #p::finish_hashed(#returned, #path)),
    };
    if task.item.sig.asyncness.is_some() {
        let finished = finish(quote_spanned!(output.span()=> <#name>::call(#(#values),*).await));
        // A future that can't be sent is the body's fault.
        let own = private_at(name.span());
        let future = quote_spanned!(name.span()=> #own::Box::pin(async move { #finished }));
        let run = quote! {
            fn __flyte_run(#inputs: #p::Inputs<'_>) -> #p::Result<#p::BodyFuture, #p::Error> {
                let _ = &#inputs;
                #(#reads)*
                #p::Result::Ok(#future)
            }
        };
        (Ident::new("Async", Span::mixed_site()), run)
    } else {
        let finished = finish(quote_spanned!(output.span()=> <#name>::call(#(#values),*)));
        let run = quote! {
            fn __flyte_run(#inputs: #p::Inputs<'_>) -> #p::Result<#p::Vec<#p::Bytes>, #p::Error> {
                let _ = &#inputs;
                #(#reads)*
                #finished
            }
        };
        (Ident::new("Sync", Span::mixed_site()), run)
    }
}

fn expand_options(options: &Options) -> TokenStream {
    let p = private();
    let mut fields = TokenStream::new();
    if let Some(cache) = &options.cache {
        let (version, serialize) = (&cache.version, cache.serialize);
        let ignore = cache.ignore.iter().map(|name| syn::ext::IdentExt::unraw(name).to_string());
        fields.extend(quote! {
            cache: #p::Option::Some(#p::Cache {
                version: #version,
                serialize: #serialize,
                ignore: &[#(#ignore),*],
            }),
        });
    }
    if let Some(retries) = options.retries {
        fields.extend(quote!(retries: #retries,));
    }
    if let Some(timeout) = options.timeout {
        let millis = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        fields.extend(
            quote!(timeout: #p::Option::Some(::core::time::Duration::from_millis(#millis)),),
        );
    }
    if let Some(interruptible) = options.interruptible {
        fields.extend(quote!(interruptible: #p::Option::Some(#interruptible),));
    }
    fields.extend(resources("requests", &options.requests));
    fields.extend(resources("limits", &options.limits));
    if !options.env.is_empty() {
        let pairs = options.env.iter().map(|(key, value)| quote!((#key, #value)));
        fields.extend(quote!(env: &[#(#pairs),*],));
    }
    if !options.secrets.is_empty() {
        let secrets = options.secrets.iter().map(|(group, key)| {
            let group = optional(group.as_ref().map(|group| quote!(#group)));
            quote!(#p::Secret { group: #group, key: #key })
        });
        fields.extend(quote!(secrets: &[#(#secrets),*],));
    }
    for (field, text) in [("container_image", &options.image), ("deprecated", &options.deprecated)]
    {
        if let Some(text) = text {
            let field = Ident::new(field, Span::mixed_site());
            fields.extend(quote!(#field: #p::Option::Some(#text),));
        }
    }
    if fields.is_empty() {
        return quote!(#p::TaskOptions::DEFAULT);
    }
    quote!(#p::TaskOptions { #fields ..#p::TaskOptions::DEFAULT })
}

fn resources(field: &str, resources: &Resources) -> TokenStream {
    let p = private();
    let parts = [
        ("cpu", &resources.cpu),
        ("memory", &resources.memory),
        ("gpu", &resources.gpu),
        ("ephemeral_storage", &resources.ephemeral_storage),
    ];
    let given: Vec<TokenStream> = parts
        .iter()
        .filter_map(|(name, quantity)| {
            let name = Ident::new(name, Span::mixed_site());
            let text = &quantity.as_ref()?.text;
            Some(quote!(#name: #p::Option::Some(#text)))
        })
        .collect();
    if given.is_empty() {
        return TokenStream::new();
    }
    let field = Ident::new(field, Span::mixed_site());
    quote!(#field: #p::Resources { #(#given,)* ..#p::Resources::NONE },)
}
