//! One literal, read as far as its kind and no further.

use super::parts::{Entries, Items, entry};
use super::reader::{Content, Reader, text};
use crate::error::{Error, Result};
use crate::msgpack;

/// The tag of msgpack in a `Binary`.
pub(crate) const MSGPACK: &str = "msgpack";

/// A parsed view of a `flyteidl.core.Literal`: what it is, and where its parts are. Lists, maps and
/// unions are read no further than their own start, so reading costs nothing that is not used, and
/// no bytes, however deep they nest, can exhaust the stack.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'a> {
    /// What the literal holds.
    pub kind: Kind<'a>,
    /// What stands for the literal in cache keys, if anything does.
    pub hash: Option<&'a str>,
    bytes: &'a [u8],
}

/// What a literal holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'a> {
    /// No value at all. Propeller makes such literals of nulls.
    Unset,
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// A boolean.
    Boolean(bool),
    /// An instant, counted from the Unix epoch; the nanoseconds count forward.
    Datetime {
        /// Whole seconds, rounded down.
        seconds: i64,
        /// 0 to 999 999 999.
        nanos: i32,
    },
    /// A span of time; both parts have the same sign.
    Duration {
        /// Whole seconds, rounded towards zero.
        seconds: i64,
        /// The rest.
        nanos: i32,
    },
    /// A primitive without a value.
    EmptyPrimitive,
    /// The body of a `Blob`: a file or a directory.
    Blob(&'a [u8]),
    /// Bytes with a tag that says what they are.
    Binary {
        /// `msgpack` in everything that Flyte writes.
        tag: &'a str,
        /// The bytes.
        value: &'a [u8],
    },
    /// The value `None`.
    None,
    /// The body of a `google.protobuf.Struct`.
    Generic(&'a [u8]),
    /// The body of a `StructuredDataset`.
    StructuredDataset(&'a [u8]),
    /// The body of a `Schema`.
    Schema(&'a [u8]),
    /// The body of an `Error`.
    Error(&'a [u8]),
    /// One variant of a union.
    Union {
        /// The value, a `Literal`.
        value: &'a [u8],
        /// Its type, a `LiteralType` with the variant's tag.
        ty: &'a [u8],
    },
    /// A list.
    Collection(Items<'a>),
    /// A map.
    Map(Entries<'a>),
    /// The body of a `LiteralOffloadedMetadata`: the value is stored elsewhere.
    Offloaded(&'a [u8]),
}

impl<'a> Literal<'a> {
    /// Reads the body of a `Literal` message.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        match short_primitive(bytes) {
            Some(kind) => Ok(Literal { kind: kind?, hash: None, bytes }),
            None => Self::parse_any(bytes),
        }
    }

    fn parse_any(bytes: &'a [u8]) -> Result<Self> {
        let mut literal = Literal { kind: Kind::Unset, hash: None, bytes };
        let mut reader = Reader::new(bytes);
        while let Some((number, content)) = reader.field()? {
            match number {
                1 => literal.kind = scalar(content.bytes()?)?,
                2 => literal.kind = Kind::Collection(Items::new(content.bytes()?)),
                3 => literal.kind = Kind::Map(Entries::new(content.bytes()?)),
                4 => literal.hash = Some(content.text()?).filter(|hash| !hash.is_empty()),
                8 => literal.kind = Kind::Offloaded(content.bytes()?),
                _ => {}
            }
        }
        Ok(literal)
    }

    /// The bytes that were parsed.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The entries of `Literal.metadata`: what is said about a file beside the file itself.
    pub fn metadata(&self) -> Result<Vec<(&'a str, &'a str)>> {
        let mut found = Vec::new();
        let mut reader = Reader::new(self.bytes);
        while let Some((number, content)) = reader.field()? {
            if number == 5 {
                let (key, value) = entry(content.bytes()?)?;
                found.push((key, text(value)?));
            }
        }
        Ok(found)
    }

    /// Whether this is a none: the value, a literal without a value, or msgpack's nil.
    pub fn is_none(&self) -> bool {
        matches!(self.kind, Kind::None | Kind::Unset | Kind::Binary { tag: MSGPACK, value: [0xc0] })
    }

    /// A noun for error messages: `a string`, `a list`.
    pub fn describe(&self) -> &'static str {
        self.kind.describe()
    }

    /// What is wrong when something else was wanted.
    #[cold]
    pub fn unexpected(&self, wanted: &str) -> Error {
        Error::expected(wanted, self.describe())
    }
}

impl Kind<'_> {
    /// A noun for error messages: `a string`, `a list`.
    pub fn describe(&self) -> &'static str {
        match self {
            Kind::Unset => "a literal without a value",
            Kind::Integer(_) => "an integer",
            Kind::Float(_) => "a float",
            Kind::Text(_) => "a string",
            Kind::Boolean(_) => "a boolean",
            Kind::Datetime { .. } => "a datetime",
            Kind::Duration { .. } => "a duration",
            Kind::EmptyPrimitive => "a primitive without a value",
            Kind::Blob(_) => "a file or directory",
            Kind::Binary { tag: MSGPACK, value } => match value.first() {
                Some(first) => msgpack::Kind::of(*first).describe(),
                None => "an empty msgpack value",
            },
            Kind::Binary { .. } => "binary data that is not tagged msgpack",
            Kind::None => "none",
            Kind::Generic(_) => "an untyped struct",
            Kind::StructuredDataset(_) | Kind::Schema(_) => "a structured dataset",
            Kind::Error(_) => "an error",
            Kind::Union { .. } => "a union",
            Kind::Collection(_) => "a list",
            Kind::Map(_) => "a map",
            Kind::Offloaded(_) => "a value that is stored elsewhere and was not fetched",
        }
    }
}

/// A literal that is nothing but a primitive shorter than 120 bytes, as nearly all are: scalar,
/// primitive and value lie inside one another, without room for anything else.
#[inline]
fn short_primitive(bytes: &[u8]) -> Option<Result<Kind<'_>>> {
    let [0x0a, scalar @ 0..0x80, 0x0a, primitive @ 0..0x80, tag, rest @ ..] = bytes else {
        return None;
    };
    if usize::from(*scalar) != bytes.len() - 2 || usize::from(*primitive) != bytes.len() - 4 {
        return None;
    }
    match (tag, rest) {
        (0x08, rest) => {
            let mut reader = Reader::new(rest);
            match reader.varint() {
                Ok(value) if reader.is_empty() => Some(Ok(Kind::Integer(value as i64))),
                _ => None,
            }
        }
        (0x11, rest) => Some(Ok(Kind::Float(f64::from_le_bytes(rest.try_into().ok()?)))),
        (0x1a, [len @ 0..0x80, rest @ ..]) if usize::from(*len) == rest.len() => {
            Some(text(rest).map(Kind::Text))
        }
        (0x20, [value @ 0..0x80]) => Some(Ok(Kind::Boolean(*value != 0))),
        _ => None,
    }
}

fn scalar(bytes: &[u8]) -> Result<Kind<'_>> {
    let mut kind = Kind::Unset;
    let mut reader = Reader::new(bytes);
    while let Some((number, content)) = reader.field()? {
        kind = match number {
            1 => primitive(content.bytes()?)?,
            2 => Kind::Blob(content.bytes()?),
            3 => binary(content.bytes()?)?,
            4 => Kind::Schema(content.bytes()?),
            5 => content.bytes().map(|_| Kind::None)?,
            6 => Kind::Error(content.bytes()?),
            7 => Kind::Generic(content.bytes()?),
            8 => Kind::StructuredDataset(content.bytes()?),
            9 => union(content.bytes()?)?,
            _ => continue,
        };
    }
    Ok(kind)
}

