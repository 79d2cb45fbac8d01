//! What tasks and workflows share: a function whose signature is the interface.

mod arity;
mod expand;
mod read;
mod stub;
mod validate;

use syn::{Attribute, Expr, ExprPath, Ident, Token, Type, Visibility};

use crate::attr::{Known, Language};
use crate::json::Json;

pub(crate) use arity::{LONGEST_TUPLE, MOST_INPUTS};
pub(crate) use expand::{CLIPPYS_MOST_ARGUMENTS, Callee, Shared, is_inferred, optional};
pub(crate) use read::{extras, read};
pub(crate) use stub::stub;
pub(crate) use validate::validate;

/// `#[flyte(…)]` on an input, an output or a field of outputs.
pub(crate) const VARIABLE: Language = Language {
    owner: "`#[flyte]`",
    options: &[
        Known { name: "annotation", example: "annotation = { \"unit\": \"cm\" }" },
        Known { name: "hash", example: "hash = my_hash" },
    ],
};

/// One input.
pub(crate) struct Input {
    /// The attributes that stay on the argument.
    pub(crate) attributes: Vec<Attribute>,
    /// `mut`.
    pub(crate) mutable: Option<Token![mut]>,
    /// The Rust name.
    pub(crate) name: Ident,
    /// The name on the wire.
    pub(crate) wire: String,
    /// The type.
    pub(crate) ty: Type,
    /// The doc comment.
    pub(crate) docs: String,
    /// `#[default(…)]`.
    pub(crate) default: Option<Expr>,
    /// `#[flyte(…)]`.
    pub(crate) extras: Extras,
}

/// What `#[flyte(…)]` says about an input or output.
#[derive(Default)]
pub(crate) struct Extras {
    /// `annotation = {…}`.
    pub(crate) annotation: Option<Json>,
    /// `hash = path`.
    pub(crate) hash: Option<ExprPath>,
}

/// A function as an interface.
pub(crate) struct Signature {
    /// The user's attributes, without ours.
    pub(crate) attributes: Vec<Attribute>,
    /// The visibility.
    pub(crate) visibility: Visibility,
    /// The Rust name.
    pub(crate) name: Ident,
    /// The name without `r#`.
    pub(crate) function: String,
    /// The inputs, in declaration order.
    pub(crate) inputs: Vec<Input>,
    /// The type behind `->`, or `()`.
    pub(crate) output: Type,
    /// The doc comment.
    pub(crate) docs: String,
    /// `name = "…"`.
    pub(crate) entity_name: Option<String>,
    /// `#[flyte(…)]` on the function: its single output.
    pub(crate) extras: Extras,
}
