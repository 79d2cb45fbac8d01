//! Columns in literal types, where they are coarser: no widths, no groups, and nothing about missing cells.

use super::column::{Column, ColumnType, Precision, Width};
use crate::idl::core::literal_type::Type;
use crate::idl::core::structured_dataset_type::DatasetColumn;
use crate::idl::core::{LiteralType, SimpleType};
use crate::schema;

/// The columns of a literal type: those of groups one by one, under names like `a.b.c`.
pub fn to_literal(columns: &[Column]) -> Vec<DatasetColumn> {
    let mut flat = Vec::new();
    flatten(columns, "", &mut flat);
    flat
}

fn flatten(columns: &[Column], before: &str, flat: &mut Vec<DatasetColumn>) {
    for column in columns {
        let name = format!("{before}{}", column.name);
        match &column.ty {
            ColumnType::Group(columns) => flatten(columns, &format!("{name}."), flat),
            ty => flat.push(DatasetColumn { name, literal_type: Some(literal_type(ty)) }),
        }
    }
}

fn literal_type(ty: &ColumnType) -> LiteralType {
    match ty {
        ColumnType::List(item) => schema::collection_of(literal_type(&item.ty)),
        ColumnType::Map(value) => schema::map_of(literal_type(&value.ty)),
        simple => schema::simple(match simple {
            ColumnType::Integer(_) => SimpleType::Integer,
            ColumnType::Float(_) => SimpleType::Float,
            ColumnType::Boolean => SimpleType::Boolean,
            ColumnType::Date | ColumnType::Datetime | ColumnType::NaiveDatetime => {
                SimpleType::Datetime
            }
            ColumnType::Duration => SimpleType::Duration,
            ColumnType::Group(_) => SimpleType::Struct,
            _ => SimpleType::String,
        }),
    }
}

/// What the columns of a literal type say: numbers are of the widest kind, and cells may be missing.
pub fn from_literal(columns: &[DatasetColumn]) -> Vec<Column> {
    let column = |column: &DatasetColumn| Column {
        name: column.name.clone(),
        ty: column.literal_type.as_ref().map_or(ColumnType::Text, column_type),
        nullable: true,
    };
    columns.iter().map(column).collect()
}

fn column_type(ty: &LiteralType) -> ColumnType {
    let part = |ty: &LiteralType| Box::new(Column::new("", column_type(ty)).nullable());
    match &ty.r#type {
        Some(Type::CollectionType(item)) => ColumnType::List(part(item)),
        Some(Type::MapValueType(value)) => ColumnType::Map(part(value)),
        Some(Type::Simple(simple)) => match SimpleType::try_from(*simple) {
            Ok(SimpleType::Integer) => ColumnType::Integer(Width::I64),
            Ok(SimpleType::Float) => ColumnType::Float(Precision::Double),
            Ok(SimpleType::Boolean) => ColumnType::Boolean,
            Ok(SimpleType::Datetime) => ColumnType::Datetime,
            Ok(SimpleType::Duration) => ColumnType::Duration,
            Ok(SimpleType::Binary) => ColumnType::Bytes,
            Ok(SimpleType::Struct) => ColumnType::Group(Vec::new()),
            _ => ColumnType::Text,
        },
        _ => ColumnType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_flat() {
        let id = Column::new("id", ColumnType::Integer(Width::U16));
        let tags =
            Column::new("tags", ColumnType::List(Box::new(Column::new("", ColumnType::Bytes))));
        let inner = Column::new("b", ColumnType::Group(vec![tags.clone(), id.clone()]));
        let outer = Column::new("a", ColumnType::Group(vec![id.clone(), inner])).nullable();
        let flat = to_literal(&[outer, id]);
        let names: Vec<&str> = flat.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a.id", "a.b.tags", "a.b.id", "id"]);
        let read: Vec<String> = from_literal(&flat).iter().map(Column::to_string).collect();
        assert_eq!(
            read,
            [
                "a.id: Option<i64>",
                "a.b.tags: Option<Vec<Option<String>>>",
                "a.b.id: Option<i64>",
                "id: Option<i64>"
            ]
        );
    }
}
