//! Expansions as plain token functions.

use quote::quote;

use super::*;

fn expand(item: TokenStream) -> String {
    let tokens = workflow(quote!(), item);
    if let Err(error) = syn::parse2::<syn::File>(tokens.clone()) {
        panic!("{error}: {tokens}");
    }
    squeezed(&tokens.to_string())
}

/// Without white space: what the printer puts between tokens is its own affair.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn has(text: &str, part: &str) -> bool {
    text.contains(&squeezed(part))
}

/// The rewritten body of a workflow that gives `i64`.
fn body(statements: TokenStream) -> String {
    let block: syn::Block = syn::parse_quote!({ #statements });
    let tokens = super::body::rewrite(block, &[], &syn::parse_quote!(i64));
    if let Err(error) = syn::parse2::<syn::Block>(quote!({ #tokens })) {
        panic!("{error}: {tokens}");
    }
    squeezed(&tokens.to_string()).replace("::flyte::__private", "P")
}

fn errors(arguments: TokenStream, item: TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(workflow(arguments, item)).expect("items");
    let is_error = |item: &syn::Item| match item {
        syn::Item::Macro(item) if item.mac.path.segments.last()?.ident == "compile_error" => {
            syn::parse2::<syn::LitStr>(item.mac.tokens.clone()).ok().map(|words| words.value())
        }
        _ => None,
    };
    file.items.iter().filter_map(is_error).collect()
}

#[test]
fn a_plain_workflow() {
    let text = expand(quote! {
        pub fn pipeline(xs: Vec<i64>, n: i64) -> i64 { let y = add(n, 1); y }
    });
    for part in [
        "pub fn pipeline(xs: impl ::flyte::__private::Arg<Vec<i64>>",
        "call_workflow::<pipeline, 2usize>",
        "let xs = inputs.get::<Vec<i64>>(0usize);",
        "::flyte::__private::returns::<i64, _>(y)",
    ] {
        assert!(has(&text, part), "{part} is not in {text}");
    }
}

#[test]
fn the_end_is_checked() {
    assert_eq!(body(quote!(a)), squeezed("P::returns::<i64, _>(a)"));
    assert_eq!(body(quote!(a;)), squeezed("a; P::returns::<i64, _>(())"));
    assert_eq!(body(quote!(return a;)), squeezed("return P::returns::<i64, _>(a);"));
    assert_eq!(body(quote!(todo!())), squeezed("todo!()"));
    assert_eq!(body(quote!(vec![a, b])), squeezed("P::returns::<i64, _>(vec![a, b])"));
    assert_eq!(
        body(quote!(xs.map(|x| {
            return f(x);
        }))),
        squeezed("P::returns::<i64, _>(xs.map(|x| { return f(x); }))")
    );
}

#[test]
fn an_if_becomes_straight_line_code() {
    let text = body(quote!(if c { a } else { b }));
    for part in [
        "P::begin(c)",
        "then = P::Some({ branch.arm(a) })",
        "otherwise = P::Some({ branch.arm(b) })",
        "branch.join(then, otherwise)",
    ] {
        assert!(has(&text, part), "{part} is not in {text}");
    }
    let text = body(quote!(if c {
        a
    } else if d {
        b
    } else {
        e
    }));
    assert_eq!(text.matches("P::begin").count(), 2, "{text}");
}

#[test]
fn arms_that_are_left_stay_plain() {
    for jump in [quote!(return a;), quote!(break;), quote!(continue;), quote!(f()?;)] {
        let text = body(quote!(loop { if c { #jump } else { b() } }));
        assert!(has(&text, "P::jumping(flyte_condition)"), "{text}");
        assert!(!has(&text, "P::begin"), "{text}");
    }
    let own = body(quote!(if c {
        for x in xs {
            break;
        }
        a
    } else {
        b
    }));
    assert!(has(&own, "P::begin"), "{own}");
    let labelled = body(quote!('out: for x in xs {
        if c {
            for y in ys {
                break 'out;
            }
        }
    }));
    assert!(has(&labelled, "P::jumping"), "{labelled}");
    let closure = body(quote!(if c {
        f(|| {
            return 1;
        })
    } else {
        b
    }));
    assert!(has(&closure, "P::begin"), "{closure}");
}

#[test]
fn without_else() {
    assert!(has(&body(quote!(if c { a(); } b)), "if P::needs_else(c) { a(); }"));
    let text = body(quote!(if let Some(x) = y { if c { a(); } } b));
    assert!(has(&text, "if let Some(x) = y { if P::needs_else(c)"), "{text}");
}

#[test]
fn conditions() {
    let text = body(quote!(if a > 1 && !(b == c) || d { x } else { y }));
    for part in [
        ".flyte_gt()",
        "!(&&&P::Compare(&(b), &(c))).flyte_eq()",
        "P::needs_right_and(&flyte_left)",
        "P::needs_right_or(&flyte_left)",
        "P::decided(&flyte_left, true)",
        "P::or(flyte_left, d)",
    ] {
        assert!(has(&text, part), "{part} is not in {text}");
    }
    let inner = body(quote!(if f(a > 1) { x } else { y }));
    assert!(has(&inner, "P::begin(f(a > 1))"), "{inner}");
}

#[test]
fn heads() {
    let unpacked = body(quote!(let (a, b) = split(x); let (c, d) = (1, 2); a));
    assert!(has(&unpacked, "let (a, b) = P::unpack(split(x)); let (c, d) = (1, 2);"), "{unpacked}");
    assert!(has(&body(quote!(for x in xs { f(x); } a)), "for x in P::iterate(xs)"));
    assert!(has(&body(quote!(while n > 3 { f(x); } a)), "while P::plain_while((&&&P::Compare"));
    let matched = body(quote!(match x.kind {
        Kind::A => a,
        _ => b,
    }));
    assert!(
        has(&matched, "P::returns::<i64, _>({ (&&P::Probe(&x.kind)).flyte_match(); match x.kind {"),
        "{matched}"
    );
}

#[test]
fn refusals() {
    let cases: [(TokenStream, TokenStream, &str); 10] = [
        (
            quote!(),
            quote!(
                async fn f() -> i64 {
                    a
                }
            ),
            "drop `async`",
        ),
        (
            quote!(),
            quote!(
                fn f() -> Result<i64> {
                    a
                }
            ),
            "write `-> i64`",
        ),
        (
            quote!(),
            quote!(
                fn f() -> i64 {
                    a().await
                }
            ),
            "drop `.await`",
        ),
        (
            quote!(),
            quote!(
                fn f() -> i64 {
                    a()?
                }
            ),
            "drop `?`",
        ),
        (
            quote!(),
            quote!(
                fn f() -> i64 {
                    loop {
                        a();
                    }
                }
            ),
            "this `loop` has no `break`",
        ),
        (
            quote!(),
            quote!(
                fn f() -> i64 {
                    let x = async { 3 };
                    a()
                }
            ),
            "in an `async` task",
        ),
        (
            quote!(),
            quote!(
                fn f<T>() -> i64 {
                    a()
                }
            ),
            "can't be generic",
        ),
        (
            quote!(on_failure = "go"),
            quote!(
                fn f() -> i64 {
                    a()
                }
            ),
            "no failure policy",
        ),
        (
            quote!(retries = 3),
            quote!(
                fn f() -> i64 {
                    a()
                }
            ),
            "unknown option `retries`",
        ),
        (
            quote!(),
            quote!(
                enum E {}
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
