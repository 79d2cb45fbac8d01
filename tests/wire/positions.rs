//! Every type in every position, against what flytekit wrote and read there; values of other versions of a class; and
//! what is left of all of them when bytes are wrong.
//!
//! `data/golden/positions/record.py` has the same types and values in Python, in the same order, and wrote the record.

mod evolutions;
mod leaves;
mod pairs;
mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use bytes::Bytes;
use flyte::prelude::*;
use flyte_types::idl::core::{Literal, LiteralType};
use flyte_types::interface::{decode_one, encode_one};
use flyte_types::wire::{self, Step};
use prost::Message;

use crate::hostile::Random;
use crate::table;
use record::{Entry, Written};

/// What differs on purpose, by the position's name or the part behind its slash.
const DIFFERENT: &[(&str, &str)] = &[
    ("path/dataclass", "a path is text, which may be bound to; flytekit has a pickle"),
    ("path/model", "a path is text, which may be bound to; flytekit has a pickle"),
    ("TableOrUntyped/model", "flytekit makes an empty table of the dict"),
    ("TextsOrTextMap/dataclass", "flytekit makes a list of the keys of the dict"),
    ("csv_table/model", "flytekit knows a table's format in a model, but not in a dataclass"),
];

/// Unions that pydantic reads as text, whatever was written: what may be either is not written here.
const TEXT_WINS: &[&str] = &["TextOrSpan/model", "TextOrColor/model", "TextOrMood/model"];

/// What was checked, and what is not as it was recorded.
pub struct Sweep {
    recorded: BTreeMap<String, Entry>,
    tried: BTreeSet<String>,
    values: usize,
    faults: Vec<String>,
    /// With a generator, only reads the literals with some wrong bytes.
    random: Option<Random>,
}

impl Sweep {
    fn over(record: BTreeMap<String, Entry>, random: Option<Random>) -> Self {
        let (tried, faults) = (BTreeSet::new(), Vec::new());
        Sweep { recorded: record, tried, values: 0, faults, random }
    }

    fn entry(&mut self, name: &str) -> Option<(LiteralType, Vec<Written>)> {
        self.tried.insert(name.to_owned());
        match self.recorded.get(name) {
            Some(Entry::Recorded { ty, literals }) => Some(((**ty).clone(), literals.clone())),
            Some(Entry::NoType) => None,
            None => {
                self.faults.push(format!("{name}: not recorded"));
                None
            }
        }
    }

    /// A type at a position, and its values as they were recorded.
    pub fn check<T: FlyteType + Debug>(&mut self, name: &str, values: &[T]) {
        let Some((ty, literals)) = self.entry(name) else { return };
        if let Some(random) = &mut self.random {
            literals.iter().filter_map(Written::bytes).for_each(|bytes| {
                reads_anything::<T>(random, bytes);
                self.values += 1;
            });
            return;
        }
        let mut faults = Vec::new();
        let is_different = DIFFERENT.iter().any(|(different, _)| *different == name);
        let is_refused = literals.iter().all(|written| matches!(written, Written::Refused));
        if !is_different
            && !is_refused
            && record::plain(T::literal_type()) != record::plain(ty.clone())
        {
            let text = record::lines_differ(&T::literal_type(), &ty);
            faults.push(format!("{name}: the type differs: {text}"));
        }
        if literals.len() != values.len() {
            faults.push(format!("{name}: {} values, {} recorded", values.len(), literals.len()));
        }
        for (at, (value, literal)) in values.iter().zip(&literals).enumerate() {
            let verdict = value_is(value, literal);
            match verdict {
                Err(text) if is_different && text.starts_with("written as") => {}
                Err(text) if TEXT_WINS.contains(&name) && text.contains("nobody could tell") => {}
                Err(text) => faults.push(format!("{name} {at}: {text}")),
                Ok(()) => {}
            }
        }
        self.values += values.len();
        self.faults.extend(faults);
    }

