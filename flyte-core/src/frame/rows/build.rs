//! Columns of rows into arrow arrays. What a column is, is decided once for each column, not for each cell.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, BooleanBuilder, StringBuilder};
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, Time64MicrosecondType, TimestampMicrosecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    ArrayRef, ListArray, MapArray, PrimitiveArray, RecordBatch, RecordBatchOptions, StructArray,
};
use arrow_buffer::{NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields, SchemaRef, TimeUnit};
use flyte_types::columns::{Builder, Columns};
use flyte_types::{Error, Result};

use super::ROWS;
use super::schema::UTC;

/// Rows that become batches.
pub(crate) struct Batcher {
    schema: SchemaRef,
    columns: Vec<Making>,
    rows: usize,
    /// The rows of the batches before.
    before: usize,
}

impl Batcher {
    /// For batches of this schema, which is that of the rows.
    pub(crate) fn new(schema: SchemaRef) -> Batcher {
        Batcher { schema, columns: Vec::new(), rows: 0, before: 0 }
    }

    /// How many rows have been put in since the last batch.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Appends rows. After an error nothing more can be done with them.
    pub(crate) fn put<R: Columns>(&mut self, rows: &[R]) -> Result<()> {
        if self.columns.is_empty() {
            let fields = self.schema.fields().iter();
            self.columns = fields.map(|field| Making::new(field, ROWS)).collect::<Result<_>>()?;
        }
        for (index, column) in self.columns.iter_mut().enumerate() {
            R::put_column(rows.iter().map(Some), index, column).map_err(|error| {
                in_row(error, rows, index, self.schema.field(index), self.before + self.rows)
            })?;
        }
        self.rows += rows.len();
        Ok(())
    }

    /// The batch of what was put in.
    pub(crate) fn take(&mut self) -> Result<RecordBatch> {
        let columns = std::mem::take(&mut self.columns);
        let arrays = columns.into_iter().map(Making::finish).collect::<Result<Vec<_>>>()?;
        let rows = std::mem::take(&mut self.rows);
        self.before += rows;
        let rows = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(self.schema.clone(), arrays, &rows)
            .map_err(|error| Error::new(error.to_string()))
    }
}

/// What went wrong with a column, and in which of the rows: that is looked for only now.
#[cold]
fn in_row<R: Columns>(
    error: Error,
    rows: &[R],
    index: usize,
    field: &Field,
    before: usize,
) -> Error {
    let is_wrong = |row: &R| {
        let column = Making::new(field, 1);
        column.is_ok_and(|mut column| {
            R::put_column(std::iter::once(Some(row)), index, &mut column).is_err()
        })
    };
    match rows.iter().position(is_wrong) {
        Some(row) => Error::new(format!("row {} (counted from 0): {error}", before + row)),
        None => error,
    }
}

/// A column that is being made.
pub(super) struct Making {
    nullable: bool,
    values: Values,
}

enum Values {
    I8(Numbers<Int8Type>),
    I16(Numbers<Int16Type>),
    I32(Numbers<Int32Type>),
    I64(Numbers<Int64Type>),
    U8(Numbers<UInt8Type>),
    U16(Numbers<UInt16Type>),
    U32(Numbers<UInt32Type>),
    U64(Numbers<UInt64Type>),
    F32(Numbers<Float32Type>),
    F64(Numbers<Float64Type>),
    Date(Numbers<Date32Type>),
    Datetime(Numbers<TimestampMicrosecondType>),
    NaiveDatetime(Numbers<TimestampMicrosecondType>),
    Time(Numbers<Time64MicrosecondType>),
    Duration(Numbers<DurationMicrosecondType>),
    Boolean(BooleanBuilder),
    Text(StringBuilder),
    Bytes(BinaryBuilder),
    List { field: FieldRef, lengths: Lengths, items: Box<Making> },
    Map { field: FieldRef, lengths: Lengths, parts: Box<(Making, Making)> },
    Group { fields: Fields, nulls: NullBufferBuilder, children: Vec<Making> },
}

/// Numbers, and which of them are there.
struct Numbers<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    nulls: NullBufferBuilder,
}

