//! Which row groups of a file may have rows that are wanted, by the statistics in its footer.

use arrow_array::{Array, ArrayRef};
use arrow_schema::Field;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::basic::{ColumnOrder, SortOrder};
use parquet::file::metadata::RowGroupMetaData;

use crate::frame::filter::{Bound, Range};
use crate::frame::rows::Column;

/// The row groups that may have rows for which the filter holds; `None` if there is nothing to leave out.
pub(super) fn chosen(metadata: &ArrowReaderMetadata, filter: &Bound) -> Option<Vec<usize>> {
    let groups = metadata.metadata().row_groups();
    let columns: Vec<Option<Statistics>> =
        filter.columns().map(|path| Statistics::new(metadata, path)).collect();
    let may_hold = |group: usize| {
        filter.may_hold(&|column| {
            let rows = u64::try_from(groups[group].num_rows()).unwrap_or(u64::MAX);
            match &columns[column] {
                Some(statistics) => statistics.range(group, rows),
                None => Range { ends: None, missing: None, rows },
            }
        })
    };
    let chosen: Vec<usize> = (0..groups.len()).filter(|group| may_hold(*group)).collect();
    (chosen.len() < groups.len()).then_some(chosen)
}

/// Whether a column is known to have no value, by what the row groups say of its missing cells.
pub(super) fn has_no_value(metadata: &ArrowReaderMetadata, name: &str) -> bool {
    let schema = metadata.schema();
    let is_plain = schema.field_with_name(name).is_ok_and(|field| !field.data_type().is_nested());
    let groups = metadata.metadata().row_groups();
    let index = StatisticsConverter::try_new(name, schema, metadata.parquet_schema())
        .ok()
        .and_then(|converter| converter.parquet_column_index());
    let Some(index) = index.filter(|_| is_plain) else { return groups.is_empty() };
    groups.iter().all(|group| {
        let missing = group.column(index).statistics().and_then(|found| found.null_count_opt());
        // of a row group without rows nobody says anything
        group.num_rows() == 0
            || missing.is_some_and(|missing| Ok(missing) == u64::try_from(group.num_rows()))
    })
}

/// Whether the smallest and the largest value of a column in a row group are what they are called. The older fields
/// order text and unsigned numbers as they like, and so do files that don't say in what order they are.
pub(super) fn ends_are_told(metadata: &ArrowReaderMetadata, column: usize, group: usize) -> bool {
    let metadata = metadata.metadata();
    let statistics = metadata.row_group(group).column(column).statistics();
    let is_ordered = match metadata.file_metadata().column_order(column) {
        ColumnOrder::TYPE_DEFINED_ORDER(order) => order != SortOrder::UNDEFINED,
        ColumnOrder::UNDEFINED | ColumnOrder::UNKNOWN => false,
        _ => true,
    };
    is_ordered && statistics.is_some_and(|statistics| !statistics.is_min_max_deprecated())
}

/// The statistics of a column, each an array with a value for each row group.
struct Statistics {
    least: ArrayRef,
    most: ArrayRef,
    missing: Vec<Option<u64>>,
    believed: Vec<bool>,
}

impl Statistics {
    /// Of a column that is in no group: the statistics of others are not looked at.
    fn new(metadata: &ArrowReaderMetadata, path: &[String]) -> Option<Statistics> {
        let [name] = path else { return None };
        let groups = metadata.metadata().row_groups();
        let converter =
            StatisticsConverter::try_new(name, metadata.schema(), metadata.parquet_schema())
                .ok()?;
        let index = converter.parquet_column_index()?;
        let statistics = |group: &RowGroupMetaData| group.column(index).statistics().cloned();
        let found: Vec<_> = groups.iter().map(statistics).collect();
        Some(Statistics {
            least: converter.row_group_mins(groups).ok()?,
            most: converter.row_group_maxes(groups).ok()?,
            missing: found.iter().map(|found| found.as_ref()?.null_count_opt()).collect(),
            believed: (0..groups.len())
                .map(|group| ends_are_told(metadata, index, group))
                .collect(),
        })
    }

    fn range(&self, group: usize, rows: u64) -> Range {
        let end = |of: &ArrayRef| {
            let field = Field::new("", of.data_type().clone(), true);
            Column::new(&of.slice(group, 1), &field).ok()
        };
        let ends = self.believed[group].then(|| end(&self.least).zip(end(&self.most))).flatten();
        Range { ends, missing: self.missing[group], rows }
    }
}
