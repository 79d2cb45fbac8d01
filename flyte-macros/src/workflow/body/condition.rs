//! The condition of an `if`: comparisons, `&&`, `||` and `!` become trait calls on references, so that plain
//! operands keep Rust's meaning and nothing moves. Only the operators at its top are rewritten, never those inside
//! calls, closures or macros.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{BinOp, Expr, UnOp};

use super::{Rewriter, is_place};
use crate::attr::last_span;
use crate::paths::private_at;

/// Whether a condition binds names (`if let`, chains): it stays plain Rust.
pub(super) fn has_let(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        Expr::Group(group) => has_let(&group.expr),
        _ => false,
    }
}

impl Rewriter<'_> {
    /// A condition that stays plain Rust: with a `let` in it, or a guard. What has no `let` must be a `bool`.
    pub(super) fn chain(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Let(binding) => self.visit_expr_mut(&mut binding.expr),
            Expr::Binary(binary) if has_let(&binary.left) || has_let(&binary.right) => {
                self.chain(&mut binary.left);
                self.chain(&mut binary.right);
            }
            other if is_operator(other) => {
                let span = other.span();
                let p = private_at(span);
                let condition = self.condition(other.clone());
                *other = Expr::Verbatim(quote_spanned!(span=> #p::chained(#condition)));
            }
            other if is_place(other) => {
                let span = other.span();
                let p = private_at(span);
                *other = Expr::Verbatim(quote_spanned!(span=> #p::chained(#other)));
            }
            other => self.visit_expr_mut(other),
        }
    }

    /// The condition, rewritten.
    pub(super) fn condition(&mut self, expr: Expr) -> TokenStream {
        match expr {
            Expr::Paren(paren) if is_operator(&paren.expr) => self.condition(*paren.expr),
            Expr::Group(group) if is_operator(&group.expr) => self.condition(*group.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) && is_operator(&unary.expr) => {
                let inner = self.condition(*unary.expr);
                let op = unary.op;
                quote!(#op #inner)
            }
            Expr::Unary(mut unary) if matches!(unary.op, UnOp::Not(_)) => {
                self.take(&mut unary.expr, "flyte_not");
                unary.into_token_stream()
            }
            Expr::Binary(binary) if method(&binary.op).is_some() => {
                let left = self.leaf(*binary.left);
                let right = self.leaf(*binary.right);
                comparison(&left, &binary.op, &right)
            }
            Expr::Binary(binary) if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => {
                let (left_span, op_span) = (binary.left.span(), binary.op.span());
                let left = self.condition(*binary.left);
                let right = self.condition(*binary.right);
                let p = private_at(left_span);
                let known = Ident::new("flyte_left", left_span);
                match binary.op {
                    BinOp::And(_) => quote_spanned! {op_span=> {
                        let #known = #left;
                        if #p::needs_right_and(&#known) { #p::and(#known, #right) } else { #p::decided(&#known, false) }
                    }},
                    _ => quote_spanned! {op_span=> {
                        let #known = #left;
                        if #p::needs_right_or(&#known) { #p::or(#known, #right) } else { #p::decided(&#known, true) }
                    }},
                }
            }
            other => self.leaf(other),
        }
    }

    /// An operand: not a condition itself, but there may be an `if` in it.
    fn leaf(&mut self, mut expr: Expr) -> TokenStream {
        self.visit_expr_mut(&mut expr);
        expr.into_token_stream()
    }
}

fn is_operator(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_operator(&paren.expr),
        Expr::Group(group) => is_operator(&group.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Not(_)),
        Expr::Binary(binary) => {
            matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) || method(&binary.op).is_some()
        }
        _ => false,
    }
}

/// `left > right` as a method call whose span is that of the whole comparison. All of its tokens count as the
/// user's: an error about a piece of an expansion would be moved to the attribute.
fn comparison(left: &TokenStream, op: &BinOp, right: &TokenStream) -> TokenStream {
    let first = left.clone().into_iter().next().map_or_else(Span::call_site, |token| match token {
        proc_macro2::TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    });
    let last = last_span(right.clone());
    let span = op.span();
    let p = private_at(span);
    let method = Ident::new(method(op).unwrap_or("flyte_eq"), span);
    let sides = quote_spanned!(span=> &&&#p::Compare(&(#left), &(#right)));
    let mut sides = Group::new(Delimiter::Parenthesis, sides);
    sides.set_span(first);
    let mut arguments = Group::new(Delimiter::Parenthesis, TokenStream::new());
    arguments.set_span(last);
    quote_spanned!(span=> #sides.#method #arguments)
}

fn method(op: &BinOp) -> Option<&'static str> {
    match op {
        BinOp::Eq(_) => Some("flyte_eq"),
        BinOp::Ne(_) => Some("flyte_ne"),
        BinOp::Lt(_) => Some("flyte_lt"),
        BinOp::Le(_) => Some("flyte_le"),
        BinOp::Gt(_) => Some("flyte_gt"),
        BinOp::Ge(_) => Some("flyte_ge"),
        _ => None,
    }
}