impl<T: ArrowPrimitiveType> Numbers<T> {
    fn new(rows: usize) -> Self {
        Numbers { values: Vec::with_capacity(rows), nulls: NullBufferBuilder::new(rows) }
    }

    /// Appends cells. Of a column without nulls, what is missing lies below an absent group.
    #[inline]
    fn put(&mut self, cells: impl Iterator<Item = Option<T::Native>>, nullable: bool) {
        if !nullable {
            self.values.extend(cells.map(Option::unwrap_or_default));
            return;
        }
        let nulls = &mut self.nulls;
        self.values.extend(cells.map(|cell| {
            nulls.append(cell.is_some());
            cell.unwrap_or_default()
        }));
    }

    fn finish(mut self) -> PrimitiveArray<T> {
        PrimitiveArray::new(self.values.into(), self.nulls.finish())
    }
}

/// Where each list ends, and which lists are there.
struct Lengths {
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Lengths {
    fn new(rows: usize) -> Lengths {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Lengths { offsets, nulls: NullBufferBuilder::new(rows) }
    }

    fn put(&mut self, lengths: impl Iterator<Item = Option<usize>>, nullable: bool) -> Result<()> {
        let mut end = self.offsets.last().copied().unwrap_or_default();
        for length in lengths {
            let longer = length.map_or(Some(0), |length| i32::try_from(length).ok());
            end = longer.and_then(|length| end.checked_add(length)).ok_or_else(too_many)?;
            self.offsets.push(end);
            if nullable {
                self.nulls.append(length.is_some());
            }
        }
        Ok(())
    }

    fn finish(mut self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        (OffsetBuffer::new(ScalarBuffer::from(self.offsets)), self.nulls.finish())
    }
}

impl Making {
    fn new(field: &Field, rows: usize) -> Result<Making> {
        let values = match field.data_type() {
            DataType::Int8 => Values::I8(Numbers::new(rows)),
            DataType::Int16 => Values::I16(Numbers::new(rows)),
            DataType::Int32 => Values::I32(Numbers::new(rows)),
            DataType::Int64 => Values::I64(Numbers::new(rows)),
            DataType::UInt8 => Values::U8(Numbers::new(rows)),
            DataType::UInt16 => Values::U16(Numbers::new(rows)),
            DataType::UInt32 => Values::U32(Numbers::new(rows)),
            DataType::UInt64 => Values::U64(Numbers::new(rows)),
            DataType::Float32 => Values::F32(Numbers::new(rows)),
            DataType::Float64 => Values::F64(Numbers::new(rows)),
            DataType::Date32 => Values::Date(Numbers::new(rows)),
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Values::NaiveDatetime(Numbers::new(rows))
            }
            DataType::Time64(TimeUnit::Microsecond) => Values::Time(Numbers::new(rows)),
            DataType::Timestamp(TimeUnit::Microsecond, _) => Values::Datetime(Numbers::new(rows)),
            DataType::Duration(TimeUnit::Microsecond) => Values::Duration(Numbers::new(rows)),
            DataType::Boolean => Values::Boolean(BooleanBuilder::with_capacity(rows)),
            DataType::Utf8 => Values::Text(StringBuilder::with_capacity(rows, 8 * rows)),
            DataType::Binary => Values::Bytes(BinaryBuilder::with_capacity(rows, 8 * rows)),
            DataType::List(item) => Values::List {
                field: item.clone(),
                lengths: Lengths::new(rows),
                items: Box::new(Making::new(item, 0)?),
            },
            DataType::Map(entries, _) if let DataType::Struct(parts) = entries.data_type() => {
                Values::Map {
                    field: entries.clone(),
                    lengths: Lengths::new(rows),
                    parts: Box::new((Making::new(&parts[0], 0)?, Making::new(&parts[1], 0)?)),
                }
            }
            DataType::Struct(fields) => Values::Group {
                fields: fields.clone(),
                nulls: NullBufferBuilder::new(rows),
                children: fields
                    .iter()
                    .map(|field| Making::new(field, rows))
                    .collect::<Result<_>>()?,
            },
            other => return Err(Error::new(format!("rows have no columns of {other}"))),
        };
        Ok(Making { nullable: field.is_nullable(), values })
    }

