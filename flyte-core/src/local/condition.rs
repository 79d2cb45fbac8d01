//! What a branch's condition says, by the platform's rules: both sides are primitives of one kind, times
//! compare by whole seconds, text by bytes, booleans have no order, and with NaN `<` and `<=` hold.

use std::cmp::Ordering;

use bytes::Bytes;
use flyte_types::wire::{self, Primitive};

use super::bindings::{self, Fetched};
use super::scheduler::{FrameId, Frames};
use crate::error::Error;
use crate::graph::{Comparison, Condition, Operand};

/// Whether a condition holds in a frame. (The platform refuses offloaded values in a condition; here they are fetched.)
pub(crate) fn holds(
    frames: &mut Frames,
    frame: FrameId,
    condition: &Condition,
    fetched: &Fetched,
) -> Result<bool, Error> {
    match condition {
        Condition::Compare(comparison, left, right) => {
            let left = operand(frames, frame, left, fetched)?;
            let right = operand(frames, frame, right, fetched)?;
            compare(*comparison, &left, &right)
        }
        Condition::And(left, right) => {
            let left = holds(frames, frame, left, fetched)?;
            let right = holds(frames, frame, right, fetched)?;
            Ok(left && right)
        }
        Condition::Or(left, right) => {
            let left = holds(frames, frame, left, fetched)?;
            let right = holds(frames, frame, right, fetched)?;
            Ok(left || right)
        }
    }
}

fn operand(
    frames: &mut Frames,
    frame: FrameId,
    operand: &Operand,
    fetched: &Fetched,
) -> Result<Primitive, Error> {
    let literal = match operand {
        Operand::Literal(bytes) => bytes.clone(),
        Operand::Promise(reference) => bindings::reference(frames, frame, reference, fetched)
            .map(|value| bindings::value_of(value, fetched))
            .map_err(|error| error.context("the condition of an `if`"))?,
    };
    primitive(&literal)
}

fn primitive(literal: &Bytes) -> Result<Primitive, Error> {
    let found = wire::primitive(literal).map_err(|error| {
        Error::fatal(error).context("the condition of an `if` can't read one of its values")
    })?;
    found.ok_or_else(|| {
        let found = wire::Literal::parse(literal).map_or("something else", |it| it.describe());
        malformed(&format!("compares primitives, but found {found}"))
    })
}

fn compare(comparison: Comparison, left: &Primitive, right: &Primitive) -> Result<bool, Error> {
    use Comparison::{Eq, Ge, Gt, Le, Lt, Ne};

    let order = match (left, right) {
        (Primitive::Integer(left), Primitive::Integer(right))
        | (Primitive::Datetime(left), Primitive::Datetime(right))
        | (Primitive::Duration(left), Primitive::Duration(right)) => Some(left.cmp(right)),
        (Primitive::Float(left), Primitive::Float(right)) => left.partial_cmp(right),
        (Primitive::Text(left), Primitive::Text(right)) => {
            Some(left.as_bytes().cmp(right.as_bytes()))
        }
        (Primitive::Boolean(left), Primitive::Boolean(right)) => match comparison {
            Eq | Ne => Some(left.cmp(right)),
            _ => return Err(malformed("has no order of booleans: compare them with `==` or `!=`")),
        },
        _ => {
            let kinds = format!(
                "compares two values of one kind, but found {} and {}",
                noun(left),
                noun(right)
            );
            return Err(malformed(&kinds));
        }
    };
    // Without an order (a NaN) nothing is greater, so `<`, which is "neither greater nor equal", holds.
    Ok(match comparison {
        Eq => order == Some(Ordering::Equal),
        Ne => order != Some(Ordering::Equal),
        Gt => order == Some(Ordering::Greater),
        Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        Lt => matches!(order, Some(Ordering::Less) | None),
        Le => matches!(order, Some(Ordering::Less | Ordering::Equal) | None),
    })
}

fn noun(value: &Primitive) -> &'static str {
    match value {
        Primitive::Integer(_) => "an integer",
        Primitive::Float(_) => "a float",
        Primitive::Text(_) => "a string",
        Primitive::Boolean(_) => "a boolean",
        Primitive::Datetime(_) => "a datetime",
        Primitive::Duration(_) => "a duration",
    }
}

/// What the platform calls `MalformedBranchUserError`.
fn malformed(why: &str) -> Error {
    Error::fatal(format!("the condition of an `if` {why}"))
}
