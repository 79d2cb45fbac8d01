//! What the footers of Parquet files say of their columns.

use std::cmp::Ordering;

use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_ord::ord::make_comparator;
use arrow_schema::{ArrowError, SortOptions};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::errors::ParquetError;

use super::groups;
use super::read::File;
use crate::error::Result;
use crate::frame::folder::Opened;
use crate::frame::guard;
use crate::frame::place::Place;
use crate::frame::summary::{Summary, text};

/// All that is known without reading a row.
pub(in crate::frame) async fn summary(from: &Place) -> Result<Summary> {
    let mut summary: Option<Summary> = None;
    let mut found: Vec<Found> = Vec::new();
    let mut rows = 0;
    for part in from.parts("").await? {
        let file = File::open(from.stores().clone(), part).await?;
        let schema = file.schema();
        let summary = summary.get_or_insert_with(|| Summary::of_columns(&schema));
        found.resize_with(summary.columns.len(), Found::default);
        let metadata = file.metadata();
        rows += u64::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
        for (column, found) in summary.columns.iter().zip(&mut found) {
            let location = file.location();
            let known = guard::call(location, || Ok(found.add(metadata, &column.name).is_ok()));
            // what can't be made out of the statistics isn't said
            found.unknown |= !known?;
        }
    }
    let mut summary = summary.ok_or_else(|| from.empty())?;
    summary.rows = Some(rows);
    for (column, found) in summary.columns.iter_mut().zip(found) {
        column.missing = found.missing.filter(|_| !found.unknown);
        let (least, most) = (found.least.map(|end| end.text()), found.most.map(|end| end.text()));
        column.ends = least.zip(most).filter(|_| !found.unknown && !found.without_ends);
    }
    Ok(summary)
}

/// What has been found of a column.
#[derive(Default)]
struct Found {
    missing: Option<u64>,
    least: Option<End>,
    most: Option<End>,
    /// A file or row group doesn't say.
    unknown: bool,
    /// A row group says it in a way that can't be believed.
    without_ends: bool,
}

/// The smallest or the largest value.
struct End {
    array: ArrayRef,
    row: usize,
    exact: bool,
}

impl End {
    fn text(&self) -> String {
        let text = text(&self.array, self.row);
        if self.exact || text.ends_with('…') { text } else { format!("{text}…") }
    }
}

impl Found {
    fn add(&mut self, metadata: &ArrowReaderMetadata, name: &str) -> Result<(), ParquetError> {
        let row_groups = metadata.metadata().row_groups();
        let (schema, file) = (metadata.schema(), metadata.parquet_schema());
        let converter = StatisticsConverter::try_new(name, schema, file)?;
        let Some(index) = converter.parquet_column_index() else {
            return Err(ParquetError::General("a group says nothing of itself".into()));
        };
        let missing = converter.row_group_null_counts(row_groups)?;
        if missing.null_count() > 0 {
            self.unknown = true;
        }
        *self.missing.get_or_insert(0) += missing.iter().flatten().sum::<u64>();
        let least = (
            converter.row_group_mins(row_groups)?,
            converter.row_group_is_min_value_exact(row_groups)?,
        );
        let most = (
            converter.row_group_maxes(row_groups)?,
            converter.row_group_is_max_value_exact(row_groups)?,
        );
        // of a group of nulls there is nothing to be told
        let told = |group| {
            least.0.is_null(group)
                || (groups::ends_are_told(metadata, index, group)
                    && !is_nan(&least.0, group)
                    && !is_nan(&most.0, group))
        };
        self.without_ends |= !(0..row_groups.len()).all(told);
        further(&mut self.least, &least, Ordering::Less)?;
        further(&mut self.most, &most, Ordering::Greater)?;
        Ok(())
    }
}

/// What is no number is neither small nor large, though some writers count it in.
fn is_nan(values: &ArrayRef, row: usize) -> bool {
    values.data_type().is_floating() && text(values, row) == "NaN"
}

/// Moves an end to the furthest of these values. A row group of nulls has none.
fn further(
    end: &mut Option<End>,
    (values, exact): &(ArrayRef, BooleanArray),
    direction: Ordering,
) -> Result<(), ArrowError> {
    for row in (0..values.len()).filter(|row| values.is_valid(*row)) {
        let is_further = match end {
            None => true,
            Some(end) => {
                let compare = make_comparator(values, &end.array, SortOptions::default())?;
                compare(row, end.row) == direction
            }
        };
        if is_further {
            // where nobody says, numbers and times are whole, and text may be cut
            let exact = match exact.is_valid(row) {
                true => exact.value(row),
                false => values.data_type().is_primitive(),
            };
            *end = Some(End { array: values.clone(), row, exact });
        }
    }
    Ok(())
}
