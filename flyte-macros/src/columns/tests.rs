use proc_macro2::TokenStream;
use quote::quote;

fn text(input: TokenStream) -> String {
    super::columns(input).to_string().split_whitespace().collect()
}

#[test]
fn columns_in_order() {
    let text = text(quote! {
        #[serde(rename_all = "camelCase")]
        struct Trip {
            base_fare: f64,
            #[serde(rename = "{kind}")]
            r#type: Option<String>,
            #[serde(skip)]
            cached: usize,
        }
    });
    for part in [
        r#"constCOUNT:usize=2usize;"#,
        r#"<f64as::flyte::__private::Cell>::column("baseFare")"#,
        r#"column("{kind}")"#,
        "cached:<usizeas::core::default::Default>::default()",
        "&row.r#type",
        r#"hasnocolumn`{{kind}}`oftype`Option<String>`,which`Trip`reads"#,
        r#"`baseFare:Option<f64>`isnotenough"#,
        "traitTripReads_type{typeKind;}",
        "traitTripReads_base_fare{}",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn names_are_told_apart() {
    let name = |text: &str| super::fit::name_type(text).to_string();
    let names =
        ["", "a", "\0a", "a\0", "é", "a23456789012345", "a234567890123456", "A", "a b", "a.b"];
    for (at, one) in names.iter().enumerate() {
        for other in &names[at + 1..] {
            assert_ne!(name(one), name(other), "{one:?} and {other:?}");
        }
    }
    assert_eq!(name("a").matches("Name").count(), 1);
    assert_eq!(name("a23456789012345").matches("Name").count(), 1);
    assert_eq!(name("a234567890123456").matches("Name").count(), 2);
}

#[test]
fn refusals() {
    for (input, words) in [
        (
            quote!(
                enum A {
                    B,
                }
            ),
            vec!["write a struct"],
        ),
        (quote!(union A { b: i64 }), vec!["write a struct"]),
        (
            quote!(
                struct A;
            ),
            vec!["give the row a field"],
        ),
        (
            quote!(
                struct A {}
            ),
            vec!["give `A` a field"],
        ),
        (
            quote!(
                #[flyte(nonsense)]
                #[flyte(arrow_schema)]
                #[flyte(arrow_schema = TEXT)]
                struct A {
                    a: i64,
                }
            ),
            vec!["a row takes `#[flyte(arrow_schema)]`", "one arrow schema"],
        ),
        (
            quote!(
                struct A(i64, String);
            ),
            vec!["`struct A { column_0: i64, column_1: String }`"],
        ),
        (
            quote!(
                struct A<T> {
                    a: T,
                }
            ),
            vec!["can't be generic"],
        ),
        (
            quote!(
                struct A {
                    a: usize,
                    b: &'static str,
                }
            ),
            vec!["write `u64` or `i64`", "write `String`"],
        ),
        (
            quote!(
                struct A {
                    a: Vec<A>,
                }
            ),
            vec!["contains itself"],
        ),
        (
            quote!(
                struct A {
                    a: i64,
                    #[serde(rename = "a")]
                    b: i64,
                }
            ),
            vec!["two columns are called `a`"],
        ),
        (
            quote!(
                struct A {
                    #[serde(flatten)]
                    a: i64,
                }
            ),
            vec!["flatten"],
        ),
        (
            quote!(
                struct A {
                    #[flyte(hash = f)]
                    a: i64,
                }
            ),
            vec!["has no meaning on a column"],
        ),
    ] {
        let errors = text(input);
        assert_eq!(errors.matches("compile_error!").count(), words.len(), "{errors}");
        for words in words {
            let words: String = words.split_whitespace().collect();
            assert!(errors.contains(&words), "{errors} has not {words}");
        }
    }
}
