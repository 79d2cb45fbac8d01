//! Struct literals of values: a field that is given a promise is told so at its place.

use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Expr, ExprStruct};

use super::arm::is_value;
use crate::paths::private_at;

/// Asks for the fields' own types. Structs of promises take promises.
pub(super) fn fields(node: &mut ExprStruct) {
    let of_promises =
        node.path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("Promises"));
    if of_promises {
        return;
    }
    if let Some(rest) = &mut node.rest
        && is_value(rest)
    {
        let span = rest.span();
        let p = private_at(span);
        **rest = Expr::Verbatim(quote_spanned!(span=> #p::field_value(#rest)));
    }
    for field in node.fields.iter_mut().filter(|field| is_value(&field.expr)) {
        let value = &field.expr;
        let span = value.span();
        let p = private_at(span);
        field.colon_token.get_or_insert(syn::Token![:](span));
        field.expr = Expr::Verbatim(quote_spanned!(span=> #p::field_value(#value)));
    }
}
