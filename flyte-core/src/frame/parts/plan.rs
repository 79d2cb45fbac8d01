//! What the columns of a table are, of which each file has its own.

use std::fmt::Write;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};

use super::common::common;
use crate::error::{Error, Result};
use crate::frame::check::{fits, words};
use crate::frame::codec::Wanted;
use crate::frame::project::{Inner, as_wanted, inner, pruned};
use crate::storage::Location;

/// The columns of a file.
#[derive(Clone, Debug)]
pub(in crate::frame) struct FileColumns {
    location: Location,
    schema: SchemaRef,
    /// Whether each is known to have no value at all.
    empty: Vec<bool>,
}

impl FileColumns {
    /// The columns of this schema; `is_empty` tells whether the one of a name is known to have no value.
    pub(in crate::frame) fn new(
        location: Location,
        schema: SchemaRef,
        is_empty: impl Fn(&str) -> bool,
    ) -> FileColumns {
        let empty = schema.fields().iter().map(|field| is_empty(field.name())).collect();
        FileColumns { location, schema, empty }
    }

    /// The column of a name, as it is. One without a value could be of any type.
    fn column(&self, name: &str) -> Option<Found<'_>> {
        let index = self.schema.fields().iter().position(|field| field.name() == name)?;
        let empty = self.empty[index] || *self.schema.field(index).data_type() == DataType::Null;
        Some(Found { field: &self.schema.fields()[index], empty })
    }

    /// Whether all columns that are wanted are here, as they are wanted.
    pub(in crate::frame) fn have(&self, wanted: &Fields) -> bool {
        wanted
            .iter()
            .all(|wanted| self.column(wanted.name()).is_some_and(|found| fits(wanted, found.field)))
    }
}

struct Found<'a> {
    field: &'a FieldRef,
    empty: bool,
}

/// The columns of a table, and how its files are brought to them.
#[derive(Debug)]
pub(in crate::frame) struct Plan {
    /// All columns of the table.
    source: SchemaRef,
    wanted: Option<Fields>,
}

/// Where files really differ.
#[derive(Default)]
struct Problems(Vec<String>);

impl Plan {
    /// Of a table with these files, the first of which comes first. Where they differ in a column that somebody wants,
    /// in a way that can't be mended, all such columns are told; `otherwise` is the type that everything can be read as,
    /// if the format has one.
    pub(in crate::frame) fn new(
        files: &[FileColumns],
        wanted: &Wanted,
        table: &Location,
        otherwise: Option<&DataType>,
    ) -> Result<Plan> {
        let mut problems = Problems::default();
        let mut source: Vec<FieldRef> = Vec::new();
        for field in files.iter().flat_map(|file| file.schema.fields()) {
            if source.iter().any(|known| known.name() == field.name()) {
                continue;
            }
            let of_name = |wanted: &&FieldRef| wanted.name() == field.name();
            source.push(match wanted.columns() {
                None => whole(field, files, otherwise, &mut problems),
                Some(all) => match all.iter().find(of_name) {
                    Some(wanted) => whole_as(wanted, field, files, &mut problems),
                    None => field.clone(),
                },
            });
        }
        match problems.0.is_empty() {
            true => Ok(Plan {
                source: Arc::new(Schema::new(source)),
                wanted: wanted.columns().cloned(),
            }),
            false => Err(Error::fatal(format!(
                "the files of the table {} differ: {}",
                table.told(),
                problems.0.join("; ")
            ))),
        }
    }

    /// All columns of the table.
    pub(in crate::frame) fn source(&self) -> &SchemaRef {
        &self.source
    }

    /// All columns, those that are wanted as they are wanted: what a filter is held against.
    pub(in crate::frame) fn compared(&self) -> Fields {
        match &self.wanted {
            Some(wanted) => as_wanted(self.source.fields(), wanted),
            None => self.source.fields().clone(),
        }
    }

