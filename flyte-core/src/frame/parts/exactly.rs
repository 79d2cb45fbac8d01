//! Values as values of another type, or an error: nothing is cut off.

use std::fmt;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, MapArray, StructArray, new_null_array};
use arrow_cast::cast;
use arrow_ord::cmp::not_distinct;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};

use super::common::common;
use crate::frame::check::words;
use crate::frame::summary::text;
use crate::frame::zone;

/// A value that the other type doesn't hold.
#[derive(Debug)]
pub(super) struct Misfit {
    /// Which cell it is, where the column itself has it rather than a list or a group in it.
    pub(super) row: Option<usize>,
    words: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<ArrowError> for Misfit {
    fn from(error: ArrowError) -> Misfit {
        Misfit { row: None, words: error.to_string() }
    }
}

/// The same values in an array of another type.
pub(super) fn exactly(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, Misfit> {
    let from = array.data_type();
    if from == to {
        return Ok(array.clone());
    }
    if array.logical_null_count() == array.len() {
        return Ok(new_null_array(to, array.len()));
    }
    match (from, to) {
        (DataType::Struct(_), DataType::Struct(fields)) => group(array.as_struct(), fields),
        (DataType::Map(..), DataType::Map(entries, sorted)) => {
            map(array.as_map(), entries, *sorted)
        }
        _ => match list_of(to) {
            Some(item) if list_of(from).is_some() => list(array, item, to),
            _ => plain(array, to),
        },
    }
}

fn group(array: &StructArray, fields: &Fields) -> Result<ArrayRef, Misfit> {
    let child = |field: &FieldRef| match array.column_by_name(field.name()) {
        Some(child) => within(child, field),
        None => Ok(new_null_array(field.data_type(), array.len())),
    };
    let children = fields.iter().map(child).collect::<Result<Vec<_>, _>>()?;
    let nulls = array.nulls().cloned();
    let group = StructArray::try_new_with_length(fields.clone(), children, nulls, array.len())?;
    Ok(Arc::new(group))
}

/// What is in a group or list: its cells are counted otherwise than the column's.
fn within(array: &ArrayRef, field: &Field) -> Result<ArrayRef, Misfit> {
    exactly(array, field.data_type())
        .map_err(|misfit| Misfit { row: None, words: format!("in `{}`, {misfit}", field.name()) })
}

fn map(array: &MapArray, entries: &FieldRef, sorted: bool) -> Result<ArrayRef, Misfit> {
    let DataType::Struct(parts) = entries.data_type() else {
        return Err(ArrowError::CastError("a map has keys and values".into()).into());
    };
    let parts = [array.keys(), array.values()].into_iter().zip(parts);
    let (fields, arrays): (Vec<FieldRef>, Vec<_>) =
        parts.map(|(part, field)| (field.clone(), within(part, field))).unzip();
    let arrays = arrays.into_iter().collect::<Result<Vec<_>, _>>()?;
    let pairs = StructArray::try_new(fields.into(), arrays, None)?;
    let (offsets, nulls) = (array.offsets().clone(), array.nulls().cloned());
    Ok(Arc::new(MapArray::try_new(entries.clone(), offsets, pairs, nulls, sorted)?))
}

fn list_of(of: &DataType) -> Option<&FieldRef> {
    match of {
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    }
}

/// The items first, in the list as it is, and then the list.
fn list(array: &ArrayRef, item: &FieldRef, to: &DataType) -> Result<ArrayRef, Misfit> {
    // the two kinds that keep their items in order and without gaps, or nearly so
    let array = match array.data_type() {
        DataType::List(_) | DataType::LargeList(_) => array.clone(),
        DataType::LargeListView(own) => cast(array, &DataType::LargeList(own.clone()))?,
        DataType::ListView(own) | DataType::FixedSizeList(own, _) => {
            cast(array, &DataType::List(own.clone()))?
        }
        other => return Err(ArrowError::CastError(format!("{other} is no list")).into()),
    };
    let inner: ArrayRef = match array.data_type() {
        DataType::LargeList(_) => {
            let (_, offsets, items, nulls) = array.as_list::<i64>().clone().into_parts();
            let items = within(&items, item)?;
            Arc::new(arrow_array::LargeListArray::try_new(item.clone(), offsets, items, nulls)?)
        }
        _ => {
            let (_, offsets, items, nulls) = array.as_list::<i32>().clone().into_parts();
            let items = within(&items, item)?;
            Arc::new(arrow_array::ListArray::try_new(item.clone(), offsets, items, nulls)?)
        }
    };
    if inner.data_type() == to { Ok(inner) } else { Ok(cast(&inner, to)?) }
}

/// Values without parts, there and back again: what comes back otherwise isn't held.
fn plain(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, Misfit> {
    let from = array.data_type();
    if common(from, to).is_none() {
        return Err(misfit(array, first_value(array), to));
    }
    // a moment is the same in each zone, and one without a zone is taken as UTC
    let here = zone::rezone(array, &zoneless(from))?;
    let there = cast(&here, &zoneless(to))?;
    if keeps_all(to) && there.logical_null_count() == here.logical_null_count() {
        return Ok(there);
    }
    let back = cast(&there, here.data_type())?;
    let same = not_distinct(&here, &back)?;
    match first_false(&same) {
        Some(row) => Err(misfit(array, row, to)),
        None => Ok(zone::rezone(&there, to)?),
    }
}

/// Whether text and bytes of one kind are those of another kind.
fn keeps_all(of: &DataType) -> bool {
    use DataType::*;
    matches!(of, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

fn zoneless(of: &DataType) -> DataType {
    match of {
        DataType::Timestamp(unit, _) => DataType::Timestamp(*unit, None),
        other => other.clone(),
    }
}

fn first_value(array: &ArrayRef) -> usize {
    let nulls = array.logical_nulls();
    nulls.and_then(|nulls| nulls.valid_indices().next()).unwrap_or(0)
}

fn first_false(same: &BooleanArray) -> Option<usize> {
    if same.false_count() == 0 { None } else { same.values().iter().position(|same| !same) }
}

#[cold]
fn misfit(array: &ArrayRef, row: usize, to: &DataType) -> Misfit {
    let (value, to) = (text(array, row), words(to));
    Misfit { row: Some(row), words: format!("`{value}` can't be read as {to}") }
}
