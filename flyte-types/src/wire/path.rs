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

use bytes::Bytes;
use prost_types::{Struct, Value, value};

use super::encoded::{list_of, not_fetched};
use super::generic::decode_struct;
use super::literal::{Kind, Literal, msgpack_only};
use super::offloaded::Offloaded;
use super::write::{close, head, open, put_boolean, put_float, put_integer, put_packed, put_text};
use crate::error::{Error, Result, Step as ErrorStep};
use crate::msgpack::{self, Unpacker};

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
        Kind::Binary { tag, value } => in_msgpack(tag, value, path),
        Kind::Generic(value) => {
            let root = decode_struct(value).map_err(|error| (error, 0))?;
            in_struct(Value { kind: Some(value::Kind::StructValue(root)) }, path)
        }
        _ => Err((literal.unexpected("a struct"), 0)),
    }
}

fn in_msgpack(tag: &str, value: &[u8], path: &[Step]) -> Result<Bytes, (Error, usize)> {
    let mut input = Unpacker::new(msgpack_only(tag, value).map_err(|error| (error, 0))?);
    for (taken, step) in path.iter().enumerate() {
        enter(&mut input, step).map_err(|error| (error, taken))?;
    }
    msgpack_to_literal(&mut input).map_err(|error| (error, path.len()))
}

/// Moves to the value that a step leads to.
fn enter(input: &mut Unpacker<'_>, step: &Step) -> Result<()> {
    match (input.peek()?, step) {
        (msgpack::Kind::Map, Step::Name(_) | Step::Key(_)) => {
            let wanted = step.name().unwrap_or_default();
            let mut found = None;
            for _ in 0..input.map_header("a map")? {
                // Keys of other kinds can't be reached by any step.
                let matches = match input.peek()? {
                    msgpack::Kind::Text => input.text()? == wanted,
                    _ => input.skip().map(|()| false)?,
                };
                if matches {
                    found = Some(input.clone());
                }
                input.skip()?;
            }
            *input = found.ok_or_else(|| no_key(wanted))?;
            Ok(())
        }
        (msgpack::Kind::Array, Step::Index(index)) => {
            let len = input.array_header("a list")?;
            if *index >= len {
                return Err(past_the_end(*index, &format!(" of {len}")));
            }
            (0..*index).try_for_each(|_| input.skip())
        }
        (kind, step) => Err(wrong_step(step, kind.describe())),
    }
}

fn msgpack_to_literal(input: &mut Unpacker<'_>) -> Result<Bytes> {
    let mut out = Vec::new();
    match input.peek()? {
        msgpack::Kind::Boolean => put_boolean(&mut out, input.boolean()?),
        msgpack::Kind::Integer => {
            let value = input.integer()?;
            let value = i64::try_from(value).map_err(|_| {
                Error::new(format!("{value} is too large for a literal, whose integers are i64"))
            })?;
            put_integer(&mut out, value);
        }
        msgpack::Kind::Float => put_float(&mut out, input.float()?),
        msgpack::Kind::Text => put_text(&mut out, input.text()?),
        msgpack::Kind::Array => {
            let mut items = Vec::new();
            for _ in 0..input.array_header("a list")? {
                let mut item = Vec::new();
                put_packed(&mut item, input.raw()?);
                items.push(item);
            }
            return Ok(list_of(items.iter().map(Vec::as_slice)));
        }
        _ => put_packed(&mut out, input.raw()?),
    }
    Ok(out.into())
}

fn in_struct(root: Value, path: &[Step]) -> Result<Bytes, (Error, usize)> {
    let mut current = root;
    for (taken, step) in path.iter().enumerate() {
        let here = |error| (error, taken);
        current = match (current.kind, step) {
            (Some(value::Kind::StructValue(mut fields)), Step::Name(_) | Step::Key(_)) => {
                let key = step.name().unwrap_or_default();
                fields.fields.remove(key).ok_or_else(|| here(no_key(key)))?
            }
            (Some(value::Kind::ListValue(mut list)), Step::Index(index)) => {
                if *index >= list.values.len() {
                    let of = format!(" of {}", list.values.len());
                    return Err(here(past_the_end(*index, &of)));
                }
                list.values.swap_remove(*index)
            }
            (kind, step) => {
                let found = match kind {
                    Some(value::Kind::StructValue(_)) => "a map",
                    Some(value::Kind::ListValue(_)) => "a list",
                    Some(value::Kind::StringValue(_)) => "a string",
                    Some(value::Kind::NumberValue(_)) => "a float",
                    Some(value::Kind::BoolValue(_)) => "a boolean",
                    Some(value::Kind::NullValue(_)) | None => "nil",
                };
                return Err(here(wrong_step(step, found)));
            }
        };
    }
    let mut out = Vec::new();
    struct_to_literal(&mut out, &current);
    Ok(out.into())
}

fn struct_to_literal(out: &mut Vec<u8>, found: &Value) {
    match &found.kind {
        // A null becomes a literal without a value.
        None | Some(value::Kind::NullValue(_)) => {}
        Some(value::Kind::BoolValue(value)) => put_boolean(out, *value),
        Some(value::Kind::NumberValue(value)) => put_float(out, *value),
        Some(value::Kind::StringValue(value)) => put_text(out, value),
        Some(value::Kind::StructValue(value)) => put_generic(out, value),
        Some(value::Kind::ListValue(list)) => {
            let at = open(out, 0x12, 1);
            for item in &list.values {
                let at = open(out, 0x0a, 1);
                struct_to_literal(out, item);
                close(out, at);
            }
            close(out, at);
        }
    }
}

fn put_generic(out: &mut Vec<u8>, value: &Struct) {
    let body = prost::Message::encode_to_vec(value);
    let scalar = open(out, 0x0a, 1);
    head(out, 0x3a, body.len());
    out.extend_from_slice(&body);
    close(out, scalar);
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

    #[test]
    fn untyped_structs_give_floats() {
        use crate::schema::json;
        let mut generic = Vec::new();
        let list = json::list([json::number(1.0), json::null()]);
        put_generic(&mut generic, &json::fields([("i", json::number(1.0)), ("l", list)]));
        let generic = Bytes::from(generic);
        assert_eq!(resolve(&generic, &[key("i")]).unwrap(), encode_one(&1.0).unwrap());
        let one = encode_one(&1.0).unwrap();
        let wanted = list_of([one.as_ref(), &[]].into_iter());
        assert_eq!(resolve(&generic, &[key("l")]).unwrap(), wanted);
        assert!(resolve(&generic, &[key("i"), key("x")]).is_err());
    }
}
