//! The rest of a path, in a msgpack document.

use bytes::Bytes;

use super::super::encoded::list_of;
use super::super::literal::msgpack_only;
use super::super::write::{put_boolean, put_float, put_integer, put_packed, put_text};
use super::{Step, no_key, past_the_end, wrong_step};
use crate::error::{Error, Result};
use crate::msgpack::{Kind, Unpacker};

/// The literal of the part that a path leads to; an error comes with the number of steps that led to it.
pub(super) fn in_msgpack(tag: &str, value: &[u8], path: &[Step]) -> Result<Bytes, (Error, usize)> {
    let mut input = Unpacker::new(msgpack_only(tag, value).map_err(|error| (error, 0))?);
    for (taken, step) in path.iter().enumerate() {
        enter(&mut input, step).map_err(|error| (error, taken))?;
    }
    literal(&mut input).map_err(|error| (error, path.len()))
}

/// Moves to the value that a step leads to.
fn enter(input: &mut Unpacker<'_>, step: &Step) -> Result<()> {
    match (input.peek()?, step) {
        (Kind::Map, Step::Name(_) | Step::Key(_)) => {
            let wanted = step.name().unwrap_or_default();
            let mut found = None;
            for _ in 0..input.map_header("a map")? {
                // Keys of other kinds can't be reached by any step.
                let matches = match input.peek()? {
                    Kind::Text => input.text()? == wanted,
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
        (Kind::Array, Step::Index(index)) => {
            let len = input.array_header("a list")?;
            if *index >= len {
                return Err(past_the_end(*index, &format!(" of {len}")));
            }
            (0..*index).try_for_each(|_| input.skip())
        }
        (kind, step) => Err(wrong_step(step, kind.describe())),
    }
}

fn literal(input: &mut Unpacker<'_>) -> Result<Bytes> {
    let mut out = Vec::new();
    match input.peek()? {
        Kind::Boolean => put_boolean(&mut out, input.boolean()?),
        Kind::Integer => {
            let value = input.integer()?;
            let value = i64::try_from(value).map_err(|_| {
                Error::new(format!("{value} is too large for a literal, whose integers are i64"))
            })?;
            put_integer(&mut out, value);
        }
        Kind::Float => put_float(&mut out, input.float()?),
        Kind::Text => put_text(&mut out, input.text()?),
        Kind::Array => {
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
