//! Finds what leaves a piece of code: `return`, `break`, `continue` and `?`.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprAsync, ExprBlock, ExprBreak, ExprClosure, ExprContinue, ExprForLoop, ExprLoop,
    ExprReturn, ExprTry, ExprWhile, Item, Lifetime, Macro, Stmt,
};

/// The first token that leaves a block.
pub(super) fn in_block(block: &Block) -> Option<Span> {
    let mut jump = Jump::default();
    jump.visit_block(block);
    jump.found
}

/// The first token that leaves an expression.
pub(super) fn in_expr(expr: &Expr) -> Option<Span> {
    let mut jump = Jump::default();
    jump.visit_expr(expr);
    jump.found
}

/// Whether a `loop` has a way out.
pub(in super::super) fn leaves_loop(expr: &ExprLoop) -> bool {
    let mut jump = Jump::default();
    // The label is outside: a `break` to it leaves the body.
    jump.visit_block(&expr.body);
    jump.found.is_some() && !jump.only_continues
}

/// Whether a block never reaches its end, as far as tokens tell.
pub(super) fn block_diverges(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => diverges(expr),
        Some(Stmt::Macro(mac)) => panics(&mac.mac),
        _ => false,
    }
}

fn diverges(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) => true,
        Expr::Macro(mac) => panics(&mac.mac),
        Expr::Block(block) => block.label.is_none() && block_diverges(&block.block),
        Expr::If(branch) => {
            block_diverges(&branch.then_branch)
                && branch.else_branch.as_ref().is_some_and(|(_, arm)| diverges(arm))
        }
        Expr::Match(node) => {
            !node.arms.is_empty() && node.arms.iter().all(|arm| diverges(&arm.body))
        }
        _ => false,
    }
}

/// Whether a macro panics, by its name.
pub(super) fn panics(mac: &Macro) -> bool {
    let last = mac.path.segments.last();
    last.is_some_and(|segment| {
        ["panic", "todo", "unimplemented", "unreachable"].iter().any(|name| segment.ident == name)
    })
}

struct Jump {
    loops: usize,
    labels: Vec<Lifetime>,
    found: Option<Span>,
    only_continues: bool,
}

impl Default for Jump {
    fn default() -> Self {
        Jump { loops: 0, labels: Vec::new(), found: None, only_continues: true }
    }
}

impl Jump {
    fn leave(&mut self, span: Span) {
        self.found.get_or_insert(span);
        self.only_continues = false;
    }

    fn is_own(&self, label: Option<&Lifetime>) -> bool {
        match label {
            Some(label) => self.labels.contains(label),
            None => self.loops > 0,
        }
    }

    fn within(&mut self, label: Option<&syn::Label>, loops: usize, body: impl FnOnce(&mut Self)) {
        let labels = self.labels.len();
        self.labels.extend(label.map(|label| label.name.clone()));
        self.loops += loops;
        body(self);
        self.loops -= loops;
        self.labels.truncate(labels);
    }
}

impl<'a> Visit<'a> for Jump {
    fn visit_expr_return(&mut self, node: &'a ExprReturn) {
        self.leave(node.return_token.span);
        visit::visit_expr_return(self, node);
    }

    fn visit_expr_try(&mut self, node: &'a ExprTry) {
        visit::visit_expr_try(self, node);
        self.leave(node.question_token.span());
    }

    fn visit_expr_break(&mut self, node: &'a ExprBreak) {
        if !self.is_own(node.label.as_ref()) {
            self.leave(node.break_token.span);
        }
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_continue(&mut self, node: &'a ExprContinue) {
        if !self.is_own(node.label.as_ref()) {
            self.found.get_or_insert(node.continue_token.span);
        }
    }

    fn visit_expr_loop(&mut self, node: &'a ExprLoop) {
        self.within(node.label.as_ref(), 1, |jump| jump.visit_block(&node.body));
    }

    fn visit_expr_while(&mut self, node: &'a ExprWhile) {
        self.within(node.label.as_ref(), 1, |jump| {
            jump.visit_expr(&node.cond);
            jump.visit_block(&node.body);
        });
    }

    fn visit_expr_for_loop(&mut self, node: &'a ExprForLoop) {
        self.visit_expr(&node.expr);
        self.within(node.label.as_ref(), 1, |jump| jump.visit_block(&node.body));
    }

    fn visit_expr_block(&mut self, node: &'a ExprBlock) {
        self.within(node.label.as_ref(), 0, |jump| jump.visit_block(&node.block));
    }

    fn visit_expr_closure(&mut self, _node: &'a ExprClosure) {}

    fn visit_expr_async(&mut self, _node: &'a ExprAsync) {}

    fn visit_item(&mut self, _item: &'a Item) {}
}
