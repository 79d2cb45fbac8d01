//! Rewrites the body of a workflow: what types can't do for native control flow, and nothing else.
//!
//! `if` becomes straight-line code around a branch (no closures, so arms may assign and leave), the operators of
//! its condition become trait calls on references, `let (a, b)` unpacks, the heads of `for`, `while` and `match`
//! get their messages, what a pattern or a `-` is about to look into is asked first whether it is a promise, and
//! every end of the body is checked against the return type. Nested items and macros stay as they are.

mod arm;
mod change;
mod condition;
mod joined;
pub(super) mod jump;
mod literal;
mod methods;
mod names;
mod unused;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprIf, ExprMacro, Local, Pat, Stmt, Type, UnOp};

use crate::paths::{local, private_at};
use crate::signature::{Input, LONGEST_TUPLE, is_inferred};
use names::Names;

/// The statements of the body, ending in what the graph returns.
pub(super) fn rewrite(mut block: Block, inputs: &[Input], output: &Type) -> TokenStream {
    let names = Names::read(&block, inputs);
    let methods = methods::refused(&block, &names);
    let mut rewriter = Rewriter { output, closures: 0, loops: 0, names };
    let end = block.brace_token.span.close();
    let diverges = jump::block_diverges(&block);
    let mut tail = if diverges { None } else { tail(&mut block) };
    if let Some(Expr::If(node)) = &mut tail
        && matches!(output, Type::Tuple(tuple) if tuple.elems.is_empty())
    {
        unused::arms(node);
    }
    rewriter.statements(&mut block.stmts, false);
    let statements = &block.stmts;
    let tail = match tail {
        Some(mut tail) => {
            let span = tail.span();
            rewriter.visit_expr_mut(&mut tail);
            Some(returns(output, &tail, span))
        }
        None if diverges => None,
        None => Some(returns(output, &quote_spanned!(end=> ()), end)),
    };
    quote!(#methods #(#statements)* #tail)
}

/// The last expression, taken out of the block.
fn tail(block: &mut Block) -> Option<Expr> {
    match block.stmts.pop()? {
        Stmt::Expr(expr, None) => Some(expr),
        Stmt::Macro(mac) if mac.semi_token.is_none() => {
            Some(Expr::Macro(ExprMacro { attrs: mac.attrs, mac: mac.mac }))
        }
        other => {
            block.stmts.push(other);
            None
        }
    }
}

/// The end of a workflow, checked against its return type.
fn returns(output: &Type, value: &impl ToTokens, span: Span) -> TokenStream {
    let p = private_at(span);
    quote_spanned!(span=> #p::returns::<#output, _>(#value))
}

struct Rewriter<'a> {
    output: &'a Type,
    /// How many closures lie around: a `return` in one is its own.
    closures: usize,
    /// How many loops lie around.
    loops: usize,
    /// What is known of the names of locals.
    names: Names,
}

impl VisitMut for Rewriter<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::If(_) => {
                let Expr::If(branch) = std::mem::replace(expr, Expr::Verbatim(TokenStream::new()))
                else {
                    return;
                };
                *expr = Expr::Verbatim(self.branch(branch));
            }
            Expr::While(node) => {
                unused::block(&mut node.body);
                self.loops += 1;
                if condition::has_let(&node.cond) {
                    self.chain(&mut node.cond);
                } else {
                    let span = node.cond.span();
                    let p = private_at(span);
                    let cond = self.condition((*node.cond).clone());
                    *node.cond = Expr::Verbatim(quote_spanned!(span=> #p::plain_while(#cond)));
                }
                self.visit_block_mut(&mut node.body);
                self.loops -= 1;
            }
            Expr::Loop(node) => {
                unused::block(&mut node.body);
                self.loops += 1;
                visit_mut::visit_expr_loop_mut(self, node);
                self.loops -= 1;
            }
            Expr::ForLoop(node) => {
                unused::block(&mut node.body);
                if let Expr::Range(range) = &mut *node.expr {
                    for end in [&mut range.start, &mut range.end].into_iter().flatten() {
                        self.take(end, "flyte_count");
                    }
                }
                self.loops += 1;
                visit_mut::visit_expr_for_loop_mut(self, node);
                self.loops -= 1;
                let span = node.expr.span();
                let p = private_at(span);
                let over = &node.expr;
                *node.expr = Expr::Verbatim(quote_spanned!(span=> #p::iterate(#over)));
            }
            Expr::Match(node) => {
                for arm in &mut node.arms {
                    if let Pat::Guard(guarded) = &mut arm.pat {
                        self.chain(&mut guarded.guard);
                    }
                }
                let moved = self.is_copied(&node.expr);
                visit_mut::visit_expr_match_mut(self, node);
                if let Some(probe) = looked_at(&mut node.expr, moved) {
                    *expr =
                        Expr::Verbatim(quote_spanned!(node.match_token.span=> { #probe #node }));
                }
            }
            Expr::Cast(node) => self.take(&mut node.expr, "flyte_compute"),
            Expr::Try(node) => self.take(&mut node.expr, "flyte_try"),
            Expr::Struct(node) if self.is_output(&node.path) => {
                visit_mut::visit_expr_struct_mut(self, node);
                literal::fields(node);
            }
            Expr::Call(node) => {
                visit_mut::visit_expr_call_mut(self, node);
                for argument in &mut node.args {
                    if let Expr::Struct(node) = argument {
                        literal::fields(node);
                    }
                }
            }
            Expr::Unary(node) if matches!(node.op, UnOp::Neg(_)) => {
                self.take(&mut node.expr, "flyte_compute");
            }
            Expr::Unary(node)
                if matches!(node.op, UnOp::Deref(_)) && self.is_copied(&node.expr) =>
            {
                self.take(&mut node.expr, "flyte_deref");
            }
            Expr::Return(node) if self.closures == 0 => {
                let span =
                    node.expr.as_ref().map_or_else(|| node.return_token.span, |value| value.span());
                let value = match node.expr.take() {
                    Some(mut value) => {
                        self.visit_expr_mut(&mut value);
                        value.into_token_stream()
                    }
                    None => quote_spanned!(span=> ()),
                };
                node.expr = Some(Box::new(Expr::Verbatim(returns(self.output, &value, span))));
            }
            Expr::Closure(node) => {
                self.closures += 1;
                visit_mut::visit_expr_closure_mut(self, node);
                self.closures -= 1;
            }
            Expr::Macro(node) => self.names.matches(node, self.closures + self.loops > 0),
            Expr::Struct(node) => {
                visit_mut::visit_expr_struct_mut(self, node);
                if outputs(node) {
                    node.fields.iter_mut().for_each(output_value);
                }
            }
            Expr::Async(_) | Expr::Const(_) => {}
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.statements(&mut block.stmts, true);
    }

    fn visit_local_mut(&mut self, node: &mut Local) {
        visit_mut::visit_local_mut(self, node);
        let Some(init) = &mut node.init else { return };
        // What is borrowed here lives as long as the names, unless it is handed to a function.
        let plain = matches!(*init.expr, Expr::Tuple(_) | Expr::Reference(_));
        if plain || init.diverge.is_some() || !is_tuple(&node.pat) {
            return;
        }
        let span = init.expr.span();
        let p = private_at(span);
        let whole = &init.expr;
        *init.expr = Expr::Verbatim(quote_spanned!(span=> #p::unpack(#whole)));
    }

    fn visit_item_mut(&mut self, _item: &mut syn::Item) {}

    fn visit_macro_mut(&mut self, _mac: &mut syn::Macro) {}
}

impl Rewriter<'_> {
    /// Statements; a `let` whose pattern could look into a promise has that promise looked at first.
    /// `has_value`: the last one may be the value of the block.
    fn statements(&mut self, statements: &mut Vec<Stmt>, has_value: bool) {
        let mut rewritten = Vec::with_capacity(statements.len());
        let unused = statements.len().saturating_sub(usize::from(has_value));
        for (at, mut stmt) in statements.drain(..).enumerate() {
            if let Stmt::Expr(Expr::If(node), None) = &mut stmt
                && at < unused
            {
                unused::arms(node);
            }
            let moved = match &stmt {
                Stmt::Local(Local { init: Some(init), .. }) => self.is_copied(&init.expr),
                _ => false,
            };
            self.visit_stmt_mut(&mut stmt);
            if let Stmt::Expr(Expr::MethodCall(call), Some(_)) = &mut stmt
                && gives_another_list(call)
            {
                let span = call.method.span();
                let p = private_at(span);
                let warned =
                    quote_spanned!(span=> #[warn(unused_must_use)] #p::min_success_ratio(#call));
                stmt = Stmt::Expr(Expr::Verbatim(warned), Some(syn::Token![;](span)));
            }
            if let Stmt::Local(local) = &mut stmt
                && looks_inside(&local.pat)
                && let Some(init) = &mut local.init
            {
                let probe = looked_at(&mut init.expr, moved);
                rewritten.extend(probe.map(|probe| Stmt::Expr(Expr::Verbatim(probe), None)));
            }
            rewritten.push(stmt);
        }
        *statements = rewritten;
    }

    /// Rewrites an operand, and asks whether it is a promise, which is refused there. Only where tokens tell that its type is
    /// known by then.
    fn take(&mut self, operand: &mut Expr, method: &str) {
        let known = self.names.is_known(operand);
        self.visit_expr_mut(operand);
        if known {
            names::take(operand, method);
        }
    }

    /// Whether an expression is a call, or a name whose value may be moved: an input, or one that isn't named again.
    fn is_copied(&self, expr: &Expr) -> bool {
        self.names.may_move(expr, self.closures + self.loops > 0)
    }

    /// Whether a path names what the workflow gives.
    fn is_output(&self, path: &syn::Path) -> bool {
        let Type::Path(output) = self.output else { return false };
        let last = |path: &syn::Path| path.segments.last().map(|last| last.ident.clone());
        last(path) == last(&output.path)
    }

    /// An `if`.
    fn branch(&mut self, mut node: ExprIf) -> TokenStream {
        if condition::has_let(&node.cond) {
            let first = first_let(&mut node.cond).filter(|binding| looks_inside(&binding.pat));
            let moved = first.is_some_and(|binding| self.is_copied(&binding.expr));
            self.chain(&mut node.cond);
            let probe = first_let(&mut node.cond)
                .filter(|binding| looks_inside(&binding.pat))
                .and_then(|binding| looked_at(&mut binding.expr, moved));
            self.visit_block_mut(&mut node.then_branch);
            if let Some((_, arm)) = &mut node.else_branch {
                self.visit_expr_mut(arm);
            }
            return match probe {
                Some(probe) => quote_spanned!(node.if_token.span=> { #probe #node }),
                None => node.into_token_stream(),
            };
        }
        let stays = stays_plain(&node);
        let arms = match (&stays, &node.else_branch) {
            (None, Some(_)) => Some(arm::read(&mut node)),
            _ => None,
        };
        let span = node.if_token.span;
        let cond = self.condition((*node.cond).clone());
        self.visit_block_mut(&mut node.then_branch);
        if let Some((_, arm)) = &mut node.else_branch {
            self.visit_expr_mut(arm);
        }
        let (attributes, token, first) = (&node.attrs, &node.if_token, &node.then_branch);
        match (stays, &node.else_branch) {
            (Some((head, at)), otherwise) => {
                let p = private_at(at);
                // Not hidden: an error about a hidden name would be moved to the attribute.
                let decided = Ident::new("flyte_condition", at);
                let head = Ident::new(head, at);
                let head = quote_spanned!(at=> { let #decided = #cond; #p::#head(#decided) });
                let otherwise = otherwise.as_ref().map(|(token, arm)| {
                    let arm = braced(arm);
                    quote!(#token #arm)
                });
                quote!(#(#attributes)* #token #head #first #otherwise)
            }
            (None, None) => {
                let p = private_at(span);
                let head = quote_spanned!(span=> #p::needs_else(#cond));
                quote!(#(#attributes)* #token #head #first)
            }
            (None, Some(_)) => {
                let p = private_at(span);
                let branch = local("branch", span);
                let (then, otherwise) = (local("then", span), local("otherwise", span));
                let mut first = node.then_branch.clone();
                let mut second = node.else_branch.take().map(|(_, arm)| *arm);
                let (all_plain, typed) =
                    arms.map_or((None, None), |arms| (arms.all_plain, arms.typed));
                // Where no arm gives a promise, that is told at the first.
                if all_plain.is_none() {
                    joined::block(&mut first, &branch);
                    second.iter_mut().for_each(|arm| joined::expr(arm, &branch));
                }
                let second = second.iter().map(braced).collect::<TokenStream>();
                let at = all_plain.unwrap_or(span);
                let join = quote_spanned!(at=> #branch.join(#then, #otherwise));
                // A value of its own, so that it may become what is wanted, as `&[i64]` of an array's reference.
                let joined = local("joined", span);
                let slots = Ident::new(if typed.is_some() { "two_slots" } else { "slots" }, span);
                let same = typed.map(|places| same_arms(places, &then, &otherwise));
                quote_spanned! {span=>
                    #(#attributes)* {
                        let mut #branch = #p::begin(#cond);
                        let (mut #then, mut #otherwise) = #p::#slots();
                        if #branch.first() {
                            #then = #p::Some(#first);
                        }
                        if #branch.second() {
                            #otherwise = #p::Some(#second);
                        }
                        #same
                        let #joined = #join;
                        #joined
                    }
                }
            }
        }
    }
}

/// Compares what two arms give, each at its own place.
fn same_arms((first, second): (Span, Span), then: &Ident, otherwise: &Ident) -> TokenStream {
    let look = |span: Span, method: &str| {
        let p = private_at(span);
        let method = Ident::new(method, span);
        quote_spanned!(span=> (&&#p::Arms(&#then, &#otherwise)).#method();)
    };
    let (at_first, at_second) = (look(first, "flyte_first"), look(second, "flyte_second"));
    let p = private_at(second);
    let same = Ident::new("flyte_same", second);
    quote_spanned! {second=>
        #at_first
        #at_second
        let (#then, #otherwise) = #p::Given(#then, #otherwise).#same();
    }
}

/// Why an `if` can't become a branch: the function that refuses a promise for it, and what it is about. With a `bool`,
/// the `if` stays as it is.
fn stays_plain(node: &ExprIf) -> Option<(&'static str, Span)> {
    let then = &node.then_branch;
    let otherwise = node.else_branch.as_ref().map(|(_, arm)| &**arm);
    let jump = jump::in_block(then).or_else(|| otherwise.and_then(jump::in_expr));
    let change = || change::in_block(then).or_else(|| otherwise.and_then(change::in_expr));
    let panic = || {
        change::panic_in(then).or_else(|| match otherwise {
            Some(Expr::Block(block)) => change::panic_in(&block.block),
            _ => None,
        })
    };
    jump.map(|at| ("jumping", at))
        .or_else(|| change().map(|at| ("changing", at)))
        .or_else(|| panic().map(|at| ("panicking", at)))
}

/// The `let` that a condition begins with.
fn first_let(cond: &mut Expr) -> Option<&mut syn::ExprLet> {
    match cond {
        Expr::Let(binding) => Some(binding),
        Expr::Binary(binary) => first_let(&mut binary.left),
        _ => None,
    }
}

/// The second arm: a block, or an `else if` that has become other code.
fn braced(arm: &Expr) -> TokenStream {
    match arm {
        Expr::Block(block) => block.to_token_stream(),
        other => quote!({ #other }),
    }
}

/// Asks whether what a pattern is about to look into is a promise. What may be moved is asked in its place, anything else that
/// is a place before.
fn looked_at(head: &mut Expr, moved: bool) -> Option<TokenStream> {
    if moved {
        names::take(head, "flyte_match");
        return None;
    }
    is_place(head).then(|| probe(head, "flyte_match"))
}

/// Asks the type of a place for something that a promise hasn't.
fn probe(place: &Expr, method: &str) -> TokenStream {
    let span = place.span();
    let p = private_at(span);
    let method = Ident::new(method, span);
    quote_spanned!(span=> (&&#p::Probe(&#place)).#method();)
}

/// Whether a statement drops the list of optionals that a map becomes, and keeps the promise of the list that the map
/// was before. A map that nobody has kept may be dropped as any call.
fn gives_another_list(call: &syn::ExprMethodCall) -> bool {
    let kept = |expr: &Expr| {
        let mut receiver = expr;
        while let Expr::MethodCall(inner) = receiver {
            receiver = &inner.receiver;
            if inner.method == "map" {
                return false;
            }
        }
        is_place(receiver)
    };
    call.method == "min_success_ratio" && kept(&call.receiver)
}

/// Whether this is written as the promises of outputs, `SplitPromises { … }`.
fn outputs(node: &syn::ExprStruct) -> bool {
    let last = node.path.segments.last();
    last.is_some_and(|segment| segment.ident.to_string().ends_with("Promises"))
}

/// A field of the promises of outputs may be a value.
fn output_value(field: &mut syn::FieldValue) {
    let value = &field.expr;
    let span = value.span();
    let p = private_at(span);
    field.expr = Expr::Verbatim(quote_spanned!(span=> #p::output_value(#value)));
    field.colon_token.get_or_insert(syn::Token![:](span));
}

/// Whether a pattern says more than a name, or names in a tuple.
fn looks_inside(pat: &Pat) -> bool {
    match pat {
        Pat::Struct(_) | Pat::TupleStruct(_) | Pat::Slice(_) | Pat::Lit(_) | Pat::Range(_) => true,
        Pat::Or(or) => or.cases.iter().any(looks_inside),
        Pat::Paren(paren) => looks_inside(&paren.pat),
        Pat::Type(typed) => looks_inside(&typed.pat),
        _ => false,
    }
}

/// Whether `expr` names something without computing it.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Index(index) => is_place(&index.expr),
        Expr::Paren(paren) => is_place(&paren.expr),
        _ => false,
    }
}

fn is_tuple(pat: &Pat) -> bool {
    match pat {
        // A longer one is no promise: the macros refuse outputs of that many.
        Pat::Tuple(tuple) => (1..=LONGEST_TUPLE).contains(&tuple.elems.len()),
        Pat::Type(typed) => is_tuple(&typed.pat),
        Pat::Paren(paren) => is_tuple(&paren.pat),
        _ => false,
    }
}
