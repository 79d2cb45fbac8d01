//! A filter that has been held against the columns of a table.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema};
use flyte_types::columns::Cells;

use super::value::Constant;
use super::{Comparison, Filter, Node};
use crate::error::{Error, Result};
use crate::frame::check::words;
use crate::frame::rows::Column;

/// A filter whose columns are there and can be compared with its constants.
#[derive(Clone, Debug)]
pub(in crate::frame) struct Bound {
    condition: Condition,
    columns: Vec<Looked>,
}

/// A column that is looked at: the path to it, and what it is compared as.
#[derive(Clone, Debug)]
struct Looked {
    path: Vec<String>,
    field: Field,
}

#[derive(Clone, Debug)]
enum Condition {
    Compare(usize, Comparison, Constant),
    Missing(usize),
    There(usize),
    All(Vec<Condition>),
    One(Vec<Condition>),
}

impl Filter {
    /// Looks the columns up. All that is wrong is told at once.
    pub(in crate::frame) fn bind(
        &self,
        fields: &Fields,
        table: impl std::fmt::Display,
    ) -> Result<Bound> {
        let mut bound = Bound { condition: Condition::All(Vec::new()), columns: Vec::new() };
        let mut wrong = Vec::new();
        bound.condition = bound.of(&self.0, fields, &mut wrong);
        match wrong.is_empty() {
            true => Ok(bound),
            false => Err(Error::fatal(format!(
                "the filter `{self}` can't be used on {table}: {}",
                wrong.join("; ")
            ))),
        }
    }
}

impl Filter {
    /// An error if it can't be used on a table with these columns.
    pub fn check(&self, columns: &Schema, table: impl std::fmt::Display) -> Result<()> {
        self.bind(columns.fields(), table).map(drop)
    }
}

/// The field at a path, and the names of that path. A name may have a dot itself.
fn find<'a>(fields: &'a Fields, path: &str) -> Option<(&'a Field, Vec<String>)> {
    if let Some(field) = fields.iter().find(|field| field.name() == path) {
        return Some((field, vec![path.to_owned()]));
    }
    path.match_indices('.').find_map(|(at, _)| {
        let field: &FieldRef = fields.iter().find(|field| field.name() == &path[..at])?;
        let DataType::Struct(inner) = field.data_type() else { return None };
        let (found, mut names) = find(inner, &path[at + 1..])?;
        names.insert(0, field.name().clone());
        Some((found, names))
    })
}

impl Bound {
    fn of(&mut self, node: &Node, fields: &Fields, wrong: &mut Vec<String>) -> Condition {
        match node {
            Node::Compare(column, comparison, value) => {
                let Some((field, index)) = self.column(column, fields, wrong) else {
                    return Condition::All(Vec::new());
                };
                match value.against(field.data_type()) {
                    Some(constant) => Condition::Compare(index, *comparison, constant),
                    None => {
                        wrong.push(format!(
                            "`{column}` is {} and can't be compared with {}, {value}",
                            words(field.data_type()),
                            value.kind()
                        ));
                        Condition::All(Vec::new())
                    }
                }
            }
            Node::Missing(column) => match self.column(column, fields, wrong) {
                Some((_, index)) => Condition::Missing(index),
                None => Condition::All(Vec::new()),
            },
            Node::There(column) => match self.column(column, fields, wrong) {
                Some((_, index)) => Condition::There(index),
                None => Condition::All(Vec::new()),
            },
            Node::All(parts) => {
                Condition::All(parts.iter().map(|part| self.of(part, fields, wrong)).collect())
            }
            Node::One(parts) => {
                Condition::One(parts.iter().map(|part| self.of(part, fields, wrong)).collect())
            }
        }
    }

    fn column<'a>(
        &mut self,
        name: &str,
        fields: &'a Fields,
        wrong: &mut Vec<String>,
    ) -> Option<(&'a Field, usize)> {
        let Some((field, path)) = find(fields, name) else {
            wrong.push(format!("there is no column `{name}`"));
            return None;
        };
        let index = self.columns.iter().position(|known| known.path == path).unwrap_or_else(|| {
            self.columns.push(Looked { path, field: field.clone() });
            self.columns.len() - 1
        });
        Some((field, index))
    }

    /// The columns that are looked at, each as the path to it.
    pub(in crate::frame) fn columns(&self) -> impl Iterator<Item = &[String]> {
        self.columns.iter().map(|looked| &looked.path[..])
    }

    /// Which rows of a batch are wanted.
    pub(in crate::frame) fn rows(&self, batch: &RecordBatch) -> Result<Vec<bool>> {
        let leaves = self.columns.iter().map(|looked| Leaf::new(batch, looked));
        let leaves = leaves.collect::<Result<Vec<_>>>()?;
        let mut wanted = vec![true; batch.num_rows()];
        keep(&self.condition, &leaves, &mut wanted)?;
        Ok(wanted)
    }

    /// Whether a group of rows may have one that is wanted. `look` tells of a column of this index.
    pub(in crate::frame) fn may_hold(&self, look: &impl Fn(usize) -> Range) -> bool {
        may_hold(&self.condition, look)
    }
}

