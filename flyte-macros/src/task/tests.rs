//! Expansions as plain token functions: they parse, and mistakes come at once, each in its own words.

use quote::quote;
use syn::parse_quote;

use super::*;

/// The expansion, which must parse as items.
fn expand(arguments: TokenStream, item: TokenStream) -> String {
    let tokens = task(arguments, item);
    let file: syn::File =
        syn::parse2(tokens.clone()).unwrap_or_else(|error| panic!("{error}: {tokens}"));
    let _ = file;
    squeezed(&tokens.to_string())
}

/// Without white space: what the printer puts between tokens is its own affair.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The words of every `compile_error!` in the expansion.
fn errors(arguments: TokenStream, item: TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(task(arguments, item)).expect("items");
    let is_error = |item: &syn::Item| match item {
        syn::Item::Macro(item) if item.mac.path.segments.last()?.ident == "compile_error" => {
            syn::parse2::<syn::LitStr>(item.mac.tokens.clone()).ok().map(|words| words.value())
        }
        _ => None,
    };
    file.items.iter().filter_map(is_error).collect()
}

#[test]
fn a_plain_task() {
    let text = expand(
        quote!(),
        quote! {
            /// Adds.
            pub(crate) fn add(a: i64, #[default(3)] mut b: i64) -> i64 { a + b }
        },
    );
    for part in [
        "pub(crate) fn add(a: impl ::flyte::__private::Arg<i64>",
        "b: impl ::flyte::__private::Arg<i64, ::flyte::__private::WithDefault>",
        "call::call_task::<add, 2usize>([::flyte::__private::bind::<i64, _>(a), ",
        "pub(crate) enum add",
        "pub(crate) fn call(a: i64, mut b: i64) -> i64",
        "encode_default::<i64, _>(3)",
        "assemble::sync2::<i64, i64, i64,>([::core::module_path!(), \"add\", \"Adds.\",",
        "\"a\", \"\", \"i64\", \"b\", \"\", \"i64\"], Self::call, [],)",
        "register_task!(add)",
    ] {
        assert!(text.contains(&squeezed(part)), "{part} is not in {text}");
    }
}

#[test]
fn every_option() {
    let text = expand(
        quote! {
            name = "team.train", cache(version = "2", serialize, ignore(epochs)), retries = 3, timeout = "1h30m",
            interruptible = false, requests(cpu = "500m", mem = "1Gi"), limits(cpu = "2", gpu = "1"),
            env(LEVEL = "debug"), secrets("group/key", "key"), container_image = "ghcr.io/team/name:v1",
            deprecated = "use other",
        },
        quote!(
            async fn train(epochs: i64) -> Result<Model> {
                todo!()
            }
        ),
    );
    for part in [
        ".with_name(\"team.train\")",
        "serialize: true, ignore: &[\"epochs\"]",
        "retries: 3u32",
        "from_millis(5400000u64)",
        "memory: ::flyte::__private::Some(\"1Gi\")",
        "(\"LEVEL\", \"debug\")",
        "key: \"key\"",
        "assemble::async1::<Result<Model>, i64, _>(",
    ] {
        assert!(text.contains(&squeezed(part)), "{part} is not in {text}");
    }
}

#[test]
fn raw_names_lose_their_prefix_on_the_wire() {
    let text = expand(
        quote!(),
        quote!(
            fn r#match(r#type: i64) {}
        ),
    );
    assert!(text.contains(&squeezed("\"match\", \"\",")), "{text}");
    assert!(text.contains(&squeezed("\"type\", \"\", \"i64\"]")), "{text}");
}

#[test]
fn mistakes_come_together() {
    let found = errors(
        quote!(retrys = 1, timeout = "10", cache = " "),
        quote!(
            const fn add<T>(a: &str, (x, y): (i64, i64), _: T) -> usize {
                0
            }
        ),
    );
    let expected = [
        "an input needs one name",
        "write `_unused`",
        "drop `const`",
        "can't be generic",
        "write `String`",
        "a tuple can't be an input",
        "write `u64` or `i64`",
        "did you mean `retries`?",
        "lacks a unit",
        "`cache` is blank",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{found} has not {expected}");
    }
}

#[test]
fn one_mistake_each() {
    let cases: [(TokenStream, TokenStream, &str); 18] = [
        (
            quote!(),
            quote!(
                fn f(&self) {}
            ),
            "take `self` out",
        ),
        (
            quote!(),
            quote!(
                unsafe fn f() {}
            ),
            "drop `unsafe`",
        ),
        (
            quote!(),
            quote!(
                extern "C" fn f() {}
            ),
            "drop `extern`",
        ),
        (
            quote!(),
            quote!(
                fn str() {}
            ),
            "is a primitive type",
        ),
        (
            quote!(),
            quote!(
                fn f(a: Option<Option<i64>>) {}
            ),
            "write `Option<i64>`",
        ),
        (
            quote!(),
            quote!(
                fn f(a: Bytes) {}
            ),
            "use `FlyteFile`",
        ),
        (
            quote!(),
            quote!(
                fn f() -> Bytes {
                    todo!()
                }
            ),
            "use `FlyteFile`",
        ),
        (
            quote!(),
            quote!(
                fn f(a: Box<dyn Any>) {}
            ),
            "trait object",
        ),
        (
            quote!(),
            quote!(
                fn f(n: i64) -> i64 {
                    f(n - 1)
                }
            ),
            "write `f::call(…)`",
        ),
        (
            quote!(cache(ignore(b), version = "1")),
            quote!(
                fn f(a: i64) {}
            ),
            "`b` is no input of this task",
        ),
        (
            quote!(cache(serialize)),
            quote!(
                fn f() {}
            ),
            "`cache` lacks `version`",
        ),
        (
            quote!(requests(cpu = "2"), limits(cpu = "1")),
            quote!(
                fn f() {}
            ),
            "below what is requested",
        ),
        (
            quote!(requests(memory = "1Gi")),
            quote!(
                fn f() {}
            ),
            "unknown option `memory`",
        ),
        (
            quote!(secrets("")),
            quote!(
                fn f() {}
            ),
            "is not a secret",
        ),
        (
            quote!(env("A")),
            quote!(
                fn f() {}
            ),
            "expected an option",
        ),
        (
            quote!(retries = "3"),
            quote!(
                fn f() {}
            ),
            "takes a whole number",
        ),
        (
            quote!(),
            quote!(
                fn f(#[cfg(test)] a: i64) {}
            ),
            "put it on the whole function",
        ),
        (
            quote!(),
            quote!(
                struct S;
            ),
            "goes on a function",
        ),
    ];
    for (arguments, item, words) in cases {
        let found = errors(arguments, item);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(words), "{found:?} has not {words}");
    }
}

#[test]
fn a_local_of_the_same_name_is_no_recursion() {
    let body: syn::ItemFn = parse_quote!(
        fn f(n: i64) -> i64 {
            let f = |x| x;
            f(n)
        }
    );
    assert!(errors(quote!(), quote!(#body)).is_empty());
    assert!(
        errors(
            quote!(),
            quote!(
                async fn f(n: i64) -> i64 {
                    f(n - 1).await
                }
            )
        )
        .is_empty()
    );
}
