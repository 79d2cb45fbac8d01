//! Values however deep: dropped, cloned, compared and shown without a call per level, because a thread's stack ends
//! long before a value does.

use std::fmt;

use super::Value;
use crate::msgpack::MAX_DEPTH;

impl Value {
    /// Whether there are values in it.
    fn holds_values(&self) -> bool {
        match self {
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
            _ => false,
        }
    }

    /// One of the values in it; those of a map are its keys and values in turn.
    fn inner(&self, at: usize) -> Option<&Value> {
        match self {
            Value::List(items) => items.get(at),
            Value::Map(entries) => {
                let (key, value) = entries.get(at / 2)?;
                Some(if at.is_multiple_of(2) { key } else { value })
            }
            _ => None,
        }
    }

    /// A copy of what holds no values.
    fn copy_of_leaf(&self) -> Value {
        match self {
            Value::Nil => Value::Nil,
            Value::Bool(value) => Value::Bool(*value),
            Value::Int(value) => Value::Int(*value),
            Value::Float(value) => Value::Float(*value),
            Value::Text(value) => Value::Text(value.clone()),
            Value::Bytes(value) => Value::Bytes(value.clone()),
            Value::List(_) => Value::List(Vec::new()),
            Value::Map(_) => Value::Map(Vec::new()),
        }
    }
}

/// Moves the values in it that hold values themselves.
fn take_nested(value: &mut Value, pending: &mut Vec<Value>) {
    let mut take = |inner: &mut Value| {
        if inner.holds_values() {
            pending.push(std::mem::take(inner));
        }
    };
    match value {
        Value::List(items) => items.iter_mut().for_each(take),
        Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
            take(key);
            take(value);
        }),
        _ => {}
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        let mut pending = Vec::new();
        take_nested(self, &mut pending);
        while let Some(mut value) = pending.pop() {
            take_nested(&mut value, &mut pending);
        }
    }
}

/// A value of which a copy is being made.
struct Copying<'a> {
    source: &'a Value,
    copies: Vec<Value>,
}

impl<'a> Copying<'a> {
    fn of(source: &'a Value) -> Self {
        let len = match source {
            Value::Map(entries) => entries.len() * 2,
            Value::List(items) => items.len(),
            _ => 0,
        };
        Copying { source, copies: Vec::with_capacity(len) }
    }

    fn finish(self) -> Value {
        match self.source {
            Value::Map(entries) => {
                let mut copies = self.copies.into_iter();
                let mut next = || copies.next().unwrap_or_default();
                Value::Map(entries.iter().map(|_| (next(), next())).collect())
            }
            _ => Value::List(self.copies),
        }
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        if !self.holds_values() {
            return self.copy_of_leaf();
        }
        let mut outer: Vec<Copying<'_>> = Vec::new();
        let mut current = Copying::of(self);
        loop {
            match current.source.inner(current.copies.len()) {
                Some(inner) if inner.holds_values() => {
                    outer.push(std::mem::replace(&mut current, Copying::of(inner)));
                }
                Some(leaf) => current.copies.push(leaf.copy_of_leaf()),
                None => match outer.pop() {
                    Some(mut around) => {
                        around.copies.push(current.finish());
                        current = around;
                    }
                    None => return current.finish(),
                },
            }
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        let mut pending = Vec::new();
        let mut next = Some((self, other));
        while let Some(pair) = next {
            let same = match pair {
                (Value::Nil, Value::Nil) => true,
                (Value::Bool(left), Value::Bool(right)) => left == right,
                (Value::Int(left), Value::Int(right)) => left == right,
                (Value::Float(left), Value::Float(right)) => left == right,
                (Value::Text(left), Value::Text(right)) => left == right,
                (Value::Bytes(left), Value::Bytes(right)) => left == right,
                (Value::List(left), Value::List(right)) => {
                    pending.extend(left.iter().zip(right));
                    left.len() == right.len()
                }
                (Value::Map(left), Value::Map(right)) => {
                    for ((key, value), (other_key, other_value)) in left.iter().zip(right) {
                        pending.push((key, other_key));
                        pending.push((value, other_value));
                    }
                    left.len() == right.len()
                }
                _ => false,
            };
            if !same {
                return false;
            }
            next = pending.pop();
        }
        true
    }
}

/// Shows what lies deeper than a value may travel as `…`.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown { value: self, depth: 0 }.fmt(f)
    }
}

