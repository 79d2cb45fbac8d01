//! A struct or enum as written, with its names on the wire.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Type, Visibility};

use crate::json::Json;
use crate::serde_attr::Fallback;

/// A type with `#[derive(FlyteType)]`.
pub(super) struct Record {
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    /// The title of the schema.
    pub(super) title: String,
    pub(super) shape: Shape,
    /// `#[flyte(python)]`.
    pub(super) python: bool,
    /// `#[flyte(pydantic)]`.
    pub(super) pydantic: bool,
}

pub(super) enum Shape {
    /// A struct around one value, which has this visibility.
    Newtype(Box<Type>, Visibility),
    /// `#[flyte(via)]`.
    Via,
    Struct(Vec<Field>),
    Names(Vec<Variant>),
    Data(Vec<Variant>),
}

/// A named field.
pub(super) struct Field {
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) wire: String,
    /// Other names that are read as this one.
    pub(super) aliases: Vec<String>,
    /// The struct takes no fields beside its own.
    pub(super) closed: bool,
    pub(super) ty: Type,
    pub(super) missing: Missing,
    /// In neither value nor schema.
    pub(super) skip: bool,
}

/// What stands for a field that isn't there.
pub(super) enum Missing {
    /// An error, but for an `Option`.
    Required,
    /// A default of its own.
    Own(Fallback),
    /// The same field of the whole struct's default.
    Whole(Fallback),
}

/// A variant of an enum.
pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) wire: String,
    /// Other names that are read as this one.
    pub(super) aliases: Vec<String>,
    pub(super) payload: Payload,
    /// `#[flyte(annotation = {…})]`, of the variant's type.
    pub(super) annotation: Option<Json>,
}

pub(super) enum Payload {
    Unit,
    One(Box<Type>),
    Named(Vec<Field>),
}

/// A made-up name for generated types.
pub(super) fn generated(owner: &Ident, part: &Ident) -> Ident {
    Ident::new(&format!("__Flyte{}{}", owner.unraw(), part.unraw()), Span::call_site())
}