    /// Those of its columns that are wanted: what each batch of the table has.
    pub(in crate::frame) fn columns(&self) -> SchemaRef {
        let Some(wanted) = &self.wanted else { return self.source.clone() };
        let fields = self.source.fields().iter().filter_map(|field| {
            let wanted = wanted.iter().find(|wanted| wanted.name() == field.name())?;
            Some(pruned(field, wanted))
        });
        Arc::new(Schema::new(fields.collect::<Fields>()))
    }

    /// The columns that the batches of one file are brought to, if rows are made of them. Whoever makes rows takes each
    /// column that fits as it is, so that only the rest is converted. `read` are the columns of that file that are read.
    pub(in crate::frame) fn for_rows(
        &self,
        file: &FileColumns,
        read: &Schema,
    ) -> Result<SchemaRef> {
        let Some(wanted) = &self.wanted else { return Ok(self.columns()) };
        let mut problems = Problems::default();
        let column = |own: &FieldRef| {
            let Some(of) = wanted.iter().find(|wanted| wanted.name() == own.name()) else {
                return own.clone();
            };
            let found = file.column(own.name());
            let empty = found.is_some_and(|found| found.empty);
            match fits(of, own) {
                true => own.clone(),
                false if empty => Arc::new(typed(own, DataType::Null)),
                false => {
                    problems.mendable(of, own, file);
                    Arc::new(typed(own, of.data_type().clone()))
                }
            }
        };
        let mut fields: Vec<FieldRef> = read.fields().iter().map(column).collect();
        for wanted in wanted.iter().filter(|wanted| file.column(wanted.name()).is_none()) {
            if !wanted.is_nullable() {
                problems.missing(wanted, &[file]);
            }
            fields.push(Arc::new(Field::new(wanted.name(), DataType::Null, true)));
        }
        match problems.0.is_empty() {
            true => Ok(Arc::new(Schema::new(fields))),
            false => {
                Err(Error::fatal(format!("the files of a table differ: {}", problems.0.join("; "))))
            }
        }
    }
}

/// A column of which nobody says what it should be: of a type that holds what is in all files.
fn whole(
    first: &FieldRef,
    files: &[FileColumns],
    otherwise: Option<&DataType>,
    problems: &mut Problems,
) -> FieldRef {
    let mut all: Option<(DataType, &FileColumns)> = None;
    let mut nullable = false;
    for file in files {
        let Some(found) = file.column(first.name()) else {
            nullable = true;
            continue;
        };
        nullable |= found.field.is_nullable();
        if found.empty {
            continue;
        }
        all = Some(match all {
            None => (found.field.data_type().clone(), file),
            Some((so_far, before)) => match (common(&so_far, found.field.data_type()), otherwise) {
                (Some(both), _) => (both, before),
                (None, Some(otherwise)) => (otherwise.clone(), before),
                (None, None) => {
                    problems.two_types(first.name(), (&so_far, before), (found.field, file));
                    return first.clone();
                }
            },
        });
    }
    // of a column without any value, the first file tells the type
    let of = all.map_or_else(|| first.data_type().clone(), |(of, _)| of);
    Arc::new(typed(first, of).with_nullable(nullable))
}