    fn finish(self) -> Result<ArrayRef> {
        let failed = |error: arrow_schema::ArrowError| Error::new(error.to_string());
        Ok(match self.values {
            Values::I8(numbers) => Arc::new(numbers.finish()),
            Values::I16(numbers) => Arc::new(numbers.finish()),
            Values::I32(numbers) => Arc::new(numbers.finish()),
            Values::I64(numbers) => Arc::new(numbers.finish()),
            Values::U8(numbers) => Arc::new(numbers.finish()),
            Values::U16(numbers) => Arc::new(numbers.finish()),
            Values::U32(numbers) => Arc::new(numbers.finish()),
            Values::U64(numbers) => Arc::new(numbers.finish()),
            Values::F32(numbers) => Arc::new(numbers.finish()),
            Values::F64(numbers) => Arc::new(numbers.finish()),
            Values::Date(numbers) => Arc::new(numbers.finish()),
            Values::Datetime(numbers) => Arc::new(numbers.finish().with_timezone(UTC)),
            Values::NaiveDatetime(numbers) => Arc::new(numbers.finish()),
            Values::Time(numbers) => Arc::new(numbers.finish()),
            Values::Duration(numbers) => Arc::new(numbers.finish()),
            Values::Boolean(mut builder) => Arc::new(builder.finish()),
            Values::Text(mut builder) => Arc::new(builder.finish()),
            Values::Bytes(mut builder) => Arc::new(builder.finish()),
            Values::List { field, lengths, items } => {
                let (offsets, nulls) = lengths.finish();
                Arc::new(
                    ListArray::try_new(field, offsets, items.finish()?, nulls).map_err(failed)?,
                )
            }
            Values::Map { field, lengths, parts } => {
                let (offsets, nulls) = lengths.finish();
                let DataType::Struct(fields) = field.data_type() else {
                    return Err(other_kind("map"));
                };
                let parts = vec![parts.0.finish()?, parts.1.finish()?];
                let entries = StructArray::try_new(fields.clone(), parts, None).map_err(failed)?;
                Arc::new(MapArray::try_new(field, offsets, entries, nulls, false).map_err(failed)?)
            }
            Values::Group { fields, mut nulls, children } => {
                let length = nulls.len();
                let children =
                    children.into_iter().map(Making::finish).collect::<Result<Vec<_>>>()?;
                let group =
                    StructArray::try_new_with_length(fields, children, nulls.finish(), length);
                Arc::new(group.map_err(failed)?)
            }
        })
    }
}

#[cold]
fn too_many() -> Error {
    Error::new("a batch of rows holds more than 2 GiB of text or 2^31 items of one column")
}

#[cold]
fn other_kind(kind: &str) -> Error {
    Error::new(format!("this column holds no {kind}"))
}

/// Whether so many bytes more may be said by an offset of 32 bits.
#[inline]
fn fits(held: usize, more: usize) -> Result<()> {
    if held + more <= i32::MAX as usize { Ok(()) } else { Err(too_many()) }
}

impl Builder for Making {
    fn integers(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let nullable = self.nullable;
        // the row's field has this width: nothing is cut off
        match &mut self.values {
            Values::I64(numbers) => numbers.put(cells, nullable),
            Values::I32(numbers) => numbers.put(cells.map(|cell| cell.map(|n| n as i32)), nullable),
            Values::I16(numbers) => numbers.put(cells.map(|cell| cell.map(|n| n as i16)), nullable),
            Values::I8(numbers) => numbers.put(cells.map(|cell| cell.map(|n| n as i8)), nullable),
            Values::U32(numbers) => numbers.put(cells.map(|cell| cell.map(|n| n as u32)), nullable),
            Values::U16(numbers) => numbers.put(cells.map(|cell| cell.map(|n| n as u16)), nullable),
            Values::U8(numbers) => numbers.put(cells.map(|cell| cell.map(|n| n as u8)), nullable),
            _ => return Err(other_kind("integers")),
        }
        Ok(())
    }

    fn unsigned(&mut self, cells: impl Iterator<Item = Option<u64>>) -> Result<()> {
        let Values::U64(numbers) = &mut self.values else { return Err(other_kind("`u64`")) };
        numbers.put(cells, self.nullable);
        Ok(())
    }

