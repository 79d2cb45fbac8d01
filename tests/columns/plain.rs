//! Columns kept in the plainest way.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use flyte::types::columns::{Builder, Cells, Column, ColumnType};
use flyte::types::{Error, Result};

/// A column, made and read.
#[derive(Debug, PartialEq)]
pub enum Plain {
    Integers(Vec<Option<i128>>),
    Floats(Vec<Option<f64>>),
    Booleans(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
    List(Vec<Option<Range<usize>>>, Box<Plain>),
    Map(Vec<Option<Range<usize>>>, Box<[Plain; 2]>),
    Group(Vec<bool>, Vec<Plain>),
}

impl Plain {
    /// An empty column.
    pub fn new(ty: &ColumnType) -> Plain {
        match ty {
            ColumnType::Float(_) => Plain::Floats(Vec::new()),
            ColumnType::Text => Plain::Texts(Vec::new()),
            ColumnType::Bytes => Plain::Bytes(Vec::new()),
            ColumnType::Boolean => Plain::Booleans(Vec::new()),
            ColumnType::List(item) => Plain::List(Vec::new(), Plain::new(&item.ty).into()),
            ColumnType::Map(value) => Plain::Map(
                Vec::new(),
                Box::new([Plain::new(&ColumnType::Text), Plain::new(&value.ty)]),
            ),
            ColumnType::Group(columns) => Plain::Group(Vec::new(), Plain::all(columns)),
            _ => Plain::Integers(Vec::new()),
        }
    }

    /// An empty table.
    pub fn all(columns: &[Column]) -> Vec<Plain> {
        columns.iter().map(|column| Plain::new(&column.ty)).collect()
    }
}

fn other<T>() -> Result<T> {
    Err(Error::new("a column of another kind, or a cell that is missing"))
}

fn ranges(known: &mut Vec<Option<Range<usize>>>, lengths: impl Iterator<Item = Option<usize>>) {
    let mut end = known.iter().flatten().last().map_or(0, |range| range.end);
    for length in lengths {
        known.push(length.map(|length| end..end + length));
        end += length.unwrap_or_default();
    }
}

macro_rules! put {
    ($($name:ident: $item:ty => $kind:ident |$cell:ident| $kept:expr;)+) => {$(
        fn $name<'a>(&mut self, cells: impl Iterator<Item = Option<$item>>) -> Result<()> {
            let Plain::$kind(known) = self else { return other() };
            known.extend(cells.map(|cell| cell.map(|$cell| $kept)));
            Ok(())
        }
    )+};
}

macro_rules! put_numbers {
    ($($name:ident: $item:ty => $kind:ident;)+) => {$(
        fn $name(&mut self, cells: impl Iterator<Item = Option<$item>>) -> Result<()> {
            let Plain::$kind(known) = self else { return other() };
            known.extend(cells.map(|cell| cell.map(Into::into)));
            Ok(())
        }
    )+};
}

impl Builder for Plain {
    put_numbers! {
        integers: i64 => Integers;
        unsigned: u64 => Integers;
        floats: f64 => Floats;
        booleans: bool => Booleans;
        dates: i32 => Integers;
        datetimes: i64 => Integers;
        durations: i64 => Integers;
    }
    put! {
        texts: &'a str => Texts |text| text.to_owned();
        bytes: &'a [u8] => Bytes |bytes| bytes.to_owned();
    }

    fn list(&mut self, lengths: impl Iterator<Item = Option<usize>>) -> Result<&mut Self> {
        let Plain::List(known, items) = self else { return other() };
        ranges(known, lengths);
        Ok(items)
    }

    fn map(
        &mut self,
        lengths: impl Iterator<Item = Option<usize>>,
    ) -> Result<(&mut Self, &mut Self)> {
        let Plain::Map(known, entries) = self else { return other() };
        ranges(known, lengths);
        let [keys, values] = &mut **entries;
        Ok((keys, values))
    }

    fn group(&mut self, present: impl Iterator<Item = bool>) -> Result<()> {
        let Plain::Group(known, _) = self else { return other() };
        known.extend(present);
        Ok(())
    }

    fn child(&mut self, index: usize) -> Result<&mut Self> {
        let Plain::Group(_, columns) = self else { return other() };
        Ok(&mut columns[index])
    }
}

macro_rules! get {
    ($($name:ident: $item:ty => $kind:ident |$cell:ident| $value:expr;)+) => {$(
        fn $name(&self, row: usize) -> Result<$item> {
            match self {
                Plain::$kind(known) => known[row].as_ref().map_or_else(other, |$cell| Ok($value)),
                _ => other(),
            }
        }
    )+};
}

impl Cells for Plain {
    fn is_missing(&self, row: usize) -> bool {
        match self {
            Plain::Integers(known) => known[row].is_none(),
            Plain::Floats(known) => known[row].is_none(),
            Plain::Booleans(known) => known[row].is_none(),
            Plain::Texts(known) => known[row].is_none(),
            Plain::Bytes(known) => known[row].is_none(),
            Plain::List(known, _) | Plain::Map(known, _) => known[row].is_none(),
            Plain::Group(known, _) => !known[row],
        }
    }

    get! {
        integer: i64 => Integers |number| *number as i64;
        unsigned: u64 => Integers |number| *number as u64;
        float: f64 => Floats |number| *number;
        boolean: bool => Booleans |flag| *flag;
        date: i32 => Integers |days| *days as i32;
        datetime: DateTime<Utc> => Integers |micros| DateTime::from_timestamp_micros(*micros as i64).unwrap();
        duration: TimeDelta => Integers |micros| TimeDelta::microseconds(*micros as i64);
        text: &str => Texts |text| text.as_str();
        bytes: &[u8] => Bytes |bytes| bytes.as_slice();
    }

    fn list(&self, row: usize) -> Result<(&Self, Range<usize>)> {
        let Plain::List(known, items) = self else { return other() };
        known[row].clone().map_or_else(other, |range| Ok((&**items, range)))
    }

    fn map(&self, row: usize) -> Result<(&Self, &Self, Range<usize>)> {
        let Plain::Map(known, entries) = self else { return other() };
        known[row].clone().map_or_else(other, |range| Ok((&entries[0], &entries[1], range)))
    }

    fn group(&self, row: usize) -> Result<&[Self]> {
        match self {
            Plain::Group(known, columns) if known[row] => Ok(columns),
            _ => other(),
        }
    }
}
