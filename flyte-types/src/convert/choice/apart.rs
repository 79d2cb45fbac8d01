//! Variants that only the value tells apart: two structs, two lists, a date and a time inside a struct.
//!
//! A variant *claims* a value if it reads it and would write it as it is there. Fields that a struct
//! doesn't know don't count: a wider struct reads as a narrower one, so both claim it. What two variants
//! claim is an error for the reader and for the writer. Only maps give way: what a struct, a file or a table claims too is
//! read as that, and refused where a map is written; a map of values of one type comes before untyped data.

use super::Variant;
use crate::convert::{Field, Value};
use crate::error::{Error, Result};
use crate::msgpack::{Dialect, Kind, Packer, Unpacker};
use crate::wire;

/// Whether the value may tell two variants apart that have this tag: structs by their fields, lists and maps by
/// their items, enums by their texts.
pub const fn told_by_value(tag: &str) -> bool {
    use crate::convert::variant::{DICT, ENUM, LIST, PYDANTIC, STRUCT};
    let tags = [STRUCT, PYDANTIC, LIST, DICT, ENUM];
    let mut at = 0;
    while at < tags.len() {
        if super::same_tag(tag, tags[at]) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether every value of one variant reads as the other inside a struct, where there are no tags: times and dates
/// are text there, durations are floats, directories are files.
pub const fn alike_inside(left: &str, right: &str) -> bool {
    const ALIKE: [(&str, &str); 4] = [
        ("str", "datetime"),
        ("str", "date"),
        ("float", "timedelta"),
        ("FlyteFilePath", "FlyteDirectory"),
    ];
    let mut at = 0;
    while at < ALIKE.len() {
        let (one, other) = ALIKE[at];
        if (super::same_tag(left, one) && super::same_tag(right, other))
            || (super::same_tag(left, other) && super::same_tag(right, one))
        {
            return true;
        }
        at += 1;
    }
    false
}

/// The value of the one variant that reads a document; of several, the one that claims it.
pub(super) fn one<E>(
    mut readings: Vec<(&Variant<E>, E)>,
    name: &str,
    dialect: Dialect,
    document: impl FnOnce() -> Option<Vec<u8>>,
) -> Result<Option<E>> {
    if readings.len() > 1 {
        several(&mut readings, name, dialect, document())?;
    }
    Ok(readings.pop().map(|(_, value)| value))
}

#[cold]
fn several<E>(
    readings: &mut Vec<(&Variant<E>, E)>,
    name: &str,
    dialect: Dialect,
    document: Option<Vec<u8>>,
) -> Result<()> {
    if let Some(document) = document {
        let claims: Vec<bool> =
            readings.iter().map(|(variant, _)| claims(variant, &document, dialect)).collect();
        if claims.contains(&true) {
            let mut claims = claims.into_iter();
            readings.retain(|_| claims.next() == Some(true));
        }
    }
    if let Some(first) = readings.iter().map(|(variant, _)| variant.rank).min() {
        readings.retain(|(variant, _)| variant.rank == first);
    }
    match readings.as_slice() {
        [(first, _), (second, _), ..] => Err(Error::new(format!(
            "the value may be more than one variant of `{name}`: it reads as `{}` and as `{}`",
            first.name, second.name
        ))),
        _ => Ok(()),
    }
}

/// Refuses a value of the variant at `at` that was written inside a struct, from `start` on, if another variant claims
/// it too.
pub fn check_packed<E>(
    out: &Packer,
    start: usize,
    at: usize,
    name: &str,
    variants: &[Variant<E>],
) -> Result<()> {
    let (document, dialect) = (&out.bytes_so_far()[start..], out.dialect());
    let kind = document.first().map_or(Kind::Other, |first| Kind::of(*first));
    let rank = variants.get(at).map_or(0, |variant| variant.rank);
    let alike =
        variants.iter().filter(|variant| variant.rank <= rank && (variant.packs_as)(kind, dialect));
    check(document, dialect, name, alike)
}

/// Refuses a value if more than one variant with this tag claims it; `pack` writes the value. Where only one
/// variant has the tag nothing is written.
pub fn check_tagged<E>(
    tag: &str,
    name: &str,
    variants: &[Variant<E>],
    pack: impl FnOnce(&mut Packer) -> Result<()>,
) -> Result<()> {
    let tagged = variants.iter().filter(|variant| variant.tag == tag);
    if tagged.clone().count() < 2 {
        return Ok(());
    }
    let mut out = Packer::new();
    pack(&mut out)?;
    check(&out.into_bytes(), Dialect::Dataclass, name, tagged)
}

fn check<'v, E: 'v>(
    document: &[u8],
    dialect: Dialect,
    name: &str,
    variants: impl Iterator<Item = &'v Variant<E>> + Clone,
) -> Result<()> {
    if variants.clone().nth(1).is_none() {
        return Ok(());
    }
    let mut claiming = variants.filter(|variant| claims(variant, document, dialect));
    match (claiming.next(), claiming.next()) {
        (Some(first), Some(second)) => Err(Error::new(format!(
            "this value of `{name}` reads as `{}` and as `{}`, so nobody could tell which it is: drop `#[flyte(python)]`, or \
             put one of them in a struct with a field of its own",
            first.name, second.name
        ))),
        _ => Ok(()),
    }
}

fn claims<E>(variant: &Variant<E>, document: &[u8], dialect: Dialect) -> bool {
    (variant.repack)(document, dialect).is_ok_and(|again| {
        let (mut again, mut document) = (Unpacker::new(&again), Unpacker::new(document));
        agree(&mut again, &mut document).unwrap_or(false)
    })
}

/// Whether two documents say the same, as far as both say something: keys that only one of two maps has don't count.
fn agree(left: &mut Unpacker<'_>, right: &mut Unpacker<'_>) -> Result<bool> {
    match (left.peek()?, right.peek()?) {
        (Kind::Array, Kind::Array) => {
            let len = left.array_header("a list")?;
            if len != right.array_header("a list")? {
                return Ok(false);
            }
            for _ in 0..len {
                if !agree(left, right)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Kind::Map, Kind::Map) => {
            let (left, right) = (entries(left)?, entries(right)?);
            for (key, value) in &left {
                let Some((_, other)) = right.iter().find(|(other, _)| other == key) else {
                    continue;
                };
                if !agree(&mut Unpacker::new(value), &mut Unpacker::new(other))? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Kind::Integer, Kind::Integer) => Ok(left.integer()? == right.integer()?),
        (Kind::Float, Kind::Float) => Ok(left.float()?.to_bits() == right.float()?.to_bits()),
        (Kind::Text, Kind::Text) => Ok(left.text()? == right.text()?),
        (Kind::Bytes, Kind::Bytes) => Ok(left.bytes()? == right.bytes()?),
        (one, other) => Ok(one == other && left.raw()? == right.raw()?),
    }
}

/// The entries of a map, key and value as they are written.
fn entries<'a>(input: &mut Unpacker<'a>) -> Result<Vec<(&'a [u8], &'a [u8])>> {
    let len = input.map_header("a map")?;
    (0..len).map(|_| Ok((input.raw()?, input.raw()?))).collect()
}

/// The msgpack that stands for a literal inside a struct, if there is one: not for times and durations, which have
/// literals of their own.
pub(super) fn document(literal: &wire::Literal<'_>) -> Option<Vec<u8>> {
    match literal.kind {
        wire::Kind::Datetime { .. } | wire::Kind::Duration { .. } => None,
        wire::Kind::Binary { value, .. } => Some(value.to_vec()),
        _ => {
            let value = Value::of_literal(literal).ok()?;
            let mut out = Packer::new();
            value.pack(&mut out).ok()?;
            Some(out.into_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &[u8], right: &[u8]) -> bool {
        agree(&mut Unpacker::new(left), &mut Unpacker::new(right)).unwrap()
    }

    #[test]
    fn what_one_side_leaves_out_does_not_count() {
        assert!(same(b"\x81\xa1x\x01", b"\x82\xa1y\x02\xa1x\x01"));
        assert!(!same(b"\x81\xa1x\x01", b"\x82\xa1y\x02\xa1x\x02"));
        assert!(same(b"\x92\x01\xd9\x01a", b"\x92\xcd\0\x01\xa1a"), "another width");
        assert!(!same(b"\x91\x01", b"\x91\xcb\x3f\xf0\0\0\0\0\0\0"), "an integer and a float");
        assert!(!same(b"\x90", b"\x91\x01") && !same(b"\xc0", b"\xc2"));
    }

    #[test]
    fn what_looks_alike_inside_a_struct() {
        assert!(alike_inside("date", "str") && alike_inside("float", "timedelta"));
        assert!(!alike_inside("int", "str") && !alike_inside("date", "datetime"));
        assert!(told_by_value("Typed List") && !told_by_value("int"));
    }
}
