//! Choices: enums of texts and enums with data, for `#[derive(FlyteType)]`.
//!
//! An enum with data is a union. Each variant holds a value of another type, and is written with
//! that type and its tag. Where the tag does not tell the variants apart, or where there is none, the
//! value has to (`apart`): a value that reads as two variants is refused, as flytekit refuses it.

mod apart;
mod inside;

use std::borrow::Cow;

use prost::Message;

pub use self::apart::{alike_inside, check_packed, check_tagged, told_by_value};
pub use self::inside::from_inside;

use super::{Field, FlyteType};
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Dialect, Packer, Unpacker};
use crate::schema;
use crate::wire::{self, Kind};

/// The tag of an enum of texts in a union.
pub const ENUM_TAG: &str = super::variant::ENUM;
/// The tag of a union.
pub const UNION_TAG: &str = super::variant::UNION;

/// Reads which of these texts a literal is.
pub fn decode_text(literal: wire::Literal<'_>, values: &[&str]) -> Result<usize> {
    match literal.kind {
        Kind::Text(text) => position(text, values),
        Kind::Binary { tag, value } => {
            let mut input = Unpacker::new(wire::msgpack_only(tag, value)?);
            let index = unpack_text(&mut input, values)?;
            input.finish()?;
            Ok(index)
        }
        _ => Err(literal.unexpected(&one_of(values))),
    }
}

/// Reads which of these texts comes next.
pub fn unpack_text(input: &mut Unpacker<'_>, values: &[&str]) -> Result<usize> {
    match input.peek()? {
        msgpack::Kind::Text => position(input.text()?, values),
        _ => Err(input.unexpected(&one_of(values))),
    }
}

/// Which of these texts this one is. The platform checks the values of enums in few places, so a
/// reader has to.
pub fn position(text: &str, values: &[&str]) -> Result<usize> {
    values
        .iter()
        .position(|value| *value == text)
        .ok_or_else(|| Error::expected(&one_of(values), format_args!("`{text}`")))
}

fn one_of(values: &[&str]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
    match quoted.len() {
        1 => quoted[0].clone(),
        _ => format!("one of {}", quoted.join(", ")),
    }
}