/// Unmarks the rows for which a condition doesn't hold.
fn keep(condition: &Condition, leaves: &[Leaf], wanted: &mut [bool]) -> Result<()> {
    match condition {
        Condition::Compare(index, comparison, constant) => {
            let leaf = &leaves[*index];
            for (row, wanted) in wanted.iter_mut().enumerate().filter(|(_, wanted)| **wanted) {
                *wanted = !leaf.is_missing(row) && {
                    let ordering = constant.compare(&leaf.column, row);
                    let ordering = ordering.map_err(|error| Error::fatal(error.to_string()))?;
                    comparison.holds(ordering)
                };
            }
        }
        Condition::Missing(index) => {
            let leaf = &leaves[*index];
            wanted.iter_mut().enumerate().for_each(|(row, wanted)| *wanted &= leaf.is_missing(row));
        }
        Condition::There(index) => {
            let leaf = &leaves[*index];
            wanted
                .iter_mut()
                .enumerate()
                .for_each(|(row, wanted)| *wanted &= !leaf.is_missing(row));
        }
        Condition::All(parts) => {
            parts.iter().try_for_each(|part| keep(part, leaves, wanted))?;
        }
        Condition::One(parts) => {
            let mut any = vec![false; wanted.len()];
            for part in parts {
                let mut these = wanted.to_vec();
                keep(part, leaves, &mut these)?;
                any.iter_mut().zip(these).for_each(|(any, this)| *any |= this);
            }
            wanted.copy_from_slice(&any);
        }
    }
    Ok(())
}

impl Comparison {
    fn holds(self, ordering: Option<std::cmp::Ordering>) -> bool {
        match self {
            Comparison::Other => ordering.is_none_or(std::cmp::Ordering::is_ne),
            Comparison::Equal => ordering.is_some_and(std::cmp::Ordering::is_eq),
            Comparison::Less => ordering.is_some_and(std::cmp::Ordering::is_lt),
            Comparison::LessOrEqual => ordering.is_some_and(std::cmp::Ordering::is_le),
            Comparison::Greater => ordering.is_some_and(std::cmp::Ordering::is_gt),
            Comparison::GreaterOrEqual => ordering.is_some_and(std::cmp::Ordering::is_ge),
        }
    }
}

/// A column of a batch that is looked at, and the groups that it is in.
struct Leaf {
    within: Vec<NullBuffer>,
    column: Column,
}

impl Leaf {
    fn new(batch: &RecordBatch, Looked { path, field }: &Looked) -> Result<Leaf> {
        let missing = || Error::fatal(format!("the column `{}` is missing", path.join(".")));
        let mut within = Vec::new();
        let mut array: Option<&ArrayRef> = None;
        for name in path {
            array = match array {
                None => batch.column_by_name(name),
                Some(group) => {
                    let group = group.as_struct_opt().ok_or_else(missing)?;
                    within.extend(group.nulls().cloned());
                    group.column_by_name(name)
                }
            };
            if array.is_none() {
                return Err(missing());
            }
        }
        let array = array.ok_or_else(missing)?;
        let column = Column::new(array, field).map_err(|error| Error::fatal(error.to_string()))?;
        Ok(Leaf { within, column })
    }

    fn is_missing(&self, row: usize) -> bool {
        self.within.iter().any(|nulls| nulls.is_null(row)) || self.column.is_missing(row)
    }
}

/// What is known of a column in a group of rows.
pub(in crate::frame) struct Range {
    /// The smallest and the largest of its values, as the only rows of two columns.
    pub(in crate::frame) ends: Option<(Column, Column)>,
    /// How many cells are missing.
    pub(in crate::frame) missing: Option<u64>,
    /// How many cells there are.
    pub(in crate::frame) rows: u64,
}

fn may_hold(condition: &Condition, look: &impl Fn(usize) -> Range) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| may_hold(part, look)),
        Condition::One(parts) => parts.iter().any(|part| may_hold(part, look)),
        Condition::Missing(index) => look(*index).missing != Some(0),
        Condition::There(index) => {
            let known = look(*index);
            known.missing != Some(known.rows)
        }
        Condition::Compare(index, comparison, constant) => {
            let known = look(*index);
            if known.missing == Some(known.rows) {
                return false;
            }
            let Some((least, most)) = &known.ends else { return true };
            if least.is_missing(0) || most.is_missing(0) {
                return true;
            }
            let (Ok(Some(least)), Ok(Some(most))) =
                (constant.compare(least, 0), constant.compare(most, 0))
            else {
                return true;
            };
            match comparison {
                Comparison::Equal => least.is_le() && most.is_ge(),
                // the ends of text are cut short, and what is no number isn't among the ends
                Comparison::Other => !(constant.is_exact() && least.is_eq() && most.is_eq()),
                Comparison::Less => least.is_lt(),
                Comparison::LessOrEqual => least.is_le(),
                Comparison::Greater => most.is_gt(),
                Comparison::GreaterOrEqual => most.is_ge(),
            }
        }
    }
}
