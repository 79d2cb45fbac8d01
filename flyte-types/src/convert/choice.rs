//! Choices: enums of texts and enums with data, for `#[derive(FlyteType)]`.
//!
//! An enum with data is a union. Each variant holds a value of another type, and is written with
//! that type and its tag.

use std::borrow::Cow;

use prost::Message;

use super::{Field, FlyteType};
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Unpacker};
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
    tag: &'static str,
    ty: fn() -> LiteralType,
    packs_as: fn(msgpack::Kind) -> bool,
    decode: fn(wire::Literal<'_>) -> Result<E>,
    unpack: fn(&mut Unpacker<'_>) -> Result<E>,
}

impl<E> Variant<E> {
    /// The variant that holds a `T`; the functions read a `T` and make an `E` of it.
    pub const fn new<T: FlyteType>(
        decode: fn(wire::Literal<'_>) -> Result<E>,
        unpack: fn(&mut Unpacker<'_>) -> Result<E>,
    ) -> Self {
        Variant {
            tag: T::UNION_TAG,
            ty: T::literal_type,
            packs_as: <T as Field>::packs_as,
            decode,
            unpack,
        }
    }
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
        return decode_any(literal, name, variants.iter());
    };
    let value = wire::Literal::parse(value)?;
    let tag = wire::type_tag(ty)?;
    if tag.is_empty() {
        return decode_any(value, name, variants.iter());
    }
    let mut tagged = variants.iter().filter(|variant| variant.tag == tag);
    match (tagged.clone().count(), tagged.next()) {
        (0, _) | (_, None) => {
            let tags: Vec<_> =
                variants.iter().map(|variant| format!("`{}`", variant.tag)).collect();
            let wanted = format!("a variant of `{name}` ({})", tags.join(", "));
            Err(Error::expected(&wanted, format_args!("the variant `{tag}`")))
        }
        (1, Some(variant)) => (variant.decode)(value),
        // Structs share a tag. Their schemas tell them apart, if the writer's are the same as ours.
        (_, Some(_)) => {
            let stored = LiteralType::decode(ty)
                .map_err(|error| Error::new(format!("not a literal type: {error}")))?;
            let tagged = variants.iter().filter(|variant| variant.tag == tag);
            match tagged.clone().find(|variant| schema::tagged((variant.ty)(), tag) == stored) {
                Some(variant) => (variant.decode)(value),
                None => decode_any(value, name, tagged),
            }
        }
    }
}

fn decode_any<'v, E: 'v>(
    literal: wire::Literal<'_>,
    name: &str,
    variants: impl Iterator<Item = &'v Variant<E>> + Clone,
) -> Result<E> {
    let kind = written_kind(&literal);
    let exact = variants.clone().filter(|variant| (variant.packs_as)(kind));
    let mut found = None;
    let mut last = None;
    for variant in exact {
        match ((variant.decode)(literal), &found) {
            (Ok(value), None) => found = Some((value, variant.tag)),
            (Ok(_), Some((_, first))) => {
                return Err(Error::new(format!(
                    "{} may be more than one variant of `{name}`: `{first}` and `{}`",
                    literal.describe(),
                    variant.tag,
                )));
            }
            (Err(error), _) => last = Some(error),
        }
    }
    if let Some((value, _)) = found {
        return Ok(value);
    }
    for variant in variants.filter(|variant| !(variant.packs_as)(kind)) {
        match (variant.decode)(literal) {
            Ok(value) => return Ok(value),
            Err(error) => last = last.or(Some(error)),
        }
    }
    Err(no_variant(name, literal.describe(), last))
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

/// Reads a union inside a struct, where nothing says which variant it is: the first variant that
/// writes what is there and accepts it, then the first that accepts it at all.
pub fn unpack<E>(input: &mut Unpacker<'_>, name: &str, variants: &[Variant<E>]) -> Result<E> {
    let kind = input.peek()?;
    let start = input.clone();
    let mut last = None;
    for exact in [true, false] {
        for variant in variants.iter().filter(|variant| (variant.packs_as)(kind) == exact) {
            match (variant.unpack)(input) {
                Ok(value) => return Ok(value),
                Err(error) => {
                    *input = start.clone();
                    last = last.or(Some(error));
                }
            }
        }
    }
    Err(no_variant(name, kind.describe(), last))
}

#[cold]
fn no_variant(name: &str, found: &str, last: Option<Error>) -> Error {
    let reason: Cow<'_, str> = match last {
        Some(error) => format!(" ({error})").into(),
        None => "".into(),
    };
    Error::new(format!("{found} is no variant of `{name}`{reason}"))
}
