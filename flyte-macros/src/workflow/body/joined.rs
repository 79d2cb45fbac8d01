//! What the arms of an `if` end in. Most give a promise, and are left alone. A list of promises, or the promises of outputs, as
//! it is written down becomes one promise, as the other arm may give one of a call.

use proc_macro2::Ident;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprMacro, Stmt};

/// The end of an arm's block.
pub(super) fn block(block: &mut Block, branch: &Ident) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(end, None)) => expr(end, branch),
        Some(end @ Stmt::Macro(_)) => {
            let Stmt::Macro(mac) = &*end else { return };
            if mac.semi_token.is_none() && mac.mac.path.is_ident("vec") {
                let mac = ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() };
                let mut list = Expr::Macro(mac);
                expr(&mut list, branch);
                *end = Stmt::Expr(list, None);
            }
        }
        _ => {}
    }
}

/// The end of an arm.
pub(super) fn expr(arm: &mut Expr, branch: &Ident) {
    match arm {
        Expr::Block(block) if block.label.is_none() => self::block(&mut block.block, branch),
        Expr::Macro(mac) if mac.mac.path.is_ident("vec") => wrap(arm, branch),
        Expr::Struct(node) if super::outputs(node) => wrap(arm, branch),
        _ => {}
    }
}

fn wrap(value: &mut Expr, branch: &Ident) {
    let tokens = quote_spanned!(value.span()=> #branch.arm(#value));
    *value = Expr::Verbatim(tokens);
}
