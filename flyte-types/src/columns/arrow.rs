//! Columns as an arrow schema, in the words of Arrow's C++ library (`PrettyPrint` of a schema), which flytekit puts into
//! the types of tables.

use std::fmt::Write;

use super::column::{Column, ColumnType, Precision};

/// The arrow schema of these columns, as pyarrow's `schema.to_string()` writes it.
///
/// ```
/// use flyte_types::columns::{Column, ColumnType, arrow_schema};
///
/// let columns = [Column::new("name", ColumnType::Text), Column::new("on", ColumnType::Date).nullable()];
/// assert_eq!(arrow_schema(&columns), "name: string not null\non: date32[day]");
/// ```
pub fn arrow_schema(columns: &[Column]) -> String {
    let mut text = String::new();
    for column in columns {
        if !text.is_empty() {
            text.push('\n');
        }
        put(&Field::of(column), 0, &mut text);
    }
    text
}

/// A column or a part of one, with the name that Arrow gives it.
struct Field<'a> {
    name: &'a str,
    ty: Type<'a>,
    nullable: bool,
}

enum Type<'a> {
    Column(&'a ColumnType),
    /// The keys and values of a map.
    Entries(&'a Column),
    Key,
}

impl<'a> Field<'a> {
    fn of(column: &'a Column) -> Self {
        Field { ty: Type::Column(&column.ty), ..Field::named(column, &column.name) }
    }

    fn named(column: &'a Column, name: &'a str) -> Self {
        Field { name, ty: Type::Column(&column.ty), nullable: column.nullable }
    }

    fn parts(&self) -> Vec<Field<'a>> {
        match self.ty {
            Type::Column(ColumnType::List(item)) => vec![Field::named(item, "item")],
            Type::Column(ColumnType::Map(value)) => {
                vec![Field { name: "entries", ty: Type::Entries(value), nullable: false }]
            }
            Type::Column(ColumnType::Group(columns)) => columns.iter().map(Field::of).collect(),
            Type::Entries(value) => vec![
                Field { name: "key", ty: Type::Key, nullable: false },
                Field::named(value, "value"),
            ],
            Type::Column(_) | Type::Key => Vec::new(),
        }
    }

    fn ty(&self) -> String {
        let parts = || self.parts().iter().map(Field::text).collect::<Vec<_>>().join(", ");
        match self.ty {
            Type::Key | Type::Column(ColumnType::Text) => "string".into(),
            Type::Column(ColumnType::Integer(width)) => {
                format!("{}int{}", if width.is_signed() { "" } else { "u" }, width.bits())
            }
            Type::Column(ColumnType::Float(Precision::Single)) => "float".into(),
            Type::Column(ColumnType::Float(Precision::Double)) => "double".into(),
            Type::Column(ColumnType::Bytes) => "binary".into(),
            Type::Column(ColumnType::Boolean) => "bool".into(),
            Type::Column(ColumnType::Date) => "date32[day]".into(),
            Type::Column(ColumnType::Datetime) => "timestamp[us, tz=UTC]".into(),
            Type::Column(ColumnType::NaiveDatetime) => "timestamp[us]".into(),
            Type::Column(ColumnType::Time) => "time64[us]".into(),
            Type::Column(ColumnType::Duration) => "duration[us]".into(),
            Type::Column(ColumnType::List(_)) => format!("list<{}>", parts()),
            // Arrow leaves out whether values may be missing
            Type::Column(ColumnType::Map(value)) => {
                format!("map<string, {}>", Field::named(value, "value").ty())
            }
            Type::Column(ColumnType::Group(_)) | Type::Entries(_) => format!("struct<{}>", parts()),
        }
    }

    fn text(&self) -> String {
        let needed = if self.nullable { "" } else { " not null" };
        format!("{}: {}{needed}", self.name, self.ty())
    }
}

fn put(field: &Field<'_>, depth: usize, text: &mut String) {
    text.push_str(&field.text());
    let indent = 4 * depth + 2;
    for (index, part) in field.parts().iter().enumerate() {
        // writing to a String can't fail
        let _ = write!(text, "\n{:indent$}child {index}, ", "");
        put(part, depth + 1, text);
    }
}
