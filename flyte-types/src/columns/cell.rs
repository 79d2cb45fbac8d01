//! Rows and their cells.

use super::column::{Column, ColumnType};
use super::frame::{Builder, Cells};
use crate::contents::{Contents, Levels};
use crate::error::Result;

/// A row of a table: a struct with `#[derive(Columns)]`, one column per field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table",
    label = "not a row",
    note = "derive `Columns` for it; where the columns are known at run time only, write `Any`"
)]
pub trait Columns: Sized + Send + Sync + 'static {
    /// How many columns there are.
    const COUNT: usize;

    /// The columns, in the order of the fields.
    fn columns() -> Vec<Column>;

    /// The arrow schema in the type of tables of such rows, as pyarrow writes it as text. `#[flyte(arrow_schema)]`
    /// makes one.
    fn arrow_schema() -> Option<String> {
        None
    }

    /// Appends one column of all these rows. A `None` is a row of a group that is absent as a whole.
    fn put_column<'a, B: Builder>(
        rows: impl Iterator<Item = Option<&'a Self>> + Clone,
        index: usize,
        into: &mut B,
    ) -> Result<()>;

    /// One row, out of columns in the order of [`Columns::columns`].
    fn row<C: Cells>(columns: &[C], row: usize) -> Result<Self>;
}

/// A type that may be a field of a row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a column of a table",
    label = "not a type of columns",
    note = "columns are integers, floats, `bool`, `String`, `bytes::Bytes`, `chrono::NaiveDate`, `chrono::NaiveTime`, `chrono::DateTime<Utc>`, `chrono::NaiveDateTime`, `chrono::TimeDelta`, `Option` and `Vec` of such, maps from `String`, and structs that derive `Columns`"
)]
pub trait Cell: Sized + Send + Sync + 'static {
    /// Its column, for the compiler's comparison of rows.
    #[doc(hidden)]
    type Kind;

    /// Whether cells may be missing.
    const NULLABLE: bool = false;

    /// What cells of this type hold, down to some level.
    #[doc(hidden)]
    type Inside<L: Levels>: Contents;

    /// What the cells of its column hold.
    fn ty() -> ColumnType;

    /// A column of this type.
    fn column(name: impl Into<String>) -> Column {
        Column { name: name.into(), ty: Self::ty(), nullable: Self::NULLABLE }
    }

    /// Appends all these cells, `None` where one is missing.
    fn put<'a, B: Builder>(
        cells: impl Iterator<Item = Option<&'a Self>> + Clone,
        into: &mut B,
    ) -> Result<()>;

    /// The cell of this row.
    fn get<C: Cells>(from: &C, row: usize) -> Result<Self>;
}
