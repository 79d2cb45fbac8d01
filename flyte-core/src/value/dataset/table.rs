//! A table of rows.

use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use flyte_types::columns::{Column, ReadFrom, Table, from_literal, to_literal};
use flyte_types::idl::core::StructuredDatasetType;

use super::about::About;
use super::held::Held;
use crate::error::Result;
use crate::storage::{Location, Stores, wait};
use crate::value::format::{self, Any, Format};
use crate::value::reference::{Reference, Shared, Source};

/// What flytekit calls the arrow schema of a type.
const ARROW: &str = "arrow";

/// A table that tasks hand to each other: a reference, as [`FlyteFile`](super::super::FlyteFile) is.
///
/// `Row` derives [`Columns`](flyte_types::Columns), and its fields are the columns. Where a table of one row type is
/// given for one of another, the compiler looks whether all its columns are there; the table itself is held against
/// them when it is read. `StructuredDataset` alone is a table whose columns are known at run time only: it takes any
/// table and goes wherever a table is wanted.
///
/// flytekit asks for the columns that the type declares by their names, and gives the fields of a group without the
/// group's: `lat` of `start.lat`. Where its tasks read rows with groups, hand out a `StructuredDataset` alone
/// ([`StructuredDataset::read_as`]): that it takes as it is.
///
/// A table is a folder of files at its uri, or a single file. One on this machine is uploaded when a task returns it;
/// one that is in a store is never copied, and a task that only passes it on doesn't touch it. Clones are the same
/// table.
pub struct StructuredDataset<Row = Any, F = Any> {
    pub(super) shared: Shared,
    pub(super) about: Arc<About>,
    types: PhantomData<fn() -> (Row, F)>,
}

impl<Row: Table, F: Format> StructuredDataset<Row, F> {
    pub(super) fn wrap(shared: Shared, about: Arc<About>) -> Self {
        StructuredDataset { shared, about, types: PhantomData }
    }

    /// The table at a uri (`s3://bucket/trips`), or at a local path. Its format is what the type says, or
    /// [`StructuredDataset::with_format`], or else Parquet.
    pub fn from_uri(uri: impl Into<String>) -> Result<Self> {
        Ok(Self::wrap(Reference::of(uri.into(), true)?.of_table(), Arc::default()))
    }

