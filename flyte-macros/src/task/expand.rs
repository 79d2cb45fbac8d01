//! What `#[task]` writes. Nothing can go wrong here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use super::Task;
use super::options::{Options, Resources};
use crate::paths::{local, private, private_at};
use crate::signature::{
    CLIPPYS_MOST_ARGUMENTS, Callee, Extras, Input, MOST_INPUTS, Shared, Signature, optional,
};
use crate::types;

pub(super) fn expand(task: &Task) -> TokenStream {
    let p = private();
    let Task { signature, options, .. } = task;
    let name = &signature.name;
    let value = value(&signature.output);
    let shared = signature.shared();
    let conditions = &shared.conditions;

    let allowed = allowed(signature, &shared);

    let promising = signature.promising(Callee::Task, &value);
    let twin = signature.twin(&body(task, &shared.body));
    let definition = definition(task, &value, expand_options(options));
    quote! {
        #promising
        #twin
        #(#conditions)*
        #allowed
        impl #p::Task for #name {
            type Outputs = #value;
            fn define() -> #p::TaskDefinition {
                #p::register_task!(#name);
                #definition
            }
        }
    }
}

/// What the definition must be allowed: it names the body, which is deprecated as the task is, and wraps what attributes
/// say in closures. Most tasks need neither, and each lint takes the compiler time.
fn allowed(signature: &Signature, shared: &Shared<'_>) -> TokenStream {
    let mut allowed = TokenStream::new();
    if shared.outer.iter().any(|attribute| attribute.path().is_ident("deprecated")) {
        allowed.extend(quote!(#[allow(deprecated)]));
    }
    // The types stand here once more.
    let users = shared.outer.iter().filter(|attribute| attribute.path().is_ident("allow"));
    users.for_each(|attribute| attribute.to_tokens(&mut allowed));
    let said = |extras: &Extras| extras.annotation.is_some() || extras.hash.is_some();
    let adorned = |input: &Input| input.default.is_some() || said(&input.extras);
    if said(&signature.extras)
        || signature.inputs.len() > MOST_INPUTS
        || signature.inputs.iter().any(adorned)
    {
        allowed.extend(quote!(#[allow(clippy::all, clippy::pedantic)]));
    }
    allowed
}

/// What a task gives: `T` of `Result<T, E>`, which is told by its name. Through an alias with another name the compiler
/// finds it.
fn value(output: &Type) -> TokenStream {
    if let Type::Path(path) = output
        && let Some(last) = path.path.segments.last()
    {
        if last.ident == "Result"
            && let PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(GenericArgument::Type(value)) = arguments.args.first()
        {
            return quote!(#value);
        }
        if is_plain(path) {
            return quote!(#output);
        }
    }
    if matches!(output, Type::Tuple(_)) {
        return quote!(#output);
    }
    let at = private_at(output.span());
    quote_spanned!(output.span()=> <#output as #at::TaskReturn>::Value)
}

/// Names that everyone knows, so that the compiler need not look for what they stand for.
fn is_plain(path: &syn::TypePath) -> bool {
    const KNOWN: [&str; 17] = [
        "i8",
        "i16",
        "i32",
        "i64",
        "u8",
        "u16",
        "u32",
        "u64",
        "f32",
        "f64",
        "bool",
        "String",
        "Vec",
        "Option",
        "HashMap",
        "BTreeMap",
        "LiteralMap",
    ];
    path.qself.is_none()
        && path
            .path
            .segments
            .last()
            .is_some_and(|last| KNOWN.iter().any(|known| last.ident == known))
}

/// The body of `define`: one call of a function that takes the user's.
fn definition(task: &Task, value: &TokenStream, options: Option<TokenStream>) -> TokenStream {
    let signature = &task.signature;
    let name = &signature.name;
    let about = signature.about();
    let is_async = task.item.sig.asyncness.is_some();
    let kind = if is_async { "async" } else { "sync" };
    // What a type doesn't have is told at the type, that a future can't be sent at the name.
    let at = private_at(name.span());
    let at_assemble = at.module(&["assemble"]);
    let count = signature.inputs.len();
    let mut made = if count <= MOST_INPUTS {
        let assemble = Ident::new(&format!("{kind}{count}"), name.span());
        let inputs = signature.inputs.iter().map(Input::named);
        let types = signature.inputs.iter().map(|input| &input.ty);
        let output = &signature.output;
        let running = is_async.then(|| quote_spanned!(name.span()=> _));
        quote_spanned! {name.span()=>
            #at_assemble::#assemble::<#output #(, #types)*, #running>(
                [#about #(, #inputs)*],
                Self::call,
                [],
            )
        }
    } else {
        let assemble = Ident::new(&format!("{kind}_many"), name.span());
        let specs = signature.inputs.iter().map(Input::spec);
        let inputs = local("inputs", Span::mixed_site());
        let reads = signature.inputs.iter().enumerate().map(|(index, input)| {
            let ty = &input.ty;
            quote_spanned!(types::span(ty)=> #inputs.get::<#ty>(#index)?)
        });
        quote_spanned! {name.span()=>
            #at_assemble::#assemble(
                [#about],
                #at::vec![#(#specs),*],
                |#inputs: #at::Inputs<'_>| #at::Ok(Self::call(#(#reads),*)),
            )
        }
    };
    if let Some(entity_name) = &signature.entity_name {
        made = quote!(#made.with_name(#entity_name));
    }
    if count <= MOST_INPUTS {
        for (index, input) in signature.inputs.iter().enumerate() {
            let changes = input.changes();
            if !changes.is_empty() {
                made = quote!(#made.with_input(#index, |input| input #changes));
            }
        }
    }
    if let Some(options) = options {
        made = quote!(#made.with_options(#options));
    }
    if let Some(json) = &signature.extras.annotation {
        let json = json.entries();
        let span = types::span(&signature.output);
        let at = private_at(span);
        let annotated = quote_spanned!(span=> #at::annotated_output::<#value>);
        made = quote!(#made.with_outputs(|| #annotated(#json)));
    }
    if let Some(path) = &signature.extras.hash {
        let [bytes, given] = ["bytes", "value"].map(|name| local(name, path.span()));
        let span = types::span(&signature.output);
        let of_output = private_at(span);
        let of_output = quote_spanned!(span=> #of_output::hash_output::<#value, _>);
        let hash =
            quote_spanned!(path.span()=> |#bytes| #of_output(#bytes, |#given| #path(#given)));
        made = quote!(#made.with_output_hash(#hash));
    }
    made
}

/// The user's function, as `call`.
fn body(task: &Task, attributes: &[&syn::Attribute]) -> TokenStream {
    let Task { signature, item, body, .. } = task;
    let visibility = &signature.visibility;
    let asyncness = &item.sig.asyncness;
    let (fn_token, output) = (&item.sig.fn_token, &item.sig.output);
    let call = Ident::new("call", Span::mixed_site());
    let inputs = signature.inputs.iter().map(|input| {
        let (attributes, mutable, name, ty) =
            (&input.attributes, &input.mutable, &input.name, &input.ty);
        quote!(#(#attributes)* #mutable #name: #ty)
    });
    let lints = lints(task).into_iter().map(|lint| Ident::new(lint, Span::mixed_site()));
    quote! {
        /// The body itself: takes and gives values.
        #(#attributes)*
        #[allow(dead_code, unreachable_pub #(, clippy::#lints)*)]
        #visibility #asyncness #fn_token #call(#(#inputs),*) #output #body
    }
}

/// What clippy would say of a body's signature and its user can't help: inputs are owned, the signature is the
/// interface, and the docs stand on the function that makes promises. Only what can apply is named, since the
/// compiler looks up each.
fn lints(task: &Task) -> Vec<&'static str> {
    let Task { signature, item, .. } = task;
    let mut lints = Vec::new();
    if signature.inputs.len() > CLIPPYS_MOST_ARGUMENTS {
        lints.push("too_many_arguments");
    }
    if signature.inputs.iter().any(|input| !types::is_primitive(&input.ty)) {
        lints.push("needless_pass_by_value");
    }
    if item.sig.asyncness.is_some() {
        lints.push("unused_async");
    }
    let is_result = types::result_of(&signature.output).is_some();
    if is_result {
        lints.push("unnecessary_wraps");
    }
    if matches!(signature.visibility, syn::Visibility::Public(_)) {
        lints.extend(["missing_panics_doc", "must_use_candidate"]);
        if is_result {
            lints.push("missing_errors_doc");
        }
    }
    lints
}

/// The options, unless none is given.
fn expand_options(options: &Options) -> Option<TokenStream> {
    let p = private();
    let mut fields = TokenStream::new();
    if let Some(cache) = &options.cache {
        let (version, serialize) = (&cache.version, cache.serialize);
        let ignore = cache.ignore.iter().map(|name| syn::ext::IdentExt::unraw(name).to_string());
        fields.extend(quote! {
            cache: #p::Some(#p::Cache {
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
        fields.extend(quote!(timeout: #p::Some(::core::time::Duration::from_millis(#millis)),));
    }
    if let Some(interruptible) = options.interruptible {
        fields.extend(quote!(interruptible: #p::Some(#interruptible),));
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
            fields.extend(quote!(#field: #p::Some(#text),));
        }
    }
    (!fields.is_empty()).then(|| quote!(#p::TaskOptions { #fields ..#p::TaskOptions::DEFAULT }))
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
            Some(quote!(#name: #p::Some(#text)))
        })
        .collect();
    if given.is_empty() {
        return TokenStream::new();
    }
    let field = Ident::new(field, Span::mixed_site());
    quote!(#field: #p::Resources { #(#given,)* ..#p::Resources::NONE },)
}
