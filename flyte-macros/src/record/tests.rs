//! Expansions as plain token functions.

use quote::quote;

use super::*;

fn errors(input: TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(flyte_type(input)).expect("items");
    let is_error = |item: &syn::Item| match item {
        syn::Item::Macro(item) if item.mac.path.segments.last()?.ident == "compile_error" => {
            syn::parse2::<syn::LitStr>(item.mac.tokens.clone()).ok().map(|words| words.value())
        }
        _ => None,
    };
    file.items.iter().filter_map(is_error).collect()
}

/// The expansion, without white space.
fn expand(input: TokenStream) -> String {
    assert_eq!(errors(input.clone()), Vec::<String>::new());
    flyte_type(input).to_string().split_whitespace().collect()
}

#[test]
fn renames_reach_value_schema_and_promises() {
    let text = expand(quote! {
        #[serde(rename_all = "camelCase")]
        pub(crate) struct Model {
            first_layer: i64,
            #[serde(rename = "kind", default = "kinds::plain")]
            pub r#type: String,
            #[serde(skip)]
            cached: Option<Cache>,
        }
    });
    for part in [
        r#"out.key("firstLayer")"#,
        r#"add_to(schema,"kind",::flyte::__private::Some(&kinds::plain()))"#,
        r#"r#type:::flyte::__private::field(&whole,"kind")"#,
        "pubr#type:::flyte::__private::Promise<String>",
        "cached:<Option<Cache>as::core::default::Default>::default()",
        "out.map_header(2usize)",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("\"cached\""), "{text}");
}

#[test]
fn enums() {
    let text = expand(quote!(
        #[serde(rename_all = "lowercase")]
        enum Color {
            Red,
            Green,
        }
    ));
    assert!(text.contains(r#"__FLYTE_NAMES:&[&str]=&["red","green"]"#), "{text}");
    let text = expand(quote!(
        enum Shape {
            Empty,
            Circle(f64),
            Rect { w: f64, h: f64 },
        }
    ));
    assert!(text.contains("enum__FlyteShapeCircle{}"), "{text}");
    assert!(text.contains("struct__FlyteShapeRect{w:f64,h:f64}"), "{text}");
    let text = expand(quote!(
        #[flyte(python)]
        enum Id {
            Number(i64),
            Name(String),
        }
    ));
    assert!(text.contains("Variant::new::<i64>"), "{text}");
}

#[test]
fn refusals() {
    let cases: [(TokenStream, &str); 27] = [
        (
            quote!(
                enum A {
                    #[flyte(nonsense)]
                    B(i64),
                }
            ),
            "unknown option `nonsense`: `#[flyte]` on a variant takes `annotation`",
        ),
        (
            quote!(
                enum A {
                    B(#[flyte(nonsense)] i64),
                }
            ),
            "in front of the variant's name",
        ),
        (
            quote!(
                enum A {
                    B {
                        #[flyte(annotation = { "unit": "cm" })]
                        c: i64,
                    },
                }
            ),
            "put it on the argument",
        ),
        (
            quote!(
                enum A {
                    #[flyte(annotation = { "unit": "cm" })]
                    B,
                    C,
                }
            ),
            "one type, whose names take no `#[flyte]`",
        ),
        (
            quote!(
                #[flyte(via)]
                struct A {
                    #[flyte(nonsense)]
                    b: i64,
                }
            ),
            "under `via` that is another type",
        ),
        (
            quote!(
                #[flyte(via)]
                enum A {
                    #[flyte(nonsense)]
                    B(i64),
                }
            ),
            "under `via` that is another type",
        ),
        (
            quote!(
                #[flyte(nonsense)]
                struct A {
                    b: i64,
                }
            ),
            "`#[flyte]` on a struct takes `pydantic` and `via`",
        ),
        (
            quote!(
                struct A;
            ),
            "write `struct A {}`",
        ),
        (
            quote!(
                struct A(i64, String);
            ),
            "write `struct A { field_0: i64, field_1: String }`",
        ),
        (
            quote!(
                struct A<T> {
                    a: T,
                }
            ),
            "can't be generic",
        ),
        (
            quote!(
                struct A<'a> {
                    a: Text<'a>,
                }
            ),
            "no lifetimes",
        ),
        (quote!(union A { a: i64 }), "write an enum"),
        (
            quote!(
                enum A {}
            ),
            "add a variant",
        ),
        (
            quote!(
                struct A {
                    next: Option<Box<A>>,
                }
            ),
            "contains itself",
        ),
        (
            quote!(
                struct A {
                    next: Vec<Self>,
                }
            ),
            "contains itself",
        ),
        (
            quote!(
                struct A {
                    a: usize,
                }
            ),
            "write `u64` or `i64`",
        ),
        (
            quote!(
                struct A {
                    a: (i64, i64),
                }
            ),
            "a tuple can't be a field",
        ),
        (
            quote!(
                struct A {
                    #[serde(flatten)]
                    a: B,
                }
            ),
            "`flatten` would give the value another form",
        ),
        (
            quote!(
                struct A {
                    #[serde(rename(serialize = "b"))]
                    a: B,
                }
            ),
            "written and read under one name",
        ),
        (
            quote!(
                #[serde(rename_all = "camel")]
                struct A {
                    a: B,
                }
            ),
            "unknown style `camel`",
        ),
        (
            quote!(
                struct A {
                    #[serde(rename = "b")]
                    a: B,
                    b: B,
                }
            ),
            "two fields are called `b`",
        ),
        (
            quote!(
                struct A {
                    #[flyte(hash = f)]
                    a: B,
                }
            ),
            "goes on inputs and outputs",
        ),
        (
            quote!(
                enum A {
                    B(i64, i64),
                }
            ),
            "write `B { field_0: i64, field_1: i64 }`",
        ),
        (
            quote!(
                enum A {
                    B(Option<i64>),
                    C,
                }
            ),
            "flat on the wire",
        ),
        (
            quote!(
                enum A {
                    #[serde(rename = "C")]
                    B,
                    C,
                }
            ),
            "two variants are called `C`",
        ),
        (
            quote!(
                #[flyte(pyhton)]
                enum A {
                    B(i64),
                }
            ),
            "did you mean `python`?",
        ),
        (
            quote!(
                #[flyte(python)]
                enum A {
                    B(i64),
                    C(i32),
                }
            ),
            "both have the tag `int`",
        ),
    ];
    for (input, words) in cases {
        let found = errors(input);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(words), "{found:?} has not {words}");
    }
}