    /// The table at a path of this machine: a folder of files, or one file. Whether it is there shows when it is used.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::wrap(Reference::at(path.as_ref(), true)?.of_table(), Arc::default()))
    }

    /// A table that lies nowhere yet, and the format in which it will be written.
    pub fn held(table: Arc<dyn Held>, format: &str) -> Self {
        let format = match Self::declared_format() {
            "" => format,
            declared => declared,
        };
        let shared = Reference::share(Source::Table(super::held::Table(table)), true);
        Self::wrap(shared.of_table(), Arc::new(About::of_format(format)))
    }

    /// The same table with the word for its format, where the type names none: `parquet`, `csv`.
    #[must_use]
    pub fn with_format(mut self, format: impl Into<String>) -> Self {
        let format = format.into();
        // what isn't written yet is written so; a format that the type names stays
        if let (Some(table), None) = (self.in_memory(), self.uri()) {
            return match Self::declared_format() {
                "" => Self::held(table.in_format(&format), &format),
                _ => self,
            };
        }
        Arc::make_mut(&mut self.about).change(|ty| ty.format = format);
        self
    }

    /// The same table with its schema in the words of another library, which travels with it
    /// (`external_schema_type`, `external_schema_bytes`).
    #[must_use]
    pub fn with_external_schema(mut self, ty: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Arc::make_mut(&mut self.about).change(|about| {
            about.external_schema_type = ty.into();
            about.external_schema_bytes = bytes.into();
        });
        self
    }

    /// Its uri, or its path if it is a local table. `None` before a table in memory was written.
    pub fn uri(&self) -> Option<&str> {
        self.shared.0.uri()
    }

    /// The word for its format: `parquet`, `csv`. Empty if nobody named one, which means Parquet.
    pub fn format(&self) -> &str {
        match (self.about.ty.format.as_str(), Self::declared_format()) {
            ("", declared) => declared,
            (own, _) => own,
        }
    }

    /// Its columns, as far as they are known without opening it: those of `Row`, or else those that its literal names.
    /// The latter know no widths, and every cell may be missing in them; groups are flat, `a.b.c`.
    pub fn columns(&self) -> Vec<Column> {
        match Row::declared() {
            declared if declared.is_empty() => from_literal(&self.about.ty.columns),
            declared => declared,
        }
    }

    /// Its schema in the words of another library, if its literal has one or its type declares it
    /// ([`#[flyte(arrow_schema)]`](flyte_types::Columns)): which library's, and the schema.
    pub fn external_schema(&self) -> Option<(&str, Bytes)> {
        let ty = &self.about.ty;
        match ty.external_schema_type.is_empty() {
            true => Row::arrow_schema().map(|text| (ARROW, text.into())),
            false => Some((&ty.external_schema_type, ty.external_schema_bytes.clone())),
        }
    }

    /// The same table, read as other rows: fewer columns, in any order.
    pub fn read_as<B: Table + ReadFrom<Row>>(self) -> StructuredDataset<B, F> {
        StructuredDataset::wrap(self.shared, self.about)
    }

    /// The same table, read as any rows and format at all. Whether that is right shows when it is read.
    pub fn cast<B: Table, G: Format>(self) -> StructuredDataset<B, G> {
        StructuredDataset::wrap(self.shared, self.about)
    }

    /// Where to read it; a table in memory is written first. What is there belongs to all tasks: a change of a table on
    /// this machine is an error for whoever opens it next in the run.
    pub async fn location(&self) -> Result<Location> {
        self.shared.0.location().await
    }

    /// Copies the files of the table to a path of this machine, where they belong to whoever asked for them: a folder, or
    /// one file if the table is one. Gives the path of the copy.
    pub async fn copy_to(&self, to: impl AsRef<Path>) -> Result<PathBuf> {
        self.shared.0.copy_to(to.as_ref()).await
    }

    /// [`StructuredDataset::copy_to`], for code that isn't async.
    pub fn blocking_copy_to(&self, to: impl AsRef<Path>) -> Result<PathBuf> {
        wait(self.copy_to(to))
    }

    /// The table, if it is in memory.
    pub fn in_memory(&self) -> Option<&dyn Held> {
        match &self.shared.0.source {
            Source::Table(table) => Some(&*table.0),
            _ => None,
        }
    }

    /// The stores that reach it.
    pub fn stores(&self) -> &Stores {
        self.shared.0.stores()
    }

    pub(super) fn declared_format() -> &'static str {
        format::name::<F>()
    }

    /// The type of inputs and outputs.
    pub(super) fn declared() -> StructuredDatasetType {
        let schema = Row::arrow_schema();
        StructuredDatasetType {
            columns: to_literal(&Row::declared()),
            format: Self::declared_format().to_owned(),
            external_schema_type: schema.as_ref().map(|_| ARROW.to_owned()).unwrap_or_default(),
            external_schema_bytes: schema.map(String::into_bytes).unwrap_or_default().into(),
        }
    }
}

impl<Row, F> Clone for StructuredDataset<Row, F> {
    fn clone(&self) -> Self {
        let (shared, about) = (self.shared.clone(), self.about.clone());
        StructuredDataset { shared, about, types: PhantomData }
    }
}

/// The same uri, or the same table in memory.
impl<Row, F> PartialEq for StructuredDataset<Row, F> {
    fn eq(&self, other: &Self) -> bool {
        self.shared == other.shared
    }
}

impl<Row: Table, F: Format> fmt::Debug for StructuredDataset<Row, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StructuredDataset({:?}", self.shared)?;
        match self.format() {
            "" => f.write_str(")"),
            format => write!(f, ", {format})"),
        }
    }
}
