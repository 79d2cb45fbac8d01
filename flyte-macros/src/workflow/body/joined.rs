//! What the arms of an `if` give: handed to the branch, which says what it is to it. Most give a promise, which stays what
//! it is. A list of promises, or the promises of outputs, as it is written down becomes one promise, as the other arm may
//! give one of a call. A plain value is refused at its own place if the branch is one of the graph.

use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprMacro, Stmt};

use super::is_inferred;

/// The end of an arm's block.
pub(super) fn block(block: &mut Block, branch: &Ident) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(end, None)) => expr(end, branch),
        Some(end @ Stmt::Macro(_)) => {
            let Stmt::Macro(mac) = &*end else { return };
            if mac.semi_token.is_none() {
                let mac = ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() };
                let mut value = Expr::Macro(mac);
                expr(&mut value, branch);
                *end = Stmt::Expr(value, None);
            }
        }
        _ => {}
    }
}

/// The end of an arm.
pub(super) fn expr(arm: &mut Expr, branch: &Ident) {
    match arm {
        Expr::Block(block) if block.label.is_none() => self::block(&mut block.block, branch),
        Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|item| expr(item, branch)),
        // These give nothing, or leave.
        Expr::Assign(_)
        | Expr::Block(_)
        | Expr::Break(_)
        | Expr::Continue(_)
        | Expr::ForLoop(_)
        | Expr::Loop(_)
        | Expr::Return(_)
        | Expr::While(_) => {}
        value if is_inferred(value) => {}
        value => wrap(value, branch),
    }
}

fn wrap(value: &mut Expr, branch: &Ident) {
    // With this span the message is about the value, and the branch is still ours.
    let branch = Ident::new(&branch.to_string(), branch.span());
    let span: Span = value.span();
    *value = Expr::Verbatim(quote_spanned!(span=> #branch.arm(#value)));
}
