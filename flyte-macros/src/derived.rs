//! `FlyteType` and `Outputs` on one struct: each derive is handed the struct without the list of derives, so the two know of
//! each other only by what this process, which compiles one crate, remembers.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use proc_macro2::{Ident, Span, TokenStream};

/// A derive that can't stand beside the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Derive {
    FlyteType,
    Outputs,
}

/// Remembers that a struct has this derive. If it has the other one already, that is an error, and this derive writes
/// nothing, so that it is the only one.
pub(crate) fn again(name: &Ident, derive: Derive) -> Option<TokenStream> {
    static DERIVED: LazyLock<Mutex<HashMap<String, Derive>>> = LazyLock::new(Mutex::default);
    let place = format!("{:?}", name.span());
    // As the compiler writes a place. An editor's macro server lives longer than one state of a file, and writes another.
    if !place.starts_with('#') {
        return None;
    }
    let mut derived = DERIVED.lock().unwrap_or_else(PoisonError::into_inner);
    let first = *derived.entry(place).or_insert(derive);
    (first != derive).then(|| {
        let words = format!(
            "`{name}` derives both `FlyteType` and `Outputs`, which say different things: take `Outputs` if its fields are \
             several outputs of a task or workflow, or `FlyteType` if it is one value, which may be an input, a field or in a list too"
        );
        syn::Error::new(Span::call_site(), words).to_compile_error()
    })
}
