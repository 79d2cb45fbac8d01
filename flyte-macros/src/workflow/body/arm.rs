//! What the arms of an `if` end in, as tokens tell: a value of a type that it says itself, or nothing because of a `;`, which
//! is told at that `;`.

use proc_macro2::Span;
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprIf, Lit, Stmt};

use super::jump;
use crate::paths::private_at;

/// What an arm ends in.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// A literal or the like: a plain value.
    Plain,
    /// A call and a `;`.
    Ended,
    /// A call, a name or the like: it tells its type, which may be a promise or not.
    Value,
    /// Anything else.
    Other,
}

/// What the macro knows of an `if` before its arms are rewritten.
pub(super) struct Arms {
    /// Where the first arm gives its value, if all arms of the whole `if … else if …` give plain values.
    pub(super) all_plain: Option<Span>,
    /// Where the two arms give their values, if both tell their types by themselves.
    pub(super) typed: Option<(Span, Span)>,
}

/// Looks at the arms, and marks those that a `;` ends beside others that give something.
pub(super) fn read(node: &mut ExprIf) -> Arms {
    let mut ends = Vec::new();
    each(node, &mut |block| ends.push((end(block), last(block))));
    let is = |wanted: End| move |(end, _): &(End, Span)| *end == wanted;
    if ends.iter().any(is(End::Ended))
        && ends.iter().any(|end| is(End::Value)(end) || is(End::Plain)(end))
    {
        each(node, &mut mark_end);
    }
    let all_plain = match ends.iter().all(is(End::Plain)) {
        true => ends.first().map(|(_, span)| *span),
        false => None,
    };
    let second = node.else_branch.as_ref().and_then(|(_, arm)| typed(arm));
    let typed = typed_block(&node.then_branch).zip(second).filter(|_| all_plain.is_none());
    Arms { all_plain, typed }
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
        Some(Stmt::Expr(expr, None)) if is_plain(expr) => End::Plain,
        Some(Stmt::Expr(expr, None)) if is_value(expr) => End::Value,
        Some(Stmt::Macro(mac)) if mac.semi_token.is_none() && is_plain_macro(&mac.mac) => {
            End::Plain
        }
        Some(Stmt::Expr(expr, Some(_))) if is_value(expr) && !jump::block_diverges(block) => {
            End::Ended
        }
        _ => End::Other,
    }
}

/// The last statement of an arm, or the arm.
fn last(block: &Block) -> Span {
    block.stmts.last().map_or_else(|| block.span(), Spanned::span)
}

/// Where an arm gives its value, if that tells its type by itself.
fn typed(arm: &Expr) -> Option<Span> {
    match arm {
        Expr::Block(block) if block.label.is_none() => typed_block(&block.block),
        Expr::If(node) => {
            typed(&node.else_branch.as_ref()?.1)?;
            typed_block(&node.then_branch)?;
            Some(node.if_token.span)
        }
        _ => (is_plain(arm) || is_value(arm)).then(|| arm.span()),
    }
}

fn typed_block(block: &Block) -> Option<Span> {
    match block.stmts.last()? {
        Stmt::Expr(expr, None) => typed(expr),
        Stmt::Macro(mac) if mac.semi_token.is_none() && is_plain_macro(&mac.mac) => {
            Some(mac.span())
        }
        _ => None,
    }
}

fn mark_end(block: &mut Block) {
    if end(block) != End::Ended {
        return;
    }
    let Some(Stmt::Expr(_, Some(semi))) = block.stmts.last() else { return };
    let span = semi.span();
    let p = private_at(span);
    // With a label the branch leaves it as it is: the other arms say what it would give.
    let label = syn::Lifetime::new("'_ended", Span::mixed_site());
    let nothing = quote_spanned!(span=> #label: { #p::ended_arm() });
    if let Ok(nothing) = syn::parse2(nothing) {
        block.stmts.push(Stmt::Expr(nothing, None));
    }
}

/// Whether tokens tell that an expression gives a plain value.
pub(super) fn is_plain(expr: &Expr) -> bool {
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
                let made = ["default", "from", "into", "new", "promise"];
                let made = made.iter().any(|name| last.ident == name);
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
