//! What the arms of an `if` end in: one that gives a plain value, or nothing because of a `;`, beside one that gives
//! something else gets the type of that one asked for at its own place.

use proc_macro2::Span;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprIf, Lit, Stmt};

use super::jump;
use crate::paths::private_at;

/// What an arm ends in.
#[derive(Clone, Copy)]
enum End {
    /// A literal or the like: a plain value, as tokens tell.
    Plain(Span),
    /// A call or the like, and a `;`.
    Ended,
    /// A call, a name or the like: what it gives tells its type.
    Value,
    /// Anything else.
    Other,
}

/// Marks the arms of a whole `if … else if … else`. Where all of them are plain, gives the place of the first.
pub(super) fn mark(node: &mut ExprIf) -> Option<Span> {
    let mut ends = Vec::new();
    each(node, &mut |block| ends.push(end(block)));
    let has_value = ends.iter().any(|end| matches!(end, End::Value));
    let plain = ends.iter().map(|end| match end {
        End::Plain(span) => Some(*span),
        _ => None,
    });
    let first_plain = plain.collect::<Option<Vec<Span>>>().and_then(|all| all.first().copied());
    let gives = |end: &End| matches!(end, End::Value | End::Plain(_));
    let has_ended = ends.iter().any(|end| matches!(end, End::Ended)) && ends.iter().any(gives);
    if has_value || has_ended {
        each(node, &mut |block| mark_end(block, has_value));
    }
    first_plain
}

/// Every arm, also of an `else if`, and of an `if` that an arm ends in.
fn each(node: &mut ExprIf, see: &mut dyn FnMut(&mut Block)) {
    if node.else_branch.is_none() {
        return;
    }
    arm(&mut node.then_branch, see);
    match node.else_branch.as_mut().map(|(_, arm)| &mut **arm) {
        Some(Expr::If(node)) => each(node, see),
        Some(Expr::Block(block)) if block.label.is_none() => arm(&mut block.block, see),
        _ => {}
    }
}

fn arm(block: &mut Block, see: &mut dyn FnMut(&mut Block)) {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(Expr::If(node), None)) if node.else_branch.is_some() => each(node, see),
        _ => see(block),
    }
}

fn end(block: &Block) -> End {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, None)) if is_plain(expr) => End::Plain(expr.span()),
        Some(Stmt::Expr(expr, None)) if is_value(expr) => End::Value,
        Some(Stmt::Macro(mac)) if mac.semi_token.is_none() && is_plain_macro(&mac.mac) => {
            End::Plain(mac.span())
        }
        Some(Stmt::Expr(expr, Some(_))) if is_value(expr) && !jump::block_diverges(block) => {
            End::Ended
        }
        _ => End::Other,
    }
}

fn mark_end(block: &mut Block, has_value: bool) {
    match end(block) {
        End::Plain(span) if has_value => {
            let p = private_at(span);
            let value = match block.stmts.pop() {
                Some(Stmt::Expr(expr, _)) => quote_spanned!(span=> #p::plain_arm(#expr)),
                Some(Stmt::Macro(mac)) => quote_spanned!(span=> #p::plain_arm(#mac)),
                _ => return,
            };
            block.stmts.push(Stmt::Expr(Expr::Verbatim(value), None));
        }
        End::Ended => {
            let Some(Stmt::Expr(_, Some(semi))) = block.stmts.last() else { return };
            let span = semi.span();
            let p = private_at(span);
            let nothing = quote_spanned!(span=> #p::ended_arm());
            block.stmts.push(Stmt::Expr(Expr::Verbatim(nothing), None));
        }
        _ => {}
    }
}

/// Whether tokens tell that an expression gives a plain value.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(lit) => !matches!(lit.lit, Lit::Verbatim(_)),
        Expr::Unary(unary) => is_plain(&unary.expr),
        Expr::Paren(paren) => is_plain(&paren.expr),
        Expr::Binary(binary) => is_plain(&binary.left) && is_plain(&binary.right),
        Expr::Macro(mac) => is_plain_macro(&mac.mac),
        // A constant.
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            name.len() > 1 && name.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_')
        }),
        // `String::from("…")`, `Some(3)`.
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return false };
            let Some(last) = path.path.segments.last() else { return false };
            (last.ident == "from" || last.ident == "Some") && call.args.iter().all(is_plain)
        }
        // `"…".to_owned()`
        Expr::MethodCall(call) => {
            let same = ["to_owned", "to_string"].iter().any(|name| call.method == name);
            same && is_plain(&call.receiver)
        }
        _ => false,
    }
}

/// `format!(…)`, and `vec![…]` of plain values.
fn is_plain_macro(mac: &syn::Macro) -> bool {
    if mac.path.is_ident("format") {
        return true;
    }
    type Items = syn::punctuated::Punctuated<Expr, syn::Token![,]>;
    mac.path.is_ident("vec")
        && mac
            .parse_body_with(Items::parse_terminated)
            .is_ok_and(|items| !items.is_empty() && items.iter().all(is_plain))
}

/// Whether an expression tells its type by itself, as calls of tasks, names and fields do.
pub(super) fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.get_ident().is_some_and(starts_lower),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
                let made = ["default", "from", "into", "new"].iter().any(|name| last.ident == name);
                starts_lower(&last.ident) && !made && last.arguments.is_none()
            }),
            _ => false,
        },
        Expr::Field(field) => is_value(&field.base),
        Expr::Index(index) => is_value(&index.expr),
        Expr::Paren(paren) => is_value(&paren.expr),
        // The methods of promises.
        Expr::MethodCall(call) => {
            let own = ["after", "concurrency", "map", "min_success_ratio", "with"];
            own.iter().any(|name| call.method == name) && is_value(&call.receiver)
        }
        _ => false,
    }
}

fn starts_lower(name: &proc_macro2::Ident) -> bool {
    name.to_string().trim_start_matches("r#").starts_with(|c: char| c.is_lowercase())
}
