//! Literals that are stored elsewhere: what stands for them, and putting them back in their places.
//!
//! Nothing is read or written here. Whoever moves the bytes asks [`references`](super::references) which
//! parts of a literal are elsewhere, fetches them, and calls [`splice`].

use bytes::Bytes;

use super::literal::{Kind, Literal};
use super::parts::entry;
use super::reader::{Reader, malformed};
use super::write::{close, delimited_len, head, open, varint, varint_len};
use crate::error::{Error, Result};

/// How deep literals may nest for [`splice`]; as prost's limit for messages.
const DEEPEST: usize = 100;

/// What a `flyteidl.core.LiteralOffloadedMetadata` says of a literal that is stored elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offloaded<'a> {
    /// Where the complete literal lies, as a file that holds the message and nothing else.
    pub uri: &'a str,
    /// The length of that file; 0 when nobody said.
    pub size_bytes: u64,
    /// The encoded `LiteralType` of the value; empty when nobody said.
    pub inferred_type: &'a [u8],
}

impl<'a> Offloaded<'a> {
    /// Reads the body of a `LiteralOffloadedMetadata`.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut found = Offloaded { uri: "", size_bytes: 0, inferred_type: &[] };
        let mut reader = Reader::new(bytes);
        while let Some((number, content)) = reader.field()? {
            match number {
                1 => found.uri = content.text()?,
                2 => found.size_bytes = content.varint()?,
                3 => found.inferred_type = content.bytes()?,
                _ => {}
            }
        }
        Ok(found)
    }

    /// The literal that stands for the value. The platform wants every one to have a hash, by which caches know it.
    pub fn literal(&self, hash: &str) -> Bytes {
        let Offloaded { uri, size_bytes, inferred_type } = *self;
        let size = if size_bytes == 0 { 0 } else { 1 + varint_len(size_bytes) };
        let ty = if inferred_type.is_empty() { 0 } else { delimited_len(inferred_type.len()) };
        let body = delimited_len(uri.len()) + size + ty;
        let mut out = Vec::with_capacity(delimited_len(hash.len()) + delimited_len(body));
        if !hash.is_empty() {
            head(&mut out, 0x22, hash.len());
            out.extend_from_slice(hash.as_bytes());
        }
        head(&mut out, 0x42, body);
        head(&mut out, 0x0a, uri.len());
        out.extend_from_slice(uri.as_bytes());
        if size > 0 {
            out.push(0x10);
            varint(&mut out, size_bytes);
        }
        if ty > 0 {
            head(&mut out, 0x1a, inferred_type.len());
            out.extend_from_slice(inferred_type);
        }
        out.into()
    }
}

/// The literal with everything in it that is stored elsewhere put in its place, inside lists, maps and unions too.
/// `find` gives the stored literals; what it doesn't give stays where it is, and so does what is elsewhere inside of
/// what it gives. Nothing is copied if there is nothing to put in place, or the whole is.
pub fn splice(
    literal: &Bytes,
    find: &mut dyn FnMut(&Offloaded<'_>) -> Option<Bytes>,
) -> Result<Bytes> {
    Ok(match spliced(literal, find, 0)? {
        None => literal.clone(),
        Some(Spliced::Found(bytes)) => bytes,
        Some(Spliced::Made(bytes)) => bytes.into(),
    })
}

enum Spliced {
    Found(Bytes),
    Made(Vec<u8>),
}

impl Spliced {
    fn bytes(&self) -> &[u8] {
        match self {
            Spliced::Found(bytes) => bytes,
            Spliced::Made(bytes) => bytes,
        }
    }
}

type Find<'a> = dyn FnMut(&Offloaded<'_>) -> Option<Bytes> + 'a;

