//! `#[derive(Outputs)]`: a struct that names several outputs.

mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::derived::{self, Derive};
use crate::report::Report;

/// Expands `#[derive(Outputs)]`.
pub(crate) fn outputs(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    if let Some(error) = derived::again(&input.ident, Derive::Outputs) {
        return error;
    }
    let mut report = Report::default();
    let model = model::read(&input, &mut report);
    let expanded = match &model {
        Some(model) if report.len() == 0 => expand::expand(model),
        _ => expand::dummy(&input),
    };
    let errors = report.into_tokens();
    quote!(#errors #expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(input: TokenStream) -> String {
        outputs(input).to_string().split_whitespace().collect()
    }

    #[test]
    fn outputs_in_order() {
        let text = text(quote! {
            pub struct Split {
                /// For training.
                #[flyte(annotation = { "part": 1 })]
                pub train: Vec<i64>,
                #[flyte(hash = hashes::of)]
                r#type: String,
            }
        });
        for part in [
            r#"describe("Fortraining.")"#,
            r#"Variable::new("type""#,
            "encode_hashed::<String,_>(&self.r#type,|value|hashes::of(value))",
            "pubstructSplitPromises{",
            "::flyte::__private::output(&whole,1usize)",
            "promised(self.train)",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
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
                "write a struct",
            ),
            (
                quote!(
                    struct A(i64);
                ),
                "write `struct A { field_0: i64 }`",
            ),
            (
                quote!(
                    struct A;
                ),
                "return `()`",
            ),
            (
                quote!(
                    struct A {}
                ),
                "return `()`",
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
                    struct A {
                        a: usize,
                    }
                ),
                "write `u64` or `i64`",
            ),
            (
                quote!(
                    struct A {
                        #[flyte(hsh = f)]
                        a: i64,
                    }
                ),
                "did you mean `hash`?",
            ),
            (
                quote!(
                    #[flyte(nonsense)]
                    struct A {
                        a: i64,
                    }
                ),
                "put it on the field",
            ),
            (
                quote!(
                    #[serde(rename_all = "camelCase")]
                    struct A {
                        a: i64,
                    }
                ),
                "has no meaning",
            ),
            (
                quote!(
                    struct A {
                        #[serde(rename = "b")]
                        a: i64,
                    }
                ),
                "has no meaning",
            ),
        ] {
            let errors = text(input);
            let words: String = words.split_whitespace().collect();
            assert_eq!(errors.matches("compile_error!").count(), 1, "{errors}");
            assert!(errors.contains(&words), "{errors} has not {words}");
        }
    }
}
