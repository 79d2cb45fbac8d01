//! Cells with parts: optional ones, lists, maps, rows in rows.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use super::cell::{Cell, Columns};
use super::column::ColumnType;
use super::fit::{List, Map, Nullable, Required};
use super::frame::{Builder, Cells};
use crate::contents::Levels;
use crate::error::{Error, Result, Step};

impl<K, T: Cell<Kind = Required<K>>> Cell for Option<T> {
    type Kind = Nullable<K>;

    const NULLABLE: bool = true;

    type Inside<L: Levels> = T::Inside<L>;

    fn ty() -> ColumnType {
        T::ty()
    }

    #[inline]
    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()> {
        T::put(cells.map(|cell| cell.and_then(Option::as_ref)), into)
    }

    #[inline]
    fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
        if from.is_missing(row) { Ok(None) } else { T::get(from, row).map(Some) }
    }
}

impl<T: Cell> Cell for Vec<T> {
    type Kind = Required<List<T::Kind>>;

    type Inside<L: Levels> = T::Inside<L>;

    fn ty() -> ColumnType {
        ColumnType::List(Box::new(T::column("")))
    }

    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()> {
        let items = into.list(cells.clone().map(|cell| cell.map(Vec::len)))?;
        T::put(cells.flatten().flatten().map(Some), items)
    }

    fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
        let (items, range) = from.list(row)?;
        let first = range.start;
        range
            .map(|at| T::get(items, at).map_err(|error| error.at(Step::Index(at - first))))
            .collect()
    }
}

/// A map, whose entries come by their keys, so that the same maps make the same bytes.
macro_rules! map {
    ([$($generics:tt)*] $map:ty, $sorted:expr) => {
        impl<$($generics)*> Cell for $map {
            type Kind = Required<Map<T::Kind>>;

            type Inside<L: Levels> = T::Inside<L>;

            fn ty() -> ColumnType {
                ColumnType::Map(Box::new(T::column("")))
            }

            fn put<'a, B: Builder>(
                cells: impl Iterator<Item = Option<&'a Self>> + Clone,
                into: &mut B,
            ) -> Result<()> {
                let (keys, values) = into.map(cells.clone().map(|cell| cell.map(Self::len)))?;
                // Read more than once, and sorted once.
                let sorted: Vec<_> = cells.flatten().flat_map($sorted).collect();
                keys.texts(sorted.iter().map(|(key, _)| Some(key.as_str())))?;
                T::put(sorted.iter().map(|(_, value)| Some(*value)), values)
            }

            fn get<C: Cells>(from: &C, row: usize) -> Result<Self> {
                entries(from, row)
            }
        }
    };
}

map!([T: Cell] BTreeMap<String, T>, BTreeMap::iter);
map!([T: Cell, S: BuildHasher + Default + Send + Sync + 'static] HashMap<String, T, S>, sorted);

fn sorted<T, S>(map: &HashMap<String, T, S>) -> impl Iterator<Item = (&String, &T)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries.into_iter()
}

fn entries<C: Cells, T: Cell, M: FromIterator<(String, T)>>(from: &C, row: usize) -> Result<M> {
    let (keys, values, range) = from.map(row)?;
    range
        .map(|at| {
            let key = keys.text(at)?.to_owned();
            match T::get(values, at) {
                Ok(value) => Ok((key, value)),
                Err(error) => Err(error.at(Step::Key(key))),
            }
        })
        .collect()
}

/// Appends rows as cells of a group. For derived code.
pub fn put_group<'a, R: Columns, B: Builder>(
    rows: impl Iterator<Item = Option<&'a R>> + Clone,
    into: &mut B,
) -> Result<()> {
    into.group(rows.clone().map(|row| row.is_some()))?;
    for index in 0..R::COUNT {
        R::put_column(rows.clone(), index, into.child(index)?)?;
    }
    Ok(())
}

/// A row that is a cell of a group. For derived code.
#[inline]
pub fn get_group<R: Columns, C: Cells>(from: &C, row: usize) -> Result<R> {
    R::row(from.group(row)?, row)
}

/// There are not as many columns as a row has. For derived code.
#[cold]
pub fn wrong_count(expected: usize, found: usize) -> Error {
    Error::expected(&format!("{expected} columns"), found)
}

/// There is no column of this index. For derived code.
#[cold]
pub fn no_column(index: usize) -> Error {
    Error::new(format!("there is no column {index}"))
}