/// A value so many levels down.
struct Shown<'a> {
    value: &'a Value,
    depth: u32,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Value::Nil => f.write_str("Nil"),
            Value::Bool(value) => f.debug_tuple("Bool").field(value).finish(),
            Value::Int(value) => f.debug_tuple("Int").field(value).finish(),
            Value::Float(value) => f.debug_tuple("Float").field(value).finish(),
            Value::Text(value) => f.debug_tuple("Text").field(value).finish(),
            Value::Bytes(value) => f.debug_tuple("Bytes").field(value).finish(),
            Value::List(_) => f.debug_tuple("List").field(&Inside(self)).finish(),
            Value::Map(_) => f.debug_tuple("Map").field(&Inside(self)).finish(),
        }
    }
}

/// The values in a list or map.
struct Inside<'a>(&'a Shown<'a>);

impl fmt::Debug for Inside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.depth >= MAX_DEPTH {
            return f.write_str("…");
        }
        let depth = self.0.depth + 1;
        let shown = |value| Shown { value, depth };
        match self.0.value {
            Value::List(items) => f.debug_list().entries(items.iter().map(shown)).finish(),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| (shown(key), shown(value)));
                f.debug_list().entries(entries).finish()
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::Field;
    use crate::interface::{decode_one, encode_one};
    use crate::msgpack::Packer;

    /// A value with so many lists and maps around it.
    fn deep(levels: u32) -> Value {
        (0..levels).fold(Value::Int(1), |inner, level| match level % 3 {
            0 => Value::List(vec![Value::Bool(true), inner]),
            1 => Value::Map(vec![(inner, Value::Nil)]),
            _ => Value::Map(vec![(Value::Text("k".into()), inner)]),
        })
    }

    #[test]
    fn as_deep_as_anybody_makes_it() {
        // On a stack that a call per level would not fit.
        let check = || {
            let value = deep(200_000);
            let copy = value.clone();
            assert!(value == copy && value != deep(199_999));
            let shown = format!("{value:?}");
            assert!(shown.len() < 20_000 && shown.contains('…'));
            assert!(format!("{value:#?}").contains('…'));
            assert!(encode_one(&value).is_err());
            assert!(value.to_serde::<Vec<bool>>().is_err());
        };
        std::thread::Builder::new().stack_size(256 << 10).spawn(check).unwrap().join().unwrap();
    }

    #[test]
    fn what_is_written_can_be_read() {
        for levels in [1, 50, 97, 98, 99, 100, 101, 102] {
            let map = Value::Map(vec![(Value::Int(1), deep(levels))]);
            match encode_one(&map) {
                Ok(literal) => {
                    assert!(levels <= 99);
                    assert_eq!(decode_one::<Value>(&literal).unwrap(), map);
                }
                Err(error) => {
                    assert!(levels > 99);
                    assert!(error.to_string().contains("more than 100 levels"), "{error}");
                }
            }
            let mut out = Packer::new();
            assert_eq!(Field::pack(&deep(levels), &mut out).is_ok(), levels <= 100);
        }
    }

    #[test]
    fn shown_as_it_is_written() {
        let value = Value::Map(vec![(Value::Text("a".into()), Value::List(vec![Value::Nil]))]);
        assert_eq!(format!("{value:?}"), "Map([(Text(\"a\"), List([Nil]))])");
        let numbers = Value::List(vec![Value::Int(-1), Value::Float(1.5), Value::Bool(true)]);
        assert_eq!(format!("{numbers:?}"), "List([Int(-1), Float(1.5), Bool(true)])");
        assert_eq!(format!("{:?}", Value::Map(vec![])), "Map([])");
        assert_eq!(
            format!("{:#?}", Value::List(vec![Value::Nil])),
            "List(\n    [\n        Nil,\n    ],\n)"
        );
    }

    #[test]
    fn nan_is_equal_to_nothing() {
        let nan = Value::List(vec![Value::Float(f64::NAN)]);
        assert!(nan != nan.clone());
        assert!(Value::List(vec![]) != Value::Map(vec![]));
    }
}
