//! Results as they are printed. A long list is read and written item by item: it is never there as a tree of JSON.

use std::fmt::{self, Write};

use flyte_types::idl::core::LiteralType;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::wire::{Items, Kind, Literal};
use flyte_types::{Error, Result, Step};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};

use super::layout::{self, Filled};
use super::show::{DEPTH, value};

/// Lists with more items are laid out item by item, not as a table and not on one line.
const LONG: usize = 10_000;

/// Why printing ended.
#[derive(Debug)]
pub(in crate::cli) enum Ended {
    /// The value can't be read.
    ByValue(Error),
    /// There is nowhere to write, which standard output itself says.
    ByOutput,
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Ended::ByValue(error)
    }
}

impl From<fmt::Error> for Ended {
    fn from(_: fmt::Error) -> Self {
        Ended::ByOutput
    }
}

impl From<serde_json::Error> for Ended {
    fn from(error: serde_json::Error) -> Self {
        match error.is_io() {
            true => Ended::ByOutput,
            false => Ended::ByValue(Error::new(error.to_string())),
        }
    }
}

/// A literal of a type, as JSON.
pub(in crate::cli) struct AsJson<'a> {
    literal: &'a [u8],
    ty: &'a LiteralType,
    depth: usize,
}

impl<'a> AsJson<'a> {
    pub(in crate::cli) fn new(literal: &'a [u8], ty: &'a LiteralType) -> Self {
        AsJson { literal, ty, depth: 0 }
    }

    /// The items and their type, if it is a list.
    fn items(&self) -> Option<(Items<'a>, &'a LiteralType)> {
        let Some(Type::CollectionType(inside)) = &self.ty.r#type else { return None };
        match Literal::parse(self.literal).ok()?.kind {
            Kind::Collection(items) if self.depth < DEPTH => Some((items, inside)),
            _ => None,
        }
    }
}

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let Some((items, ty)) = self.items() else {
            let value = value(self.literal, self.ty, self.depth);
            return value.map_err(S::Error::custom)?.serialize(out);
        };
        let mut list = out.serialize_seq(None)?;
        for item in items {
            let literal = item.map_err(S::Error::custom)?;
            list.serialize_element(&AsJson { literal, ty, depth: self.depth + 1 })?;
        }
        list.end()
    }
}

/// Writes a literal for people. Lines after the first begin in column `indent`.
pub(in crate::cli) fn print(
    literal: &[u8],
    ty: &LiteralType,
    indent: usize,
    out: &mut impl Write,
) -> Result<(), Ended> {
    match AsJson::new(literal, ty).items() {
        Some((items, ty)) if items.count() > LONG => print_list(items, ty, indent, out),
        _ => Ok(out.write_str(&layout::pretty(&value(literal, ty, 0)?, indent))?),
    }
}

fn print_list(
    items: Items<'_>,
    ty: &LiteralType,
    indent: usize,
    out: &mut impl Write,
) -> Result<(), Ended> {
    let mut list = Filled::new(indent);
    let mut text = String::from("[");
    for (index, item) in items.enumerate() {
        let item = item.and_then(|item| value(item, ty, 1));
        list.push(&item.map_err(|error| error.at(Step::Index(index)))?, &mut text);
        out.write_str(&text)?;
        text.clear();
    }
    list.end(&mut text);
    Ok(out.write_str(&text)?)
}
