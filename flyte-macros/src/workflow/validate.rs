//! The rules of a workflow beyond those of every signature.

use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAsync, ExprAwait, ExprClosure, ExprIndex, ExprLoop, ExprMethodCall, ExprTry, Item,
    ItemFn, ReturnType, UnOp,
};

use super::body::jump;
use super::settings;
use crate::report::Report;
use crate::types;

/// A workflow's function builds a graph once: no `async`, no `Result`.
pub(super) fn signature(item: &ItemFn, report: &mut Report) {
    if let Some(token) = &item.sig.asyncness {
        report.on(
            token,
            "`async` has no meaning for a workflow: it builds a graph once; drop `async`",
        );
    }
    if let ReturnType::Type(_, ty) = &item.sig.output
        && let Some(value) = types::result_of(ty)
    {
        report.on(
            ty,
            format!(
                "a workflow's outputs are promises, a failed task ends the run: write `-> {}`",
                types::text(value)
            ),
        );
    }
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("flyte")) {
        report.on(attribute, "`#[flyte]` is about the value that a task gives: put it on the task");
    }
}

/// What a graph can't hold.
pub(super) fn body(item: &ItemFn, report: &mut Report) {
    Graph { report, closures: 0 }.visit_block(&item.block);
}

struct Graph<'a> {
    report: &'a mut Report,
    closures: usize,
}

impl<'a> Visit<'a> for Graph<'_> {
    fn visit_expr_await(&mut self, expr: &'a ExprAwait) {
        self.report.on(
            expr.await_token,
            "a workflow builds a graph, the promise is its value: drop `.await` and hand the promise on",
        );
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_try(&mut self, expr: &'a ExprTry) {
        if self.closures == 0 {
            self.report.on(
                expr.question_token,
                "a workflow builds a graph, the promise is its value and a failed task ends the run: drop `?`, or do this in a task",
            );
        }
        visit::visit_expr_try(self, expr);
    }

    fn visit_expr_async(&mut self, expr: &'a ExprAsync) {
        self.report.on(
            expr.async_token,
            "a workflow builds a graph and runs nothing: write the `async` code in an `async` task and call it",
        );
    }

    fn visit_expr_loop(&mut self, expr: &'a ExprLoop) {
        if jump::leaves_loop(expr) {
            visit::visit_expr_loop(self, expr);
        } else {
            self.report.on(
                expr.loop_token,
                "a graph has an end: this `loop` has no `break`; write `for … in …` over plain values, or loop in a task",
            );
        }
    }

    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        settings::check(call, self.report);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_index(&mut self, expr: &'a ExprIndex) {
        if let Expr::Unary(unary) = &*expr.index
            && matches!(unary.op, UnOp::Neg(_))
            && matches!(*unary.expr, Expr::Lit(_))
        {
            self.report.on(
                &expr.index,
                "elements are counted from 0, and the last one is known in tasks: `#[task] fn last(xs: Vec<i64>) -> i64 { xs[xs.len() - 1] }`",
            );
        }
        visit::visit_expr_index(self, expr);
    }

    fn visit_expr_closure(&mut self, expr: &'a ExprClosure) {
        self.closures += 1;
        visit::visit_expr_closure(self, expr);
        self.closures -= 1;
    }

    fn visit_item(&mut self, _item: &'a Item) {}
}
