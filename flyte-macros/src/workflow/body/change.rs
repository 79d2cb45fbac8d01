//! Finds what an arm does to the world outside of it: assignments, `push` and the like, and panics.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprAsync, ExprBinary, ExprMethodCall, Item, PatIdent, Stmt,
};

use super::jump;

/// The first change of something that was there before the arm.
pub(super) fn in_block(block: &Block) -> Option<Span> {
    let mut changes = Changes::default();
    changes.visit_block(block);
    changes.found
}

/// The first change in the other arm.
pub(super) fn in_expr(expr: &Expr) -> Option<Span> {
    let mut changes = Changes::default();
    changes.visit_expr(expr);
    changes.found
}

/// Where a block panics whatever happens. What panics in an `if` of its own is that one's to tell.
pub(super) fn panic_in(block: &Block) -> Option<Span> {
    block.stmts.iter().find_map(|stmt| match stmt {
        Stmt::Macro(mac) if jump::panics(&mac.mac) => Some(mac.mac.path.span()),
        Stmt::Expr(expr, _) => panics(expr),
        Stmt::Local(local) => local.init.as_ref().and_then(|init| panics(&init.expr)),
        _ => None,
    })
}

fn panics(expr: &Expr) -> Option<Span> {
    match expr {
        Expr::Macro(mac) if jump::panics(&mac.mac) => Some(mac.mac.path.span()),
        Expr::Block(block) => panic_in(&block.block),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let mut segments = path.path.segments.iter().rev();
                let is = |segment: Option<&syn::PathSegment>, names: &[&str]| {
                    segment.is_some_and(|segment| names.iter().any(|name| segment.ident == name))
                };
                let ends =
                    is(segments.next(), &["exit", "abort"]) && is(segments.next(), &["process"]);
                ends.then(|| path.span())
            }
            _ => None,
        },
        _ => None,
    }
}

/// The methods that change what they are called on, whatever it is.
const CHANGING: [&str; 23] = [
    "append",
    "clear",
    "dedup",
    "drain",
    "extend",
    "extend_from_slice",
    "insert",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "remove",
    "resize",
    "retain",
    "reverse",
    "sort",
    "sort_by",
    "sort_by_key",
    "swap",
    "truncate",
];

#[derive(Default)]
struct Changes {
    /// The names that the arm has made itself, in the order of their blocks.
    own: Vec<Ident>,
    found: Option<Span>,
}

impl Changes {
    fn change(&mut self, target: &Expr, at: Span) {
        match target {
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|elem| self.change(elem, at)),
            _ => {
                if root(target).is_some_and(|root| !self.own.contains(root)) {
                    self.found.get_or_insert(at);
                }
            }
        }
    }
}

/// The name of the local that a place lies in.
pub(super) fn root(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::Unary(unary) => root(&unary.expr),
        _ => None,
    }
}

impl<'a> Visit<'a> for Changes {
    fn visit_block(&mut self, block: &'a Block) {
        let own = self.own.len();
        visit::visit_block(self, block);
        self.own.truncate(own);
    }

    fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
        self.own.push(pat.ident.clone());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_assign(&mut self, expr: &'a ExprAssign) {
        visit::visit_expr_assign(self, expr);
        self.change(&expr.left, expr.left.span());
    }

    fn visit_expr_binary(&mut self, expr: &'a ExprBinary) {
        visit::visit_expr_binary(self, expr);
        if assigns(&expr.op) {
            self.change(&expr.left, expr.left.span());
        }
    }

    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        if CHANGING.iter().any(|name| call.method == name) {
            self.change(&call.receiver, call.method.span());
        }
    }

    fn visit_expr_async(&mut self, _expr: &'a ExprAsync) {}

    fn visit_item(&mut self, _item: &'a Item) {}
}

fn assigns(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}
