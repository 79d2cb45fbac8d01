//! Literals that stand for settings of a call: a ratio, a limit, a quantity. A wrong one would be told when the graph is
//! built; here it is told at its place.

use syn::{Expr, ExprMethodCall, Lit};

use crate::report::Report;
use crate::units::{self, Resource};

/// Checks the literal that a method call is given, if it is one of ours.
pub(super) fn check(call: &ExprMethodCall, report: &mut Report) {
    let Some(given) = call.args.first().filter(|_| call.args.len() == 1) else { return };
    let method = call.method.to_string();
    let number = number(given);
    match method.as_str() {
        "min_success_ratio" => {
            if let Some(ratio) = number
                && !(0.0..=1.0).contains(&ratio)
            {
                let percent = ratio > 1.0 && ratio <= 100.0;
                let meant = if percent {
                    format!(": write `{:?}` for {ratio} %", ratio / 100.0)
                } else {
                    String::new()
                };
                report.on(given, format!("a success ratio lies between 0 and 1, the part of the elements that must succeed{meant}"));
            } else if let (Some(ratio), Expr::Lit(literal)) = (number, given)
                && matches!(literal.lit, Lit::Int(_))
            {
                report.on(given, format!("a success ratio is a fraction: write `{ratio:?}`"));
            }
        }
        "concurrency" if number == Some(0.0) => {
            report.on(given, "no element could run: leave `concurrency` out for no limit");
        }
        "concurrency" if number.is_some_and(|limit| limit < 0.0) => {
            report.on(
                given,
                "a limit is a whole number from 1 on: leave `concurrency` out for no limit",
            );
        }
        _ if of_with(&call.receiver) => with(&method, given, number, report),
        _ => {}
    }
}

/// The settings of `With::new()`.
fn with(method: &str, given: &Expr, number: Option<f64>, report: &mut Report) {
    let checked = |check: &dyn Fn(&str) -> Result<(), String>, report: &mut Report| {
        if let Some(text) = text(given)
            && let Err(words) = check(&text)
        {
            report.on(given, words);
        }
    };
    let quantity = |resource| move |text: &str| units::quantity(text, resource).map(drop);
    match method {
        "cpu" => checked(&quantity(Resource::Cpu), report),
        "mem" | "ephemeral_storage" => checked(&quantity(Resource::Bytes), report),
        "gpu" => checked(&quantity(Resource::Gpu), report),
        "timeout" => checked(&|text| units::duration(text).map(drop), report),
        "container_image" => checked(&units::image, report),
        "retries" if number.is_some_and(|retries| retries < 0.0) => {
            report.on(
                given,
                "a task can't be tried again fewer than 0 times: write `retries(0)` for none",
            );
        }
        _ => {}
    }
}

/// Whether a chain of methods begins with `With::new()`.
fn of_with(receiver: &Expr) -> bool {
    match receiver {
        Expr::MethodCall(call) => of_with(&call.receiver),
        Expr::Paren(paren) => of_with(&paren.expr),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let mut segments = path.path.segments.iter().rev();
                segments.next().is_some_and(|last| last.ident == "new" || last.ident == "default")
                    && segments.next().is_some_and(|owner| owner.ident == "With")
            }
            _ => false,
        },
        _ => false,
    }
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            Lit::Float(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            number(&unary.expr).map(|number| -number)
        }
        Expr::Paren(paren) => number(&paren.expr),
        _ => None,
    }
}
