//! What lies inside a type, known when the program is compiled: whether it may hold files, and whether it ends.
//!
//! A type that contains itself has no schema that ends, so it is refused where it is derived. A constant of a type that
//! asks the types of its fields for the same constant can't tell: the compiler would stop at the cycle, with a page of
//! this crate's insides. So every constant here belongs to a type *and to a number of levels*. It asks the fields' types
//! for theirs one level further down, and at level 0 nothing is asked any more ([`Unseen`]).
//!
//! Only what a derive wrote is a level ([`Derived`]). Lists, options and maps hold what their items hold, whatever the
//! level is, and other types hold nothing ([`Nothing`]) or a file, directory or table ([`StoredData`]).

mod check;
mod levels;
mod way;

pub use check::{row_ends, value_ends};
pub use levels::{All, Level, Levels};

use std::marker::PhantomData;

use way::{Step, Way};

/// The contents of a type, seen from some level.
pub trait Contents {
    /// What is told of them.
    const SUMMARY: Summary;
}

/// What is told of a type's contents. It refers to no other summary: where each of many fields leads to the same types, the
/// compiler would follow every way through them.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// Whether it holds a file, a directory or a table.
    pub references: bool,
    /// Whether there was more at the last level.
    endless: bool,
    /// If so, the beginning of a way there.
    way: Way,
    /// Why a struct can't hold it, if it can't.
    unfit: Option<&'static str>,
    /// Why it can't hold what it holds, if it can't.
    unfit_part: Option<&'static str>,
}

/// A field, or the payload of a variant.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The field in the user's words: `Author.books`.
    pub name: &'static str,
    /// What is in it.
    pub inside: Summary,
}

/// What a derive tells of a type, at one level. `As`: [`Value`] or [`Row`], for a type may be both.
pub trait Derived<L, As> {
    /// The contents.
    const SUMMARY: Summary;
}

impl Summary {
    const NOTHING: Summary = Summary {
        references: false,
        endless: false,
        way: Way::NONE,
        unfit: None,
        unfit_part: None,
    };

    /// Of a struct or a row, by its name, the line of its derive and its fields, but for those that tokens show to hold
    /// nothing. On the wire it is a map, in which a field's value has no tag.
    pub const fn of_struct(name: &'static str, line: u32, parts: &[Part]) -> Summary {
        let told = Summary::of_others(name, line, parts, None);
        // The struct's own derive refuses what it can't hold, and whatever holds the struct needn't.
        Summary { unfit: None, unfit_part: told.unfit, ..told }
    }

    /// Of an enum, or a type around another, which is on the wire as what is inside. `unfit`: why no struct can hold it.
    pub const fn of_others(
        name: &'static str,
        line: u32,
        parts: &[Part],
        unfit: Option<&'static str>,
    ) -> Summary {
        let mut told = Summary { unfit, ..Summary::NOTHING };
        let mut at = 0;
        while at < parts.len() {
            let Part { name: part, inside } = &parts[at];
            told.references |= inside.references;
            if inside.endless && !told.endless {
                told.endless = true;
                told.way = inside.way.behind(Step { part, name, line });
            }
            if told.unfit.is_none() {
                told.unfit = inside.unfit;
            }
            at += 1;
        }
        told
    }
}

/// A type as a value: `#[derive(FlyteType)]`.
#[derive(Debug)]
pub enum Value {}

/// A type as a row: `#[derive(Columns)]`.
#[derive(Debug)]
pub enum Row {}

/// The contents of a type with a derive.
#[derive(Debug)]
pub struct Of<T, L, As>(PhantomData<(T, L, As)>);

impl<T: Derived<L, As>, L, As> Contents for Of<T, L, As> {
    const SUMMARY: Summary = T::SUMMARY;
}

/// The contents of a type that holds no other and no reference.
#[derive(Debug)]
pub enum Nothing {}

impl Contents for Nothing {
    const SUMMARY: Summary = Summary::NOTHING;
}

/// The contents of a file, a directory or a table.
#[derive(Debug)]
pub enum StoredData {}

impl Contents for StoredData {
    const SUMMARY: Summary = Summary { references: true, ..Summary::NOTHING };
}

/// What is below the last level.
#[derive(Debug)]
pub enum Unseen {}

impl Contents for Unseen {
    const SUMMARY: Summary = Summary { endless: true, ..Summary::NOTHING };
}