    fn floats(&mut self, cells: impl Iterator<Item = Option<f64>>) -> Result<()> {
        match &mut self.values {
            Values::F64(numbers) => numbers.put(cells, self.nullable),
            Values::F32(numbers) => {
                numbers.put(cells.map(|cell| cell.map(|n| n as f32)), self.nullable);
            }
            _ => return Err(other_kind("floats")),
        }
        Ok(())
    }

    fn booleans(&mut self, cells: impl Iterator<Item = Option<bool>>) -> Result<()> {
        let Values::Boolean(builder) = &mut self.values else { return Err(other_kind("booleans")) };
        match self.nullable {
            true => cells.for_each(|cell| builder.append_option(cell)),
            false => cells.for_each(|cell| builder.append_value(cell.unwrap_or_default())),
        }
        Ok(())
    }

    fn texts<'a>(&mut self, cells: impl Iterator<Item = Option<&'a str>>) -> Result<()> {
        let Values::Text(builder) = &mut self.values else { return Err(other_kind("text")) };
        for cell in cells {
            match cell {
                Some(text) => {
                    fits(builder.values_slice().len(), text.len())?;
                    builder.append_value(text);
                }
                None if self.nullable => builder.append_null(),
                None => builder.append_value(""),
            }
        }
        Ok(())
    }

    fn bytes<'a>(&mut self, cells: impl Iterator<Item = Option<&'a [u8]>>) -> Result<()> {
        let Values::Bytes(builder) = &mut self.values else { return Err(other_kind("bytes")) };
        for cell in cells {
            match cell {
                Some(bytes) => {
                    fits(builder.values_slice().len(), bytes.len())?;
                    builder.append_value(bytes);
                }
                None if self.nullable => builder.append_null(),
                None => builder.append_value([]),
            }
        }
        Ok(())
    }

    fn dates(&mut self, cells: impl Iterator<Item = Option<i32>>) -> Result<()> {
        let Values::Date(numbers) = &mut self.values else { return Err(other_kind("dates")) };
        numbers.put(cells, self.nullable);
        Ok(())
    }

    fn datetimes(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let Values::Datetime(numbers) = &mut self.values else { return Err(other_kind("times")) };
        numbers.put(cells, self.nullable);
        Ok(())
    }

    fn naive_datetimes(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let Values::NaiveDatetime(numbers) = &mut self.values else {
            return Err(other_kind("times without a zone"));
        };
        numbers.put(cells, self.nullable);
        Ok(())
    }

    fn times(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let Values::Time(numbers) = &mut self.values else {
            return Err(other_kind("times of day"));
        };
        numbers.put(cells, self.nullable);
        Ok(())
    }

    fn durations(&mut self, cells: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let Values::Duration(numbers) = &mut self.values else { return Err(other_kind("spans")) };
        numbers.put(cells, self.nullable);
        Ok(())
    }

    fn list(&mut self, given: impl Iterator<Item = Option<usize>>) -> Result<&mut Self> {
        let Values::List { lengths, items, .. } = &mut self.values else {
            return Err(other_kind("lists"));
        };
        lengths.put(given, self.nullable)?;
        Ok(items)
    }

    fn map(
        &mut self,
        given: impl Iterator<Item = Option<usize>>,
    ) -> Result<(&mut Self, &mut Self)> {
        let Values::Map { lengths, parts, .. } = &mut self.values else {
            return Err(other_kind("maps"));
        };
        lengths.put(given, self.nullable)?;
        Ok((&mut parts.0, &mut parts.1))
    }

    fn group(&mut self, present: impl Iterator<Item = bool>) -> Result<()> {
        let Values::Group { nulls, .. } = &mut self.values else {
            return Err(other_kind("groups"));
        };
        match self.nullable {
            true => present.for_each(|present| nulls.append(present)),
            false => nulls.append_n_non_nulls(present.count()),
        }
        Ok(())
    }

    fn child(&mut self, index: usize) -> Result<&mut Self> {
        match &mut self.values {
            Values::Group { children, .. } => children
                .get_mut(index)
                .ok_or_else(|| Error::new(format!("there is no column {index}"))),
            _ => Err(other_kind("groups")),
        }
    }
}
