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

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprIf, ExprMacro, ExprMatch, Local, Pat, Stmt, Type, UnOp};

use crate::paths::{local, private_at};
use crate::signature::LONGEST_TUPLE;

/// The statements of the body, ending in what the graph returns.
pub(super) fn rewrite(mut block: Block, output: &Type) -> TokenStream {
    let mut rewriter = Rewriter { output, closures: 0 };
    let end = block.brace_token.span.close();
    let diverges = jump::block_diverges(&block);
    let tail = if diverges { None } else { tail(&mut block) };
    rewriter.statements(&mut block.stmts);
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
    quote!(#(#statements)* #tail)
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
                if condition::has_let(&node.cond) {
                    self.chain(&mut node.cond);
                } else {
                    let span = node.cond.span();
                    let p = private_at(span);
                    let cond = self.condition((*node.cond).clone());
                    *node.cond = Expr::Verbatim(quote_spanned!(span=> #p::plain_while(#cond)));
                }
                self.visit_block_mut(&mut node.body);
            }
            Expr::ForLoop(node) => {
                visit_mut::visit_expr_for_loop_mut(self, node);
                let span = node.expr.span();
                let p = private_at(span);
                let over = counted(&node.expr);
                *node.expr = Expr::Verbatim(quote_spanned!(span=> #p::iterate(#over)));
            }
            Expr::Match(node) => {
                for arm in &mut node.arms {
                    if let Pat::Guard(guarded) = &mut arm.pat {
                        self.chain(&mut guarded.guard);
                    }
                }
                visit_mut::visit_expr_match_mut(self, node);
                if let Some(tokens) = matched(node) {
                    *expr = Expr::Verbatim(tokens);
                }
            }
            Expr::Cast(node) if is_place(&node.expr) => {
                visit_mut::visit_expr_cast_mut(self, node);
                let probe = probe(&node.expr, "flyte_cast");
                *expr = Expr::Verbatim(quote!({ #probe #node }));
            }
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
            Expr::Unary(node) if matches!(node.op, UnOp::Neg(_)) && is_place(&node.expr) => {
                visit_mut::visit_expr_unary_mut(self, node);
                let probe = probe(&node.expr, "flyte_negate");
                *expr = Expr::Verbatim(quote!({ #probe #node }));
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
        self.statements(&mut block.stmts);
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
    fn statements(&mut self, statements: &mut Vec<Stmt>) {
        let mut rewritten = Vec::with_capacity(statements.len());
        for mut stmt in statements.drain(..) {
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
                rewritten.extend(
                    looked_at(&mut init.expr).map(|probe| Stmt::Expr(Expr::Verbatim(probe), None)),
                );
            }
            rewritten.push(stmt);
        }
        *statements = rewritten;
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
            let probe = first_let(&mut node.cond)
                .filter(|binding| looks_inside(&binding.pat))
                .and_then(|binding| looked_at(&mut binding.expr));
            self.chain(&mut node.cond);
            self.visit_block_mut(&mut node.then_branch);
            if let Some((_, arm)) = &mut node.else_branch {
                self.visit_expr_mut(arm);
            }
            return match probe {
                Some(probe) => quote!({ #probe #node }),
                None => node.into_token_stream(),
            };
        }
        let stays = stays_plain(&node);
        let only_plain = match (&stays, &node.else_branch) {
            (None, Some(_)) => arm::mark(&mut node),
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
                joined::block(&mut first, &branch);
                let mut second = node.else_branch.take().map(|(_, arm)| *arm);
                second.iter_mut().for_each(|arm| joined::expr(arm, &branch));
                let second = second.iter().map(braced).collect::<TokenStream>();
                // Where no arm gives a promise, that is told at the first.
                let at = only_plain.unwrap_or(span);
                let join = quote_spanned!(at=> #branch.join(#then, #otherwise));
                quote_spanned! {span=>
                    #(#attributes)* {
                        let mut #branch = #p::begin(#cond);
                        let (mut #then, mut #otherwise) = #p::slots();
                        if #branch.first() {
                            #then = #p::Some(#first);
                        }
                        if #branch.second() {
                            #otherwise = #p::Some(#second);
                        }
                        #join
                    }
                }
            }
        }
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

/// A `match` whose head could be a promise, which is looked at first.
fn matched(node: &mut ExprMatch) -> Option<TokenStream> {
    let probe = looked_at(&mut node.expr)?;
    Some(quote!({ #probe #node }))
}

/// The head of a `for`; the ends of a range are looked at.
fn counted(over: &Expr) -> TokenStream {
    let Expr::Range(range) = over else { return over.to_token_stream() };
    let ends = [&range.start, &range.end].into_iter().flatten();
    let mut probes =
        ends.filter(|end| is_place(end)).map(|end| probe(end, "flyte_count")).peekable();
    match probes.peek() {
        Some(_) => quote_spanned!(over.span()=> { #(#probes)* #over }),
        None => over.to_token_stream(),
    }
}

/// Looks at what a pattern is about to look into. What isn't a place is kept in one first.
fn looked_at(head: &mut Expr) -> Option<TokenStream> {
    if is_place(head) {
        return Some(probe(head, "flyte_match"));
    }
    if !is_plain_call(head) {
        return None;
    }
    let span = head.span();
    let kept = Ident::new("flyte_head", span);
    let place = Expr::Verbatim(kept.to_token_stream());
    let probe = probe(&place, "flyte_match");
    let call = std::mem::replace(head, place);
    Some(quote_spanned!(span=> let #kept = #call; #probe))
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

/// Whether `expr` is a call of a named function with names, literals and such calls alone: it leaves no borrowed
/// temporary behind that its value could depend on.
fn is_plain_call(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    let plain = |argument: &Expr| {
        matches!(argument, Expr::Lit(_)) || is_place(argument) || is_plain_call(argument)
    };
    matches!(*call.func, Expr::Path(_)) && call.args.iter().all(plain)
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
