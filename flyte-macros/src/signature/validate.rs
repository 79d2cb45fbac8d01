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
    if let Some(words) = taken(&name, what) {
        report.on(&signature.ident, words);
    }
    for argument in &signature.inputs {
        if let FnArg::Typed(typed) = argument {
            types::check(&typed.ty, Place::Input, report);
        }
    }
    types::check_output(&signature.output, report);
}

/// Names that the language, or what everyone writes in it, needs for something else.
pub(super) fn taken(name: &str, what: &str) -> Option<String> {
    match name {
        "main" => Some(format!(
            "`main` is where the program begins, and can't be {what}: rename it, as `pipeline`, and write `fn main() -> ExitCode {{ flyte::main() }}`; `#[workflow(main)]` is what that runs when nothing is named"
        )),
        "flyte" | "std" | "core" | "alloc" => Some(format!(
            "`{name}` is a crate, which {what} of that name would hide: rename it, as `{name}_of`"
        )),
        "String" | "Vec" | "Option" | "Result" | "Box" | "Some" | "None" | "Ok" | "Err"
        | "Default" => Some(format!(
            "`{name}` is a name of the language's prelude, which {what} of that name would hide: rename it in lower case, as `{}_of`",
            name.to_lowercase()
        )),
        _ => None,
    }
}
