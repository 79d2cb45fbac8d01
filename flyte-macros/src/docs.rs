//! Doc comments as text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The doc comment among these attributes: what is common to all lines is not indentation.
pub(crate) fn read(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value else { continue };
        let line = line.value();
        let line = if line.contains('\n') { unstar(&line) } else { line };
        for line in line.lines().chain(line.is_empty().then_some("")) {
            text.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// A `/** … */` comment without its stars.
fn unstar(comment: &str) -> String {
    let mut text = String::new();
    for line in comment.lines() {
        let line = line.trim_start();
        text.push_str(line.strip_prefix("* ").or_else(|| line.strip_prefix('*')).unwrap_or(line));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stay() {
        let item: syn::ItemFn = syn::parse_quote! {
            /// One.
            ///
            ///   two
            fn f() {}
        };
        assert_eq!(read(&item.attrs), "One.\n\n  two");
    }
}
