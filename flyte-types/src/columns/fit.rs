//! Which tables can be read as which rows, as a question to the compiler.
//!
//! A column's name is a type ([`Name`]), so that the row type of one crate can be held against one of another:
//! `#[derive(Columns)]` gives a row `HasColumn<Name>` for each of its columns, and as a reader one small trait per
//! column, which whatever has that column implements and whose words name table, column, type and reader. What a
//! column holds is a type too ([`Cell::Kind`](super::Cell)), and two of them are compared in two steps: [`Takes`] looks
//! at the column itself and is behind those words; [`Within`] goes on into rows in rows, so that a mistake there is
//! told in the words of the inner row.

use std::marker::PhantomData;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// Whether a table with rows `A` can be read as rows of this type: it has all the columns, in any order, and each
/// holds what is wanted. `#[derive(Columns)]` writes it.
#[diagnostic::on_unimplemented(
    message = "a table of `{A}` can't be read as rows of `{Self}`",
    label = "a table of `{A}`",
    note = "both must derive `Columns`"
)]
pub trait ReadFrom<A> {}

/// What a table may be a table of: a row with `#[derive(Columns)]`, or `Any`, whose columns are known at run time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table",
    label = "not a row",
    note = "derive `Columns` for it; where the columns are known at run time only, write `StructuredDataset`"
)]
pub trait Table: Send + Sync + 'static {
    /// The columns that it declares.
    fn declared() -> Vec<super::Column>;

    /// The arrow schema that it declares beside them, as pyarrow writes it as text.
    fn arrow_schema() -> Option<String> {
        None
    }
}

impl<R: super::Columns> Table for R {
    fn declared() -> Vec<super::Column> {
        R::columns()
    }

    fn arrow_schema() -> Option<String> {
        R::arrow_schema()
    }
}

/// A table that has a column of this name.
pub trait HasColumn<Name> {
    /// What the column holds.
    type Kind;
}

/// A piece of a column's name: up to 15 bytes of UTF-8 behind a 1, and the rest.
#[derive(Debug)]
pub struct Name<const BYTES: u128, Rest = ()>(PhantomData<fn() -> Rest>);

/// What a column holds whose cells are all there.
#[derive(Debug)]
pub struct Required<K>(PhantomData<fn() -> K>);

/// What a column holds whose cells may be missing.
#[derive(Debug)]
pub struct Nullable<K>(PhantomData<fn() -> K>);

/// A list of these.
#[derive(Debug)]
pub struct List<K>(PhantomData<fn() -> K>);

/// A map from text to these.
#[derive(Debug)]
pub struct Map<K>(PhantomData<fn() -> K>);

/// A row in a row.
#[derive(Debug)]
pub struct Group<R>(PhantomData<fn() -> R>);

/// What nobody knows before the table is read.
#[derive(Debug)]
pub struct Unknown(());

/// A column that can be read from a column with `From` in it, as far as rows in rows are not looked into.
pub trait Takes<From> {}

impl<K: Takes<J>, J> Takes<Required<J>> for Required<K> {}
impl<K: Takes<J>, J> Takes<Required<J>> for Nullable<K> {}
impl<K: Takes<J>, J> Takes<Nullable<J>> for Nullable<K> {}
impl<K> Takes<Unknown> for Required<K> {}
impl<K> Takes<Unknown> for Nullable<K> {}
impl<K: Takes<J>, J> Takes<List<J>> for List<K> {}
impl<K: Takes<J>, J> Takes<Map<J>> for Map<K> {}
impl<R, A> Takes<Group<A>> for Group<R> {}

/// The rows in rows of a column that [`Takes`] another: they fit.
pub trait Within<From> {}

impl<K: Within<J>, J> Within<Required<J>> for Required<K> {}
impl<K: Within<J>, J> Within<Required<J>> for Nullable<K> {}
impl<K: Within<J>, J> Within<Nullable<J>> for Nullable<K> {}
impl<K> Within<Unknown> for Required<K> {}
impl<K> Within<Unknown> for Nullable<K> {}
impl<K: Within<J>, J> Within<List<J>> for List<K> {}
impl<K: Within<J>, J> Within<Map<J>> for Map<K> {}
impl<R: ReadFrom<A>, A> Within<Group<A>> for Group<R> {}

macro_rules! takes {
    ($($ty:ty: $($from:ty),+;)+) => {$(
        $(impl Takes<$from> for $ty {})+
        impl<J> Within<J> for $ty {}
    )+};
}

takes! {
    i8: i8;
    i16: i8, i16, u8;
    i32: i8, i16, i32, u8, u16;
    i64: i8, i16, i32, i64, u8, u16, u32;
    u8: u8;
    u16: u8, u16;
    u32: u8, u16, u32;
    u64: u8, u16, u32, u64;
    f32: f32;
    f64: f32, f64;
    bool: bool;
    String: String;
    Bytes: Bytes;
    NaiveDate: NaiveDate;
    NaiveTime: NaiveTime;
    NaiveDateTime: NaiveDateTime;
    DateTime<Utc>: DateTime<Utc>;
    TimeDelta: TimeDelta;
}