/// A column that should be of a type. If it is so neither in a file nor in all of them together, it is as the first has
/// it, and the reader says the rest.
fn whole_as(
    wanted: &Field,
    first: &FieldRef,
    files: &[FileColumns],
    problems: &mut Problems,
) -> FieldRef {
    let found: Vec<(&FileColumns, Option<Found<'_>>)> =
        files.iter().map(|file| (file, file.column(wanted.name()))).collect();
    let there: Vec<(&FileColumns, &Found<'_>)> =
        found.iter().filter_map(|(file, found)| Some((*file, found.as_ref()?))).collect();
    let together = |some: &dyn Fn(&Found<'_>) -> bool| {
        let mut types = there.iter().filter(|(_, found)| some(found));
        let first = types.next()?.1.field.data_type().clone();
        types.try_fold(first, |so_far, (_, found)| common(&so_far, found.field.data_type()))
    };
    let is_so = |found: &Found<'_>| fits(wanted, found.field);
    let has_values = |found: &Found<'_>| !found.empty;
    let mut of = match together(&is_so) {
        Some(of) => of,
        None if there.iter().any(|(_, found)| is_so(found)) => wanted.data_type().clone(),
        None if !there.iter().any(|(_, found)| has_values(found)) => DataType::Null,
        None => match together(&has_values) {
            Some(of) if fits(wanted, &typed(first, of.clone())) => of,
            _ => return first.clone(),
        },
    };
    for (file, found) in there.iter().filter(|(_, found)| has_values(found) && !is_so(found)) {
        of = wanted.data_type().clone();
        problems.mendable(wanted, found.field, file);
    }
    let without: Vec<&FileColumns> =
        found.iter().filter(|(_, found)| found.is_none()).map(|(file, _)| *file).collect();
    if !without.is_empty() && !wanted.is_nullable() {
        problems.missing(wanted, &without);
    }
    let nullable = !without.is_empty() || there.iter().any(|(_, found)| found.field.is_nullable());
    Arc::new(typed(first, of).with_nullable(nullable))
}

/// The path of a field that is wanted and isn't there, in a column that is.
fn lacking(wanted: &Field, found: &Field) -> Option<String> {
    match (inner(wanted.data_type()), inner(found.data_type())) {
        (Inner::Fields(wanted), Inner::Fields(found)) => wanted.iter().find_map(|field| {
            let own = found.iter().find(|own| own.name() == field.name());
            let path = match own {
                Some(own) => lacking(field, own)?,
                None if field.is_nullable() => return None,
                None => String::new(),
            };
            Some(format!(".{}{path}", field.name()))
        }),
        (Inner::Item(wanted), Inner::Item(found)) => {
            lacking(wanted, found).map(|path| format!("[]{path}"))
        }
        _ => None,
    }
}

/// The same field with another type. What was noted at it may be about the type.
fn typed(field: &Field, of: DataType) -> Field {
    match *field.data_type() == of {
        true => field.clone(),
        false => Field::new(field.name(), of, field.is_nullable()),
    }
}

impl Problems {
    /// A problem if a column of a file can't even be tried as what is wanted.
    fn mendable(&mut self, wanted: &Field, found: &Field, file: &FileColumns) {
        if let Some(path) = lacking(wanted, found) {
            let name = format!("{}{path}", wanted.name());
            self.0.push(format!("`{name}` is missing from {}", file.location.told()));
        } else if common(wanted.data_type(), found.data_type()).is_none() {
            self.other_type(wanted, found, file);
        }
    }

    fn other_type(&mut self, wanted: &Field, found: &Field, file: &FileColumns) {
        self.0.push(format!(
            "`{}` is {} in {}, not {}",
            found.name(),
            words(found.data_type()),
            file.location.told(),
            words(wanted.data_type())
        ));
    }

    fn two_types(
        &mut self,
        name: &str,
        (one, before): (&DataType, &FileColumns),
        (other, file): (&Field, &FileColumns),
    ) {
        self.0.push(format!(
            "`{name}` is {} in {} and {} in {}",
            words(one),
            before.location.told(),
            words(other.data_type()),
            file.location.told()
        ));
    }

    fn missing(&mut self, wanted: &Field, files: &[&FileColumns]) {
        let mut text = format!("`{}` is missing from ", wanted.name());
        for (index, file) in files.iter().take(NAMED).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}{}", file.location.told());
        }
        if files.len() > NAMED {
            let _ = write!(text, " and {} more", files.len() - NAMED);
        }
        let _ = write!(text, " ({} expected)", words(wanted.data_type()));
        self.0.push(text);
    }
}

/// So many files are named by one problem.
const NAMED: usize = 3;
