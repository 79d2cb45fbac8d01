//! What a literal points to: the uris in it.

use super::blob::Blob;
use super::literal::{Kind, Literal};
use super::offloaded::Offloaded;
use super::parts::{Entries, Items};
use super::reader::Reader;
use crate::error::Result;

/// Something outside of a literal that it points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link<'a> {
    /// A file or a directory.
    Blob(Blob<'a>),
    /// The uri of a structured dataset.
    Dataset(&'a str),
    /// A literal that is stored elsewhere. What that one points to isn't known before it is read.
    Offloaded(Offloaded<'a>),
}

impl<'a> Link<'a> {
    /// Where it lies.
    pub fn uri(&self) -> &'a str {
        match self {
            Link::Blob(blob) => blob.uri,
            Link::Dataset(uri) => uri,
            Link::Offloaded(offloaded) => offloaded.uri,
        }
    }
}

/// All that a literal points to, in its order: inside lists, maps and unions too, however deep they nest. Files and
/// datasets inside structs are msgpack like any other field and can't be told without the type.
///
/// What can't be read is one error, after which there is nothing more.
pub fn references(literal: &[u8]) -> References<'_> {
    References { open: vec![Open::Literal(literal)] }
}

/// The literals in a literal that are stored elsewhere, each with the hash that its reference names. What can't be
/// read is one error, as for [`references`].
pub fn offloaded(
    literal: &[u8],
) -> impl Iterator<Item = Result<(Offloaded<'_>, Option<&str>)>> + '_ {
    let mut references = references(literal);
    std::iter::from_fn(move || {
        loop {
            match references.advance()? {
                Ok((Link::Offloaded(found), hash)) => return Some(Ok((found, hash))),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    })
}

/// See [`references`].
#[derive(Clone, Debug)]
pub struct References<'a> {
    /// What has been begun and not finished, innermost last.
    open: Vec<Open<'a>>,
}

#[derive(Clone, Debug)]
enum Open<'a> {
    Literal(&'a [u8]),
    Items(Items<'a>),
    Entries(Entries<'a>),
}

impl<'a> References<'a> {
    fn advance(&mut self) -> Option<Result<(Link<'a>, Option<&'a str>)>> {
        let found = self.step();
        if found.is_err() {
            self.open.clear();
        }
        found.transpose()
    }

    /// The next link, with the hash of the literal that holds it.
    fn step(&mut self) -> Result<Option<(Link<'a>, Option<&'a str>)>> {
        while let Some(open) = self.open.last_mut() {
            let literal = match open {
                Open::Literal(_) => match self.open.pop() {
                    Some(Open::Literal(literal)) => Some(literal),
                    _ => None,
                },
                Open::Items(items) => items.next().transpose()?,
                Open::Entries(entries) => entries.next().transpose()?.map(|(_, value)| value),
            };
            let Some(literal) = literal else {
                self.open.pop();
                continue;
            };
            let literal = Literal::parse(literal)?;
            let link = match literal.kind {
                Kind::Blob(body) => Link::Blob(Blob::parse(body)?),
                Kind::StructuredDataset(body) | Kind::Schema(body) => {
                    let uri = Reader::new(body).message(1)?.unwrap_or_default();
                    Link::Dataset(super::reader::text(uri)?)
                }
                Kind::Offloaded(body) => Link::Offloaded(Offloaded::parse(body)?),
                Kind::Union { value, .. } => {
                    self.open.push(Open::Literal(value));
                    continue;
                }
                Kind::Collection(items) => {
                    self.open.push(Open::Items(items));
                    continue;
                }
                Kind::Map(entries) => {
                    self.open.push(Open::Entries(entries));
                    continue;
                }
                _ => continue,
            };
            return Ok(Some((link, literal.hash)));
        }
        Ok(None)
    }
}

impl<'a> Iterator for References<'a> {
    type Item = Result<Link<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().map(|found| found.map(|(link, _)| link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::encode_one;
    use crate::wire;

    fn file(uri: &str) -> Vec<u8> {
        let mut out = Vec::new();
        wire::put_blob(&mut out, Blob { uri, format: "csv", directory: false });
        out
    }

    #[test]
    fn every_kind_at_every_depth() {
        let dataset = |uri: &str| {
            // scalar { structured_dataset { uri } }
            let len = uri.len() as u8;
            [&[0x0a, len + 4, 0x42, len + 2, 0x0a, len][..], uri.as_bytes()].concat()
        };
        let stored = Offloaded { uri: "c", size_bytes: 1, inferred_type: &[] }.literal("h");
        let mut union = Vec::new();
        wire::put_union(
            &mut union,
            |out| {
                out.extend_from_slice(&file("b"));
                Ok(())
            },
            b"",
        )
        .unwrap();
        let (one, text) = (encode_one(&1_i64).unwrap(), encode_one(&"t".to_owned()).unwrap());
        let list = wire::list_of([&*file("a"), &one, &union, &stored].into_iter());
        let empty = wire::list_of([].into_iter());
        let map = wire::map_of([("k", &*list), ("l", &dataset("d")), ("m", &empty), ("t", &text)]);
        let found: Vec<_> = wire::references(&map).map(|link| link.unwrap().uri()).collect();
        assert_eq!(found, ["a", "b", "c", "d"]);
        assert_eq!(wire::references(&one).count(), 0);
        assert_eq!(wire::references(&file("f")).count(), 1);
        assert_eq!(wire::references(&[]).count(), 0);
    }

    #[test]
    fn what_is_cut_off_is_one_error() {
        let list = wire::list_of([&*file("a"), &*file("b")].into_iter());
        let cut = &list[..list.len() - 3];
        assert_eq!(wire::references(cut).filter(Result::is_err).count(), 1);
    }

    #[test]
    fn depth_is_no_danger() {
        let mut deep = bytes::Bytes::from(file("a"));
        for _ in 0..5_000 {
            deep = wire::list_of([&*deep].into_iter());
        }
        assert_eq!(wire::references(&deep).count(), 1);
    }
}
