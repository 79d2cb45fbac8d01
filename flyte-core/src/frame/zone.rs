//! Times in zones for those parts of arrow that know zones as offsets only. A moment is the same in each.

use arrow_array::{Array, ArrayRef, make_array};
use arrow_schema::{ArrowError, DataType};

/// The type of the same moments in UTC, as an offset.
pub(super) fn plain(of: &DataType) -> DataType {
    match of {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some("+00:00".into())),
        other => other.clone(),
    }
}

/// The same moments in another zone.
pub(super) fn rezone(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == to {
        return Ok(array.clone());
    }
    Ok(make_array(array.to_data().into_builder().data_type(to.clone()).build()?))
}
