//! Columns as arrow fields.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use flyte_types::columns::{Column, ColumnType, Precision, Width};

/// The zone of all times that are written.
pub(super) const UTC: &str = "UTC";

/// The schema of a table with these columns.
pub fn schema(columns: &[Column]) -> SchemaRef {
    Arc::new(Schema::new(fields(columns)))
}

/// These columns as fields.
pub(crate) fn fields(columns: &[Column]) -> Fields {
    columns.iter().map(field).collect()
}

fn field(column: &Column) -> Field {
    Field::new(&column.name, data_type(&column.ty), column.nullable)
}

fn data_type(of: &ColumnType) -> DataType {
    match of {
        ColumnType::Integer(width) => match width {
            Width::I8 => DataType::Int8,
            Width::I16 => DataType::Int16,
            Width::I32 => DataType::Int32,
            Width::I64 => DataType::Int64,
            Width::U8 => DataType::UInt8,
            Width::U16 => DataType::UInt16,
            Width::U32 => DataType::UInt32,
            Width::U64 => DataType::UInt64,
        },
        ColumnType::Float(Precision::Single) => DataType::Float32,
        ColumnType::Float(Precision::Double) => DataType::Float64,
        ColumnType::Text => DataType::Utf8,
        ColumnType::Bytes => DataType::Binary,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Date => DataType::Date32,
        ColumnType::Datetime => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
        ColumnType::NaiveDatetime => DataType::Timestamp(TimeUnit::Microsecond, None),
        ColumnType::Time => DataType::Time64(TimeUnit::Microsecond),
        ColumnType::Duration => DataType::Duration(TimeUnit::Microsecond),
        ColumnType::List(item) => DataType::List(Arc::new(named(item, "element"))),
        ColumnType::Map(value) => {
            let key = Field::new("key", DataType::Utf8, false);
            let entries = DataType::Struct(Fields::from(vec![key, named(value, "value")]));
            DataType::Map(Arc::new(Field::new("key_value", entries, false)), false)
        }
        ColumnType::Group(columns) => DataType::Struct(fields(columns)),
    }
}

/// A part that has no name of its own, called as Parquet's specification says.
fn named(part: &Column, name: &str) -> Field {
    field(part).with_name(name)
}