/// One variant of an enum with data, `E`, and how to read it.
#[derive(Debug)]
pub struct Variant<E> {
    name: &'static str,
    tag: &'static str,
    /// How much of a map it knows: where several variants take one, a struct, a file or a table comes before a map of
    /// values of one type, and that before untyped data.
    rank: u8,
    ty: fn() -> LiteralType,
    packs_as: fn(msgpack::Kind, Dialect) -> bool,
    decode: fn(wire::Literal<'_>) -> Result<E>,
    unpack: fn(&mut Unpacker<'_>) -> Result<E>,
    repack: fn(&[u8], Dialect) -> Result<Vec<u8>>,
}

impl<E> Variant<E> {
    /// The variant that holds a `T`; the functions read a `T` and make an `E` of it.
    pub const fn new<T: FlyteType>(
        decode: fn(wire::Literal<'_>) -> Result<E>,
        unpack: fn(&mut Unpacker<'_>) -> Result<E>,
    ) -> Self {
        Variant {
            name: T::UNION_TAG,
            tag: T::UNION_TAG,
            rank: if T::IS_UNTYPED {
                2
            } else if same_tag(T::UNION_TAG, super::variant::DICT) {
                1
            } else {
                0
            },
            ty: T::literal_type,
            packs_as: <T as Field>::packs_as,
            decode,
            unpack,
            repack: repack::<T>,
        }
    }

    /// The same variant under its own name, for messages.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
}

/// Reads a document as a `T` and writes the `T` again.
fn repack<T: Field>(document: &[u8], dialect: Dialect) -> Result<Vec<u8>> {
    let mut input = Unpacker::new(document);
    input.speak(dialect);
    let value = T::unpack(&mut input)?;
    input.finish()?;
    let mut out = Packer::new().speaking(dialect);
    value.pack(&mut out)?;
    Ok(out.into_bytes())
}

/// Whether two tags are the same: for a check that the compiler makes, where nothing else can compare texts.
pub const fn same_tag(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Reads a union: by its tag if it has one, otherwise by trial. Variants that write what is there
/// come before those that would merely accept it; of the former, exactly one may accept it.
pub fn decode<E>(literal: wire::Literal<'_>, name: &str, variants: &[Variant<E>]) -> Result<E> {
    let Kind::Union { value, ty } = literal.kind else {
        return decode_any(literal, name, variants);
    };
    let value = wire::Literal::parse(value)?;
    let tag = wire::type_tag(ty)?;
    if tag.is_empty() {
        return decode_any(value, name, variants);
    }
    let mut tagged = variants.iter().filter(|variant| variant.tag == tag);
    match (tagged.clone().count(), tagged.next()) {
        (0, _) | (_, None) => Err(unknown_tag(tag, name, variants)),
        (1, Some(variant)) => (variant.decode)(value),
        (_, Some(_)) => {
            let tagged = variants.iter().filter(|variant| variant.tag == tag);
            decode_tagged(value, ty, name, tagged)
        }
    }
}

/// Reads a value whose tag more than one variant has. The type that is stored beside it tells lists
/// and maps apart, the value itself tells structs and enums apart.
fn decode_tagged<'v, E: 'v>(
    value: wire::Literal<'_>,
    ty: &[u8],
    name: &str,
    tagged: impl Iterator<Item = &'v Variant<E>>,
) -> Result<E> {
    let (mut readings, error) = readings(tagged, |variant| (variant.decode)(value));
    if readings.len() > 1 {
        let stored = LiteralType::decode(ty)
            .map_err(|error| Error::new(format!("not a literal type: {error}")))?;
        readings.retain(|(variant, _)| schema::fits(&stored, &(variant.ty)()));
    }
    match apart::one(readings, name, Dialect::Dataclass, || apart::document(&value))? {
        Some(value) => Ok(value),
        None => Err(no_variant(name, value.describe(), error)),
    }
}

/// Reads a value without a tag.
fn decode_any<E>(literal: wire::Literal<'_>, name: &str, variants: &[Variant<E>]) -> Result<E> {
    // Nothing says whose part it was, if it was one.
    let dialect = Dialect::Dataclass;
    let kind = written_kind(&literal);
    let exact = variants.iter().filter(|variant| (variant.packs_as)(kind, dialect));
    let (exact, mut last) = readings(exact, |variant| (variant.decode)(literal));
    if let Some(value) = apart::one(exact, name, dialect, || apart::document(&literal))? {
        return Ok(value);
    }
    for variant in variants.iter().filter(|variant| !(variant.packs_as)(kind, dialect)) {
        match (variant.decode)(literal) {
            Ok(value) => return Ok(value),
            Err(error) => last = last.or(Some(error)),
        }
    }
    Err(no_variant(name, literal.describe(), last))
}

/// What each of these variants reads, and the last error.
fn readings<'v, E>(
    variants: impl Iterator<Item = &'v Variant<E>>,
    read: impl Fn(&Variant<E>) -> Result<E>,
) -> (Vec<(&'v Variant<E>, E)>, Option<Error>) {
    let (mut found, mut last) = (Vec::new(), None);
    for variant in variants {
        match read(variant) {
            Ok(value) => found.push((variant, value)),
            Err(error) => last = Some(error),
        }
    }
    (found, last)
}

/// The kind of msgpack that a literal would be inside a struct.
fn written_kind(literal: &wire::Literal<'_>) -> msgpack::Kind {
    match literal.kind {
        Kind::Integer(_) => msgpack::Kind::Integer,
        Kind::Float(_) | Kind::Duration { .. } => msgpack::Kind::Float,
        Kind::Text(_) | Kind::Datetime { .. } => msgpack::Kind::Text,
        Kind::Boolean(_) => msgpack::Kind::Boolean,
        Kind::None | Kind::Unset | Kind::EmptyPrimitive => msgpack::Kind::Nil,
        Kind::Collection(_) => msgpack::Kind::Array,
        Kind::Binary { value: [first, ..], .. } => msgpack::Kind::of(*first),
        _ => msgpack::Kind::Map,
    }
}

/// Reads a union inside a struct, where nothing says which variant it is: the one variant that writes
/// what is there and accepts it, otherwise the first that accepts it at all.
pub fn unpack<E>(input: &mut Unpacker<'_>, name: &str, variants: &[Variant<E>]) -> Result<E> {
    let (kind, dialect) = (input.peek()?, input.dialect());
    let start = input.clone();
    let mut exact = variants.iter().filter(|variant| (variant.packs_as)(kind, dialect));
    let mut last = None;
    match (exact.clone().count(), exact.next()) {
        (0, _) | (_, None) => {}
        (1, Some(variant)) => match (variant.unpack)(input) {
            Ok(value) => return Ok(value),
            Err(error) => last = Some(error),
        },
        (_, Some(_)) => {
            let exact = variants.iter().filter(|variant| (variant.packs_as)(kind, dialect));
            let (found, error) = readings(exact, |variant| (variant.unpack)(&mut start.clone()));
            *input = start.clone();
            let document = input.raw()?;
            if let Some(value) = apart::one(found, name, dialect, || Some(document.to_vec()))? {
                return Ok(value);
            }
            last = error;
        }
    }
    for variant in variants.iter().filter(|variant| !(variant.packs_as)(kind, dialect)) {
        *input = start.clone();
        match (variant.unpack)(input) {
            Ok(value) => return Ok(value),
            Err(error) => last = last.or(Some(error)),
        }
    }
    *input = start;
    Err(no_variant(name, kind.describe(), last))
}

#[cold]
fn unknown_tag<E>(tag: &str, name: &str, variants: &[Variant<E>]) -> Error {
    let mut tags: Vec<String> = Vec::new();
    for variant in variants {
        let tag = format!("`{}`", variant.tag);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let wanted = format!("a variant of `{name}` ({})", tags.join(", "));
    Error::expected(&wanted, format_args!("the variant `{tag}`"))
}

#[cold]
fn no_variant(name: &str, found: &str, last: Option<Error>) -> Error {
    let reason: Cow<'_, str> = match last {
        Some(error) => format!(" ({error})").into(),
        None => "".into(),
    };
    Error::new(format!("{found} is no variant of `{name}`{reason}"))
}
