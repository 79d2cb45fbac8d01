//! Which tables can be read as which, beyond what their rows say: tables whose columns nobody knows yet, and formats.

use flyte_types::columns::fit::{HasColumn, Unknown};
use flyte_types::columns::{Column, ReadFrom, Table};

use crate::value::format::Any;

/// A table whose columns are known at run time.
impl Table for Any {
    fn declared() -> Vec<Column> {
        Vec::new()
    }
}

/// It may have any column, so any row can be tried on it.
impl<Name> HasColumn<Name> for Any {
    type Kind = Unknown;
}

impl<A: Table> ReadFrom<A> for Any {}

/// Whether a table in the format `From` may be given where one in this format is wanted: the same format, or any on one
/// of the sides.
///
/// A format of your own is the same as itself; where it should go together with `Any`, implement this between the two.
#[diagnostic::on_unimplemented(
    message = "a table in the format `{From}` was given where one in the format `{Self}` is wanted",
    label = "a table in the format `{From}`",
    note = "name the same format on both sides, or leave it out on one"
)]
pub trait ReadFormat<From> {}

impl<F> ReadFormat<F> for F {}

macro_rules! beside_any {
    ($($format:ident)+) => {$(
        impl ReadFormat<crate::value::format::$format> for Any {}
        impl ReadFormat<Any> for crate::value::format::$format {}
    )+};
}

beside_any!(Arrow Csv Gz Html Jpeg Json JsonLines Parquet Pdf Png Svg TarGz Tsv Txt Zip);