/// The literal if anything in it was put in place.
fn spliced(literal: &[u8], find: &mut Find<'_>, depth: usize) -> Result<Option<Spliced>> {
    if depth > DEEPEST {
        return Err(Error::new("the value nests too deep"));
    }
    match Literal::parse(literal)?.kind {
        Kind::Offloaded(body) => Ok(find(&Offloaded::parse(body)?).map(Spliced::Found)),
        Kind::Collection(_) => rebuilt(literal, 2, &mut |body, out| items(body, out, find, depth)),
        Kind::Map(_) => rebuilt(literal, 3, &mut |body, out| entries(body, out, find, depth)),
        Kind::Union { .. } => rebuilt(literal, 1, &mut |body, out| {
            field_in(body, out, 9, &mut |body, out| {
                field_in(body, out, 1, &mut |body, out| inner(body, out, find, depth))
            })
        }),
        _ => Ok(None),
    }
}

/// Appends a message, changed; whether anything was.
type Change<'a> = dyn FnMut(&[u8], &mut Vec<u8>) -> Result<bool> + 'a;

/// The literal with one of its fields changed.
fn rebuilt(literal: &[u8], field: u32, change: &mut Change<'_>) -> Result<Option<Spliced>> {
    let mut out = Vec::new();
    Ok(field_in(literal, &mut out, field, change)?.then_some(Spliced::Made(out)))
}

/// Appends a message with all fields of that number changed and the others as they are.
fn field_in(
    message: &[u8],
    out: &mut Vec<u8>,
    field: u32,
    change: &mut Change<'_>,
) -> Result<bool> {
    let mut changed = false;
    let mut reader = Reader::new(message);
    let mut from = 0;
    while let Some((number, content)) = reader.field()? {
        let to = message.len() - reader.left();
        if number == field {
            let tag = u8::try_from(number << 3 | 2).map_err(|_| malformed())?;
            let at = open(out, tag, varint_len(content.bytes()?.len() as u64));
            changed |= change(content.bytes()?, out)?;
            close(out, at);
        } else {
            out.extend_from_slice(&message[from..to]);
        }
        from = to;
    }
    Ok(changed)
}

fn items(body: &[u8], out: &mut Vec<u8>, find: &mut Find<'_>, depth: usize) -> Result<bool> {
    let mut changed = false;
    let mut reader = Reader::new(body);
    while let Some((number, content)) = reader.field()? {
        if number == 1 {
            let item = content.bytes()?;
            let found = spliced(item, find, depth + 1)?;
            changed |= found.is_some();
            put(out, 0x0a, found.as_ref().map_or(item, Spliced::bytes));
        }
    }
    Ok(changed)
}

fn entries(body: &[u8], out: &mut Vec<u8>, find: &mut Find<'_>, depth: usize) -> Result<bool> {
    let mut changed = false;
    let mut reader = Reader::new(body);
    while let Some((number, content)) = reader.field()? {
        if number == 1 {
            let (key, value) = entry(content.bytes()?)?;
            let found = spliced(value, find, depth + 1)?;
            changed |= found.is_some();
            let value = found.as_ref().map_or(value, Spliced::bytes);
            head(out, 0x0a, delimited_len(key.len()) + delimited_len(value.len()));
            put(out, 0x0a, key.as_bytes());
            put(out, 0x12, value);
        }
    }
    Ok(changed)
}

/// Appends a literal, changed or not.
fn inner(literal: &[u8], out: &mut Vec<u8>, find: &mut Find<'_>, depth: usize) -> Result<bool> {
    let found = spliced(literal, find, depth + 1)?;
    out.extend_from_slice(found.as_ref().map_or(literal, Spliced::bytes));
    Ok(found.is_some())
}

