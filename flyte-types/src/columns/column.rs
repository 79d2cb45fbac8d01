//! What a column is.

use std::fmt;

/// A column: its name, what its cells hold, and whether cells may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The name. Items of lists and values of maps are columns without one.
    pub name: String,
    /// What its cells hold.
    pub ty: ColumnType,
    /// Whether cells may be missing.
    pub nullable: bool,
}

/// What the cells of a column hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// Whole numbers.
    Integer(Width),
    /// Floating-point numbers.
    Float(Precision),
    /// UTF-8 text.
    Text,
    /// Raw bytes.
    Bytes,
    /// True or false.
    Boolean,
    /// Days.
    Date,
    /// Instants, in UTC, to the microsecond.
    Datetime,
    /// Dates with a time of day, to the microsecond, which say nothing of where.
    NaiveDatetime,
    /// Times of day, to the microsecond.
    Time,
    /// Spans of time, to the microsecond.
    Duration,
    /// Lists. The items are a column without a name.
    List(Box<Column>),
    /// Maps from text to values. The values are a column without a name.
    Map(Box<Column>),
    /// Rows in a row.
    Group(Vec<Column>),
}

/// How many bits an integer has, and whether one of them is its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named as Rust's")]
pub enum Width {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

/// How many bits a float has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

impl Column {
    /// A column whose cells are all there.
    pub fn new(name: impl Into<String>, ty: ColumnType) -> Column {
        Column { name: name.into(), ty, nullable: false }
    }

    /// The same column, whose cells may be missing.
    #[must_use]
    pub fn nullable(self) -> Column {
        Column { nullable: true, ..self }
    }
}

impl Width {
    /// How many bits it has.
    pub fn bits(self) -> u32 {
        match self {
            Width::I8 | Width::U8 => 8,
            Width::I16 | Width::U16 => 16,
            Width::I32 | Width::U32 => 32,
            Width::I64 | Width::U64 => 64,
        }
    }

    /// Whether it has a sign.
    pub fn is_signed(self) -> bool {
        matches!(self, Width::I8 | Width::I16 | Width::I32 | Width::I64)
    }

    /// Whether every integer of width `from` is one of this width.
    pub fn holds(self, from: Width) -> bool {
        match (self.is_signed(), from.is_signed()) {
            (true, true) | (false, false) => self.bits() >= from.bits(),
            (true, false) => self.bits() > from.bits(),
            (false, true) => false,
        }
    }
}

impl Precision {
    /// How many bits it has.
    pub fn bits(self) -> u32 {
        match self {
            Precision::Single => 32,
            Precision::Double => 64,
        }
    }
}

/// As a field of a row is written: `i64`, `String`, `Vec<Option<f64>>`.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnType::Integer(width) => {
                write!(f, "{}{}", if width.is_signed() { 'i' } else { 'u' }, width.bits())
            }
            ColumnType::Float(precision) => write!(f, "f{}", precision.bits()),
            ColumnType::Text => f.write_str("String"),
            ColumnType::Bytes => f.write_str("Bytes"),
            ColumnType::Boolean => f.write_str("bool"),
            ColumnType::Date => f.write_str("NaiveDate"),
            ColumnType::Datetime => f.write_str("DateTime<Utc>"),
            ColumnType::NaiveDatetime => f.write_str("NaiveDateTime"),
            ColumnType::Time => f.write_str("NaiveTime"),
            ColumnType::Duration => f.write_str("TimeDelta"),
            ColumnType::List(item) => write!(f, "Vec<{}>", Cell(item)),
            ColumnType::Map(value) => write!(f, "BTreeMap<String, {}>", Cell(value)),
            ColumnType::Group(columns) => {
                f.write_str("{ ")?;
                for (index, column) in columns.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{column}")?;
                }
                f.write_str(" }")
            }
        }
    }
}

/// A column's type, with the `Option` that makes it nullable.
struct Cell<'a>(&'a Column);

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.nullable {
            true => write!(f, "Option<{}>", self.0.ty),
            false => write!(f, "{}", self.0.ty),
        }
    }
}

/// As a field of a row is written: `price: Option<f64>`.
impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, Cell(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_that_fit() {
        use Width::*;
        let all = [I8, I16, I32, I64, U8, U16, U32, U64];
        let held =
            |wide: Width| all.into_iter().filter(|from| wide.holds(*from)).collect::<Vec<_>>();
        assert_eq!(held(I8), [I8]);
        assert_eq!(held(I64), [I8, I16, I32, I64, U8, U16, U32]);
        assert_eq!(held(U32), [U8, U16, U32]);
        assert_eq!(held(U64), [U8, U16, U32, U64]);
    }

    #[test]
    fn columns_as_fields_are_written() {
        let item = Column::new("", ColumnType::Integer(Width::U16)).nullable();
        let list = Column::new("sizes", ColumnType::List(Box::new(item)));
        let group = Column::new(
            "at",
            ColumnType::Group(vec![list, Column::new("on", ColumnType::Boolean)]),
        );
        assert_eq!(
            group.nullable().to_string(),
            "at: Option<{ sizes: Vec<Option<u16>>, on: bool }>"
        );
    }
}
