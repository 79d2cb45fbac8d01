//! The rules for every signature.

use syn::{FnArg, ItemFn, Safety};

use crate::report::Report;
use crate::types::{self, Place};

/// Checks the signature. `what`: "a task" or "a workflow".
pub(crate) fn validate(item: &ItemFn, what: &str, report: &mut Report) {
    let signature = &item.sig;
    if let Some(token) = &signature.constness {
        report.on(token, format!("{what} runs at run time: drop `const`"));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        report.on(
            token,
            format!(
                "{what} is called by the engine, which can keep no promise for you: drop `unsafe`"
            ),
        );
    }
    if let Some(abi) = &signature.abi {
        report.on(abi, format!("{what} is called by the engine, not by C: drop `extern`"));
    }
    if let Some(variadic) = &signature.variadic {
        report.on(
            variadic,
            format!("{what} has a fixed number of inputs: write `Vec<T>` for a variable number"),
        );
    }
    types::check_generics(&signature.generics, what, report);
    let name = signature.ident.to_string();
    if types::PRIMITIVES.contains(&name.as_str()) {
        report.on(
            &signature.ident,
            format!("`{name}` is a primitive type, which {what} of that name would hide: rename it, as `{name}_of`"),
        );
    }
    for argument in &signature.inputs {
        if let FnArg::Typed(typed) = argument {
            types::check(&typed.ty, Place::Input, report);
        }
    }
    types::check_output(&signature.output, report);
}
