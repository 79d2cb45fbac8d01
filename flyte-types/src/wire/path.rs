//! Following a path into a value, as the cluster does it.
//!
//! Steps lead through lists and maps of literals first; what is left of the path leads into a
//! msgpack document or an untyped struct. What lies at its end is made a literal again: a scalar
//! becomes a primitive, a list a collection of one literal per item, a map and nil stay msgpack. A
//! union is handed over whole, whatever the path says. What is stored elsewhere is walked through when
//! somebody gives it; at the end of the path it is passed on as it is.
//!
//! Where the cluster shrugs (a text step into a list, a path below a primitive) this is an error:
//! it can only be a mistake.

mod packed;
mod untyped;

use bytes::Bytes;

use super::encoded::not_fetched;
use super::literal::{Kind, Literal};
use super::offloaded::Offloaded;
use crate::error::{Error, Result, Step as ErrorStep};

/// One step from a value to a part of it. A field and a key are both `string_value` on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A field of a struct, by its name on the wire.
    Name(std::borrow::Cow<'static, str>),
    /// A key of a map.
    Key(String),
    /// An element of a list, from 0.
    Index(usize),
}

impl Step {
    /// The key or the name, if this is no index.
    fn name(&self) -> Option<&str> {
        match self {
            Step::Name(name) => Some(name),
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    fn for_error(&self) -> ErrorStep {
        match self {
            Step::Name(name) => ErrorStep::Field(name.clone()),
            Step::Key(key) => ErrorStep::Key(key.clone()),
            Step::Index(index) => ErrorStep::Index(*index),
        }
    }
}

/// How many literals that are stored elsewhere may stand for one another.
const HOPS: usize = 16;

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// The part at its end.
    Part(Bytes),
    /// It goes on inside of this literal, which is stored elsewhere.
    Elsewhere(Bytes),
}

/// The part of a value that lies at the end of a path. Without a path it is the value itself, byte
/// for byte.
pub fn resolve(literal: &Bytes, path: &[Step]) -> Result<Bytes> {
    match resolve_through(literal, path, &mut |_| None)? {
        Reached::Part(part) => Ok(part),
        Reached::Elsewhere(_) => Err(not_fetched()),
    }
}

/// As [`resolve`], through literals that are stored elsewhere: `find` gives those that were fetched.
pub fn resolve_through(
    literal: &Bytes,
    path: &[Step],
    find: &mut dyn FnMut(&Offloaded<'_>) -> Option<Bytes>,
) -> Result<Reached> {
    walk(literal, path, find).map_err(|(error, taken)| {
        path[..taken].iter().rev().fold(error, |error, step| error.at(step.for_error()))
    })
}

/// As [`resolve_through`]; an error comes with the number of steps that led to it.
fn walk(
    literal: &Bytes,
    path: &[Step],
    find: &mut dyn FnMut(&Offloaded<'_>) -> Option<Bytes>,
) -> Result<Reached, (Error, usize)> {
    let mut current = literal.clone();
    for (taken, step) in path.iter().enumerate() {
        let here = |error| (error, taken);
        for hop in 0.. {
            let Kind::Offloaded(body) = Literal::parse(&current).map_err(here)?.kind else { break };
            if hop == HOPS {
                return Err(here(Error::new("the value is stored elsewhere over and over again")));
            }
            match find(&Offloaded::parse(body).map_err(here)?) {
                Some(found) => current = found,
                None => return Ok(Reached::Elsewhere(current)),
            }
        }
        let view = Literal::parse(&current).map_err(here)?;
        let next = match view.kind {
            Kind::Map(entries) => {
                let key = step.name().ok_or_else(|| here(wrong_step(step, "a map")))?;
                let found = entries.get(key).map_err(here)?;
                found.ok_or_else(|| here(no_key(key)))?
            }
            Kind::Collection(mut items) => {
                let Step::Index(index) = step else {
                    return Err(here(wrong_step(step, "a list")));
                };
                let found = items.nth(*index);
                found.ok_or_else(|| here(past_the_end(*index, "")))?.map_err(here)?
            }
            Kind::Union { .. } => return Ok(Reached::Part(current)),
            Kind::Binary { .. } | Kind::Generic(_) => {
                return leaf(&view, &path[taken..])
                    .map(Reached::Part)
                    .map_err(|(error, more)| (error, taken + more));
            }
            _ => return Err(here(wrong_step(step, view.describe()))),
        };
        current = current.slice_ref(next);
    }
    // A path that ends at an item which is msgpack still turns scalars into primitives.
    if !path.is_empty() {
        let view = Literal::parse(&current).map_err(|error| (error, path.len()))?;
        if let Kind::Binary { .. } | Kind::Generic(_) = view.kind {
            return leaf(&view, &[]).map(Reached::Part).map_err(|(error, _)| (error, path.len()));
        }
    }
    Ok(Reached::Part(current))
}

fn leaf(literal: &Literal<'_>, path: &[Step]) -> Result<Bytes, (Error, usize)> {
    match literal.kind {
        Kind::Binary { tag, value } => packed::in_msgpack(tag, value, path),
        Kind::Generic(value) => untyped::in_struct(value, path),
        _ => Err((literal.unexpected("a struct"), 0)),
    }
}

fn no_key(key: &str) -> Error {
    Error::new(format!("there is no key `{key}`"))
}

fn past_the_end(index: usize, of: &str) -> Error {
    Error::new(format!("index {index} is past the end of the list{of}"))
}

fn wrong_step(step: &Step, found: &str) -> Error {
    match step {
        Step::Name(name) => Error::new(format!("{found} has no field `{name}`")),
        Step::Key(key) => Error::new(format!("{found} has no key `{key}`")),
        Step::Index(index) => Error::new(format!("{found} has no element {index}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoded::list_of;
    use super::super::write::put_packed;
    use super::*;
    use crate::interface::encode_one;

    fn dict(document: &[u8]) -> Bytes {
        let mut out = Vec::new();
        put_packed(&mut out, document);
        out.into()
    }

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    #[test]
    fn without_a_path_bytes_are_untouched() {
        let wide = dict(&[0xcd, 0x00, 0x05]);
        assert_eq!(resolve(&wide, &[]).unwrap(), wide);
    }

    #[test]
    fn what_lies_at_the_end() {
        // {"i": 1, "l": [1, "a"], "n": nil, "m": {"x": 2.0}, 7: true, "big": 2⁶³, "raw": bin}
        let document = [
            b"\x87\xa1i\x01\xa1l\x92\x01\xa1a\xa1n\xc0\xa1m\x81\xa1x\xcb\x40\0\0\0\0\0\0\0\x07\xc3"
                .as_slice(),
            b"\xa3big\xcf\x80\0\0\0\0\0\0\0\xa3raw\xc4\x01\x02",
        ]
        .concat();
        let whole = dict(&document);
        let at = |path: &[Step]| resolve(&whole, path).unwrap();
        assert_eq!(at(&[key("i")]), encode_one(&1_i64).unwrap());
        assert_eq!(at(&[key("l"), Step::Index(1)]), encode_one(&"a".to_owned()).unwrap());
        let (one, a) = (dict(&[0x01]), dict(b"\xa1a"));
        assert_eq!(at(&[key("l")]), list_of([&*one, &*a].into_iter()));
        assert_eq!(at(&[key("n")]), dict(&[0xc0]));
        assert_eq!(at(&[key("m"), Step::Name("x".into())]), encode_one(&2.0).unwrap());
        assert_eq!(at(&[key("m")]), dict(b"\x81\xa1x\xcb\x40\0\0\0\0\0\0\0"));
        assert_eq!(at(&[key("raw")]), dict(b"\xc4\x01\x02"));

        let error = |path: &[Step]| resolve(&whole, path).unwrap_err().to_string();
        assert_eq!(
            error(&[key("l"), Step::Index(2)]),
            "`[\"l\"]`: index 2 is past the end of the list of 2"
        );
        assert_eq!(error(&[key("7")]), "there is no key `7`");
        assert_eq!(error(&[key("i"), Step::Index(0)]), "`[\"i\"]`: an integer has no element 0");
        assert_eq!(error(&[Step::Index(0)]), "a map has no element 0");
        assert!(error(&[key("big")]).contains("too large"));
    }

    #[test]
    fn through_literals_into_msgpack() {
        let item = dict(b"\x81\xa1x\x05");
        let list = list_of([&*item].into_iter());
        let map = super::super::map_of([("k", &*list)]);
        let path = [key("k"), Step::Index(0), key("x")];
        assert_eq!(resolve(&map, &path).unwrap(), encode_one(&5_i64).unwrap());
        // The last step of a path may be an item that is msgpack.
        let ints = list_of([&*dict(&[0x05])].into_iter());
        assert_eq!(resolve(&ints, &[Step::Index(0)]).unwrap(), encode_one(&5_i64).unwrap());
    }

    #[test]
    fn through_what_is_stored_elsewhere() {
        let stored = |uri: &str| Offloaded { uri, size_bytes: 1, inferred_type: &[] }.literal("h");
        let list = list_of([&*encode_one(&5_i64).unwrap(), &stored("item")].into_iter());
        let mut find = |what: &Offloaded<'_>| match what.uri {
            "list" => Some(list.clone()),
            "item" => Some(dict(b"\x81\xa1x\x07")),
            "itself" => Some(stored("itself")),
            _ => None,
        };
        let mut at = |whole: &str, path: &[Step]| resolve_through(&stored(whole), path, &mut find);
        let five = Reached::Part(encode_one(&5_i64).unwrap());
        assert_eq!(at("list", &[Step::Index(0)]).unwrap(), five);
        // at the end of the path it is passed on
        assert_eq!(at("list", &[Step::Index(1)]).unwrap(), Reached::Part(stored("item")));
        let seven = Reached::Part(encode_one(&7_i64).unwrap());
        assert_eq!(at("list", &[Step::Index(1), key("x")]).unwrap(), seven);
        assert_eq!(at("more", &[key("x")]).unwrap(), Reached::Elsewhere(stored("more")));
        assert!(at("itself", &[key("x")]).unwrap_err().to_string().contains("over and over"));
        let error = at("list", &[Step::Index(2)]).unwrap_err().to_string();
        assert_eq!(error, "index 2 is past the end of the list");
        assert!(resolve(&stored("list"), &[Step::Index(0)]).is_err());
        assert_eq!(resolve(&stored("list"), &[]).unwrap(), stored("list"));
    }

    #[test]
    fn a_union_is_handed_over_whole() {
        let some = encode_one(&Some(5_i64)).unwrap();
        let list = list_of([&*some].into_iter());
        assert_eq!(resolve(&list, &[Step::Index(0), key("x")]).unwrap(), some);
    }
}
