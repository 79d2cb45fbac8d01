//! An `if` whose value nobody uses: its arms give nothing, also where one ends in a call of a task without outputs and the
//! other is empty.

use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprIf, Stmt};

use super::arm::is_value;
use crate::paths::private_at;

/// Every arm of a whole `if … else if … else`.
pub(super) fn arms(node: &mut ExprIf) {
    let Some((_, otherwise)) = &mut node.else_branch else { return };
    block(&mut node.then_branch);
    match &mut **otherwise {
        Expr::If(node) => arms(node),
        Expr::Block(block) if block.label.is_none() => self::block(&mut block.block),
        _ => {}
    }
}

/// The end of an arm, or of the body of a loop.
pub(super) fn block(block: &mut Block) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(Expr::If(node), None)) => arms(node),
        Some(Stmt::Expr(value, None)) if is_value(value) => {
            let span = value.span();
            let p = private_at(span);
            *value = Expr::Verbatim(quote_spanned!(span=> #p::unused(#value)));
        }
        _ => {}
    }
}