fn put(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    head(out, tag, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::idl::core::{self, literal};
    use crate::interface::encode_one;
    use crate::wire::{self, Link};
    use crate::{FlyteType, schema};

    fn stored(uri: &str) -> Bytes {
        let ty = <Vec<i64>>::literal_type().encode_to_vec();
        Offloaded { uri, size_bytes: 300, inferred_type: &ty }.literal("h")
    }

    fn find(what: &Offloaded<'_>) -> Option<Bytes> {
        let at = what.uri.strip_prefix("s3://b/")?;
        at.parse::<i64>().ok().map(|n| encode_one(&n).unwrap())
    }

    #[test]
    fn the_message_that_prost_writes() {
        let ty = <Vec<i64>>::literal_type();
        let message = core::Literal {
            hash: "h".into(),
            value: Some(literal::Value::OffloadedMetadata(Box::new(
                core::LiteralOffloadedMetadata {
                    uri: "s3://b/7".into(),
                    size_bytes: 300,
                    inferred_type: Some(ty.clone()),
                },
            ))),
            ..Default::default()
        };
        let written = stored("s3://b/7");
        assert_eq!(core::Literal::decode(&*written).unwrap(), message);
        let literal = Literal::parse(&written).unwrap();
        assert_eq!(literal.hash, Some("h"));
        let Kind::Offloaded(body) = literal.kind else { panic!("{literal:?}") };
        let read = Offloaded::parse(body).unwrap();
        assert_eq!((read.uri, read.size_bytes), ("s3://b/7", 300));
        assert_eq!(read.inferred_type, ty.encode_to_vec());
        // what is zero or empty isn't written
        let bare = Offloaded { uri: "u", size_bytes: 0, inferred_type: &[] }.literal("");
        assert_eq!(&*bare, b"\x42\x03\x0a\x01u");
    }

    #[test]
    fn put_in_place_at_every_depth() {
        let whole = stored("s3://b/7");
        assert_eq!(splice(&whole, &mut find).unwrap(), encode_one(&7_i64).unwrap());

        let (one, two) = (encode_one(&1_i64).unwrap(), stored("s3://b/2"));
        let list = wire::list_of([&*one, &*two].into_iter());
        assert_eq!(splice(&list, &mut find).unwrap(), encode_one(&vec![1_i64, 2]).unwrap());

        let map = wire::map_of([("a", &*list), ("b", &*list)]);
        let wanted = encode_one(&std::collections::BTreeMap::from([
            ("a".to_owned(), vec![1_i64, 2]),
            ("b".to_owned(), vec![1_i64, 2]),
        ]));
        assert_eq!(splice(&map, &mut find).unwrap(), wanted.unwrap());

        let ty = schema::tagged(<i64>::literal_type(), "int").encode_to_vec();
        let mut union = Vec::new();
        wire::put_union(
            &mut union,
            |out| {
                out.extend_from_slice(&two);
                Ok(())
            },
            &ty,
        )
        .unwrap();
        let union = wire::with_hash(union.into(), "kept");
        let read = splice(&union, &mut find).unwrap();
        assert_eq!(wire::hash_of(&read).as_deref(), Some("kept"));
        assert_eq!(crate::interface::decode_one::<Option<i64>>(&read).unwrap(), Some(2));
    }

    #[test]
    fn what_is_not_found_stays() {
        let list = wire::list_of([&*stored("s3://b/2"), &*stored("s3://b/other")].into_iter());
        let read = splice(&list, &mut find).unwrap();
        let left: Vec<_> = wire::references(&read).map(|link| link.unwrap().uri()).collect();
        assert_eq!(left, ["s3://b/other"]);
        let plain = encode_one(&vec![1_i64, 2]).unwrap();
        let same = splice(&plain, &mut |_| panic!("nothing is elsewhere")).unwrap();
        assert_eq!(same.as_ptr(), plain.as_ptr(), "nothing is copied");
    }

    #[test]
    fn long_values_change_every_length_around_them() {
        for len in [1, 100, 130, 16_400, 2_100_000] {
            let text = "x".repeat(len);
            let long = encode_one(&text).unwrap();
            let list = wire::list_of([&*stored("s3://b/x")].into_iter());
            let map = wire::map_of([("k", &*list)]);
            let read = splice(&map, &mut |_| Some(long.clone())).unwrap();
            let message = core::Literal::decode(&*read).unwrap();
            assert_eq!(message.encode_to_vec(), read);
            let map: std::collections::BTreeMap<String, Vec<String>> =
                crate::interface::decode_one(&read).unwrap();
            assert_eq!(map["k"], [text]);
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mut deep = stored("s3://b/1");
        for _ in 0..DEEPEST + 1 {
            deep = wire::list_of([&*deep].into_iter());
        }
        assert!(splice(&deep, &mut find).unwrap_err().to_string().contains("too deep"));
        assert!(matches!(wire::references(&deep).next(), Some(Ok(Link::Offloaded(_)))));
    }
}