fn primitive(bytes: &[u8]) -> Result<Kind<'_>> {
    let mut kind = Kind::EmptyPrimitive;
    let mut reader = Reader::new(bytes);
    while let Some((number, content)) = reader.field()? {
        kind = match number {
            1 => Kind::Integer(content.varint()? as i64),
            2 => Kind::Float(content.double()?),
            3 => Kind::Text(content.text()?),
            4 => Kind::Boolean(content.varint()? != 0),
            5 => {
                let (seconds, nanos) = seconds_and_nanos(content)?;
                Kind::Datetime { seconds, nanos }
            }
            6 => {
                let (seconds, nanos) = seconds_and_nanos(content)?;
                Kind::Duration { seconds, nanos }
            }
            _ => continue,
        };
    }
    Ok(kind)
}

fn seconds_and_nanos(content: Content<'_>) -> Result<(i64, i32)> {
    let (mut seconds, mut nanos) = (0, 0);
    let mut reader = Reader::new(content.bytes()?);
    while let Some((number, content)) = reader.field()? {
        match number {
            1 => seconds = content.varint()? as i64,
            2 => nanos = content.varint()? as i32,
            _ => {}
        }
    }
    Ok((seconds, nanos))
}

fn binary(bytes: &[u8]) -> Result<Kind<'_>> {
    let (mut tag, mut value) = ("", &bytes[..0]);
    let mut reader = Reader::new(bytes);
    while let Some((number, content)) = reader.field()? {
        match number {
            1 => value = content.bytes()?,
            2 => tag = content.text()?,
            _ => {}
        }
    }
    Ok(Kind::Binary { tag, value })
}

fn union(bytes: &[u8]) -> Result<Kind<'_>> {
    let (mut value, mut ty) = (&bytes[..0], &bytes[..0]);
    let mut reader = Reader::new(bytes);
    while let Some((number, content)) = reader.field()? {
        match number {
            1 => value = content.bytes()?,
            2 => ty = content.bytes()?,
            _ => {}
        }
    }
    Ok(Kind::Union { value, ty })
}

/// The tag of an encoded `LiteralType`; empty if it has none.
pub fn type_tag(ty: &[u8]) -> Result<&str> {
    match Reader::new(ty).message(11)? {
        Some(structure) => text(Reader::new(structure).message(1)?.unwrap_or_default()),
        None => Ok(""),
    }
}

/// The tag of msgpack, or an error: nothing else is defined.
pub(crate) fn msgpack_only<'a>(tag: &str, value: &'a [u8]) -> Result<&'a [u8]> {
    if tag == MSGPACK {
        Ok(value)
    } else {
        Err(Error::expected("binary data tagged `msgpack`", format_args!("the tag `{tag}`")))
    }
}
