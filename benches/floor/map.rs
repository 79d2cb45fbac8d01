//! Maps of integers as literals. Keys are written sorted, as ours are, and hashed as std does.

use std::collections::HashMap;

use crate::varint;

/// The bytes of a map of integers.
pub fn encode(map: &HashMap<String, i64>) -> Vec<u8> {
    let mut entries: Vec<_> = map.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    entries.sort_unstable_by_key(|(key, _)| *key);

    let body: usize =
        entries.iter().map(|(key, value)| delimited(entry_len(key.len(), *value))).sum();
    let mut out = Vec::with_capacity(body + 6);
    head(&mut out, 0x1a, body);
    for (key, value) in entries {
        head(&mut out, 0x0a, entry_len(key.len(), value));
        head(&mut out, 0x0a, key.len());
        out.extend_from_slice(key.as_bytes());
        let len = varint::len(value as u64) as u8;
        out.extend_from_slice(&[0x12, len + 5, 0x0a, len + 3, 0x0a, len + 1, 0x08]);
        varint::put(&mut out, value as u64);
    }
    out
}

/// The map of integers in these bytes, or `None` if it is anything else.
pub fn decode(bytes: &[u8]) -> Option<HashMap<String, i64>> {
    let mut rest = bytes.strip_prefix(&[0x1a])?;
    if varint::take(&mut rest)? != rest.len() as u64 {
        return None;
    }
    let first = usize::from(*rest.get(1).unwrap_or(&14)) + 2;
    let mut map = HashMap::with_capacity(rest.len() / first + 1);
    while !rest.is_empty() {
        let mut entry = field(&mut rest, 0x0a)?;
        let key = std::str::from_utf8(field(&mut entry, 0x0a)?).ok()?;
        let mut literal = field(&mut entry, 0x12)?;
        let mut scalar = field(&mut literal, 0x0a)?;
        let mut primitive = field(&mut scalar, 0x0a)?.strip_prefix(&[0x08])?;
        let value = varint::take(&mut primitive)? as i64;
        if !(entry.is_empty() && literal.is_empty() && scalar.is_empty() && primitive.is_empty()) {
            return None;
        }
        map.insert(key.to_owned(), value);
    }
    Some(map)
}

/// The content of the field with that tag, if it is next.
fn field<'a>(rest: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    *rest = rest.strip_prefix(&[tag])?;
    let len = varint::take(rest)?;
    let (content, after) = rest.split_at_checked(usize::try_from(len).ok()?)?;
    *rest = after;
    Some(content)
}

fn entry_len(key: usize, value: i64) -> usize {
    delimited(key) + 7 + varint::len(value as u64)
}

fn delimited(len: usize) -> usize {
    1 + varint::len(len as u64) + len
}

fn head(out: &mut Vec<u8>, tag: u8, len: usize) {
    out.push(tag);
    varint::put(out, len as u64);
}
