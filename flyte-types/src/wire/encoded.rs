//! Literals that stay encoded: lists, maps and hashes, put together and taken apart.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::literal::{Kind, Literal};
use super::parts::Entries;
use super::reader::Reader;
use super::write::{delimited_len, head, put_none};
use crate::error::{Error, Result};

/// The items of a list, as slices of it.
pub fn list_items(list: &Bytes) -> Result<Vec<Bytes>> {
    let literal = Literal::parse(list)?;
    let Kind::Collection(items) = literal.kind else { return Err(literal.unexpected("a list")) };
    let mut found = Vec::with_capacity(items.guess_len());
    for item in items {
        found.push(list.slice_ref(item?));
    }
    Ok(found)
}

/// A list of these literals.
pub fn list_of<'a>(items: impl ExactSizeIterator<Item = &'a [u8]>) -> Bytes {
    let mut body = Vec::with_capacity(items.len() * 16);
    for item in items {
        head(&mut body, 0x0a, item.len());
        body.extend_from_slice(item);
    }
    wrap(0x12, &body)
}

/// A map of these literals.
pub fn map_of<'a>(entries: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Bytes {
    wrap(0x1a, &write_literal_map(entries))
}

/// The value `None`.
pub fn none() -> Bytes {
    let mut out = Vec::new();
    put_none(&mut out);
    out.into()
}

/// The bytes of a `flyteidl.core.LiteralMap`, the content of `inputs.pb` and `outputs.pb`. The keys
/// are sorted, so equal maps are equal bytes; a key that comes twice is written twice.
pub fn write_literal_map<'a>(entries: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    let len = |entry: &(&str, &[u8])| entry_len(entry.0.len(), entry.1.len());
    let mut out = Vec::with_capacity(entries.iter().map(|entry| delimited_len(len(entry))).sum());
    for entry in &entries {
        head(&mut out, 0x0a, len(entry));
        head(&mut out, 0x0a, entry.0.len());
        out.extend_from_slice(entry.0.as_bytes());
        head(&mut out, 0x12, entry.1.len());
        out.extend_from_slice(entry.1);
    }
    out
}

/// How many bytes [`write_literal_map`] writes for keys and values of these lengths.
pub fn literal_map_len(entries: impl IntoIterator<Item = (usize, usize)>) -> usize {
    entries.into_iter().map(|(key, value)| delimited_len(entry_len(key, value))).sum()
}

fn entry_len(key: usize, value: usize) -> usize {
    delimited_len(key) + delimited_len(value)
}

/// The entries of a `flyteidl.core.LiteralMap`, as slices of it, sorted by key. If a key comes twice
/// in the message, the later one counts.
pub fn read_literal_map(map: &Bytes) -> Result<Vec<(String, Bytes)>> {
    let mut found = BTreeMap::new();
    for entry in Entries::new(map) {
        let (key, value) = entry?;
        found.insert(key.to_owned(), map.slice_ref(value));
    }
    Ok(found.into_iter().collect())
}

/// The same literal with this hash in place of its own; without any if it is empty.
pub fn with_hash(literal: Bytes, hash: &str) -> Bytes {
    let mut out = Vec::with_capacity(literal.len() + hash.len() + 4);
    let mut reader = Reader::new(&literal);
    let mut from = 0;
    loop {
        let field = reader.field();
        let to = literal.len() - reader.left();
        match field {
            // Any earlier hash is left out, everything else copied.
            Ok(Some((4, _))) => {}
            Ok(Some(_)) => out.extend_from_slice(&literal[from..to]),
            // What can't be read isn't changed either: its reader will complain.
            Ok(None) | Err(_) => {
                out.extend_from_slice(&literal[from..]);
                break;
            }
        }
        from = to;
    }
    if !hash.is_empty() {
        head(&mut out, 0x22, hash.len());
        out.extend_from_slice(hash.as_bytes());
    }
    out.into()
}

/// The hash that stands for the literal in cache keys, if it has one.
pub fn hash_of(literal: &Bytes) -> Option<String> {
    Literal::parse(literal).ok()?.hash.map(str::to_owned)
}

/// A literal with one field, a message.
fn wrap(tag: u8, body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(body.len() + 6);
    head(&mut out, tag, body.len());
    out.extend_from_slice(body);
    out.into()
}

/// The error for a value that is stored elsewhere and wasn't fetched.
pub(super) fn not_fetched() -> Error {
    Error::new("the value is stored elsewhere and was not fetched")
}
