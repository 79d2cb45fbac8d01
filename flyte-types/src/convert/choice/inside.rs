//! An enum with data whose variants are named inside a struct, when a path led to it there.

use crate::convert::{Field, from_msgpack, record};
use crate::error::Result;
use crate::msgpack::Packer;
use crate::wire::{self, Kind};

/// Reads the form that a value has inside a struct, where that is what the literal holds: msgpack, an untyped
/// struct, or the text of a variant without data, which is a primitive at the end of a path.
///
/// `None`: it is something else. A text that is the name of such a variant is that variant, even where
/// another one holds text: nobody writes that one's value without its tag.
pub fn from_inside<E: Field>(
    literal: wire::Literal<'_>,
    name: &str,
    units: &[&str],
) -> Option<Result<E>> {
    match literal.kind {
        Kind::Binary { .. } | Kind::Generic(_) => record::decode(literal, name).ok().map(Ok),
        Kind::Text(text) if units.contains(&text) => {
            let mut out = Packer::new();
            out.text(text);
            Some(from_msgpack(&out.into_bytes()))
        }
        _ => None,
    }
}