    /// What a path into the values at a position leads to.
    pub fn leads<T: FlyteType + Debug>(&mut self, name: &str, path: &[&str], values: &[T]) {
        let Some((_, literals)) = self.entry(name) else { return };
        if self.random.is_some() {
            return;
        }
        let step = |step: &&str| match step.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key((*step).to_owned()),
        };
        let steps: Vec<Step> = path.iter().map(step).collect();
        for (value, literal) in values.iter().zip(literals) {
            let Written::Literal(literal) = literal else { continue };
            let read = wire::resolve(&Bytes::from(literal), &steps)
                .and_then(|part| decode_one::<T>(&part))
                .map(|read| format!("{read:?}"))
                .map_err(|error| error.to_string());
            if read.as_ref() != Ok(&format!("{value:?}")) {
                self.faults.push(format!("{name} {path:?}: {read:?}, not {value:?}"));
            }
        }
    }
}

fn value_is<T: FlyteType + Debug>(value: &T, written: &Written) -> Result<(), String> {
    let ours = encode_one(value);
    let theirs = match written {
        Written::Literal(theirs) => theirs,
        // What flytekit refuses, or does not read itself, need only be read here if it is written here.
        Written::Refused | Written::Unread(_) => {
            return match ours {
                Ok(ours) => reads_as(&ours, value),
                Err(_) => Ok(()),
            };
        }
    };
    let ours = ours.map_err(|error| format!("not written: {error}"))?;
    let parsed = |bytes: &[u8]| Literal::decode(bytes).map_err(|error| error.to_string());
    let (ours, parsed_theirs) = (parsed(&ours)?, parsed(theirs)?);
    let same = ours == parsed_theirs || ours.encode_to_vec() == parsed_theirs.encode_to_vec();
    if !same && table::sorted(&ours) != table::sorted(&parsed_theirs) {
        return Err(format!("written as {}", record::lines_differ(&ours, &parsed_theirs)));
    }
    reads_as(theirs, value)
}

fn reads_as<T: FlyteType + Debug>(literal: &[u8], value: &T) -> Result<(), String> {
    match decode_one::<T>(literal) {
        Ok(read) if format!("{read:?}") == format!("{value:?}") => Ok(()),
        Ok(read) => Err(format!("read as {read:?}, not as {value:?}")),
        Err(error) => Err(format!("not read: {error}")),
    }
}

/// Reads a literal after bytes of it went wrong or its end was lost: a value or an error. What is read can be written, or
/// is refused in words.
fn reads_anything<T: FlyteType + Debug>(random: &mut Random, literal: &[u8]) {
    for _ in 0..4 {
        let mut wrong = literal.to_vec();
        for _ in 0..=random.below(3) {
            random.change(&mut wrong);
        }
        if let Ok(value) = decode_one::<T>(&wrong)
            && let Ok(again) = encode_one(&value)
            && let Err(error) = decode_one::<T>(&again)
        {
            // Only what stands for two variants is written and not read.
            let text = error.to_string();
            assert!(
                text.contains("more than one variant"),
                "{value:?} is written and not read: {text}"
            );
        }
    }
}

fn sweep(random: Option<Random>) -> Sweep {
    let mut sweep = Sweep::over(record::load(), random);
    leaves::check(&mut sweep);
    pairs::check(&mut sweep);
    sweep
}

#[test]
fn every_type_in_every_position() {
    let sweep = sweep(None);
    println!("{} values at {} positions", sweep.values, sweep.tried.len());
    assert!(sweep.faults.is_empty(), "{}:\n{}", sweep.faults.len(), sweep.faults.join("\n"));
    // What has no test in Rust: what is no value by itself, and pairs that look alike inside a struct, which do not compile.
    let has_no_test = |name: &str| {
        let (leaf, position) = name.split_once('/').expect("a position");
        let is_inside = ["dataclass", "model"].contains(&position);
        let alike = ["TextOrTime", "TextOrDay", "FloatOrSpan", "FileOrFolder"];
        ["raw", "path", "set", "offset_time", "nothing"].contains(&leaf)
            || (is_inside && alike.contains(&leaf))
    };
    let names = sweep.recorded.keys().filter(|name| !sweep.tried.contains(*name));
    let left: Vec<&String> = names.filter(|name| !has_no_test(name)).collect();
    assert!(left.is_empty(), "recorded and not tried: {left:?}");
}

#[test]
fn wrong_bytes_in_every_position() {
    let sweep = sweep(Some(Random::new(23)));
    assert!(sweep.values > 1000, "{}", sweep.values);
}
