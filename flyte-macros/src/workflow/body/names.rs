//! What tokens tell of names: which are inputs and so promises, and which are named once, so that asking for their type may
//! move them.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprClosure, ExprMacro, Local, Pat, PatIdent};

use super::arm::is_value;
use super::change::root;
use crate::paths::private_at;
use crate::signature::Input;

/// The names of a workflow's body.
pub(super) struct Names {
    /// How often each stands in the body, its binding included.
    uses: HashMap<String, usize>,
    /// How often each is bound in the body.
    bound: HashMap<String, usize>,
    /// The parameters of closures that are kept in a local: nothing says their types where the closure is written.
    untyped: Vec<String>,
    /// The locals that are no promises, as tokens tell.
    plain: Vec<String>,
    inputs: Vec<String>,
}

impl Names {
    pub(super) fn read(block: &Block, inputs: &[Input]) -> Names {
        let inputs = inputs.iter().map(|input| input.name.to_string()).collect();
        let mut names = Names {
            uses: HashMap::new(),
            bound: HashMap::new(),
            untyped: Vec::new(),
            plain: Vec::new(),
            inputs,
        };
        names.count(block.to_token_stream());
        names.visit_block(block);
        names
    }

    fn count(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.count(group.stream()),
                TokenTree::Ident(ident) => *self.uses.entry(ident.to_string()).or_default() += 1,
                // A name inside a text that is formatted.
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let names =
                        text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next());
                    names.for_each(|name| *self.uses.entry(name.to_owned()).or_default() += 1);
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    /// Whether the type of an operand is known where it stands, as far as tokens tell.
    pub(super) fn is_known(&self, operand: &Expr) -> bool {
        match operand {
            Expr::Paren(paren) => self.is_known(&paren.expr),
            _ => {
                is_value(operand)
                    && root(operand).is_none_or(|name| !self.untyped.contains(&name.to_string()))
            }
        }
    }

    /// Whether an expression is no promise, as tokens tell: a literal, what a type's own function gives, what is made of these.
    pub(super) fn is_plain(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Array(_) | Expr::Closure(_) | Expr::Lit(_) | Expr::Macro(_) | Expr::Range(_) => {
                true
            }
            Expr::Struct(node) => !super::outputs(node),
            Expr::Call(call) => matches!(&*call.func, Expr::Path(path) if is_of_type(&path.path)),
            Expr::MethodCall(call) => self.is_plain(&call.receiver),
            Expr::Path(path) => path.path.get_ident().is_some_and(|name| {
                let name = name.to_string();
                self.plain.contains(&name) && self.bound.get(&name).is_none_or(|times| *times == 1)
            }),
            Expr::Field(field) => self.is_plain(&field.base),
            Expr::Index(index) => self.is_plain(&index.expr),
            Expr::Paren(paren) => self.is_plain(&paren.expr),
            Expr::Reference(reference) => self.is_plain(&reference.expr),
            _ => false,
        }
    }

    /// Whether moving it changes nothing: the value of a call, an input, or a name that isn't named again.
    pub(super) fn may_move(&self, expr: &Expr, repeated: bool) -> bool {
        match expr {
            Expr::Paren(paren) => self.may_move(&paren.expr, repeated),
            Expr::Path(path) => path.path.get_ident().is_some_and(|name| {
                let name = name.to_string();
                let times =
                    |counted: &HashMap<String, usize>| counted.get(&name).copied().unwrap_or(0);
                match times(&self.bound) {
                    0 => self.inputs.contains(&name),
                    1 => times(&self.uses) == 2 && !repeated && !self.inputs.contains(&name),
                    _ => false,
                }
            }),
            Expr::Call(_) | Expr::MethodCall(_) => is_value(expr),
            _ => false,
        }
    }

    /// `matches!(n, 3)`: its operand is asked too.
    pub(super) fn matches(&self, node: &mut ExprMacro, repeated: bool) {
        if !node.mac.path.is_ident("matches") {
            return;
        }
        let parser = |input: syn::parse::ParseStream<'_>| {
            let head: Expr = input.parse()?;
            Ok((head, input.parse::<TokenStream>()?))
        };
        let Ok((mut head, rest)) = parser.parse2(node.mac.tokens.clone()) else { return };
        if self.may_move(&head, repeated) {
            take(&mut head, "flyte_match");
            node.mac.tokens = quote_spanned!(head.span()=> #head #rest);
        }
    }
}

/// Asks an operand that is moved whether it is a promise, which is refused there.
pub(super) fn take(operand: &mut Expr, method: &str) {
    let span = operand.span();
    let p = private_at(span);
    let method = Ident::new(method, span);
    *operand = Expr::Verbatim(quote_spanned!(span=> #p::Taken(#operand).#method()));
}

/// Whether a function is one of a type: `With::new`.
fn is_of_type(path: &syn::Path) -> bool {
    let mut segments = path.segments.iter().rev().skip(1);
    let owner = segments.next().map(|segment| segment.ident.to_string());
    owner.is_some_and(|owner| owner.starts_with(|c: char| c.is_uppercase()))
}

/// The one name that a pattern binds.
fn bound(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(name) => Some(&name.ident),
        Pat::Type(typed) => bound(&typed.pat),
        _ => None,
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
        *self.bound.entry(pat.ident.to_string()).or_default() += 1;
        visit::visit_pat_ident(self, pat);
    }

    fn visit_local(&mut self, local: &'a Local) {
        if let Some(init) = &local.init
            && let Expr::Closure(ExprClosure { inputs, .. }) = &*init.expr
        {
            for input in inputs {
                if let Pat::Ident(name) = input {
                    self.untyped.push(name.ident.to_string());
                }
            }
        }
        if let (Some(init), Some(name)) = (&local.init, bound(&local.pat))
            && self.is_plain(&init.expr)
        {
            self.plain.push(name.to_string());
        }
        visit::visit_local(self, local);
    }
}
