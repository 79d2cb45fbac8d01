//! The columns that a reader expects against those that a table has.

use std::fmt;

use arrow_schema::{DataType, Field, Fields, TimeUnit};

use super::parts::is_decimal;
use super::project::{Inner, inner};

/// All differences between the columns that were expected and those that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    differences: Vec<Difference>,
    extra: Vec<String>,
}

/// One of them, of the column at a path (`start.lat`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The column isn't there.
    Missing {
        /// Its path.
        column: String,
        /// What was expected.
        expected: String,
    },
    /// The column holds values that can't be read as what was expected without losing something.
    Type {
        /// Its path.
        column: String,
        /// What was expected.
        expected: String,
        /// What is there.
        found: String,
    },
}

impl Differences {
    /// Whether all that was expected is there. More may be.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// What is missing or of another type.
    pub fn all(&self) -> &[Difference] {
        &self.differences
    }

    /// The columns that nobody expected.
    pub fn extra(&self) -> &[String] {
        &self.extra
    }
}

/// Compares columns by name, in any order. That a column may hold nulls is no difference: Python declares it of all
/// columns. A null where none is expected is an error when it is met.
pub fn differences(expected: &Fields, found: &Fields) -> Differences {
    let mut all = Differences::default();
    compare(expected, found, "", &mut all);
    all
}

/// Whether a column can be read as one that is expected.
pub(super) fn fits(expected: &Field, found: &Field) -> bool {
    let mut all = Differences::default();
    types(expected, found, String::new(), &mut all);
    all.is_empty()
}

fn compare(expected: &Fields, found: &Fields, path: &str, all: &mut Differences) {
    let path =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for field in expected {
        let column = path(field.name());
        match found.iter().find(|found| found.name() == field.name()) {
            Some(found) => types(field, found, column, all),
            None => {
                let expected = words(field.data_type());
                all.differences.push(Difference::Missing { column, expected });
            }
        }
    }
    for field in found {
        if !expected.iter().any(|expected| expected.name() == field.name()) {
            all.extra.push(path(field.name()));
        }
    }
}

fn types(expected: &Field, found: &Field, column: String, all: &mut Differences) {
    match (inner(expected.data_type()), inner(found.data_type())) {
        (Inner::Fields(expected), Inner::Fields(found)) => compare(expected, found, &column, all),
        (Inner::Item(expected), Inner::Item(found)) => {
            types(expected, found, format!("{column}[]"), all);
        }
        (Inner::Entries(expected), Inner::Entries(found)) => {
            match (key_and_value(expected), key_and_value(found)) {
                (Some(expected), Some(found)) => {
                    types(expected.0, found.0, format!("{column}{{key}}"), all);
                    types(expected.1, found.1, format!("{column}{{}}"), all);
                }
                _ => all.differences.push(Difference::Type {
                    column,
                    expected: "map".into(),
                    found: words(found.data_type()),
                }),
            }
        }
        _ if readable(expected.data_type(), found.data_type()) => {}
        _ => all.differences.push(Difference::Type {
            column,
            expected: words(expected.data_type()),
            found: words(found.data_type()),
        }),
    }
}

/// The two columns that the entries of a map are, whatever they are called.
fn key_and_value(entries: &Field) -> Option<(&Field, &Field)> {
    match entries.data_type() {
        DataType::Struct(fields) if fields.len() == 2 => Some((&fields[0], &fields[1])),
        _ => None,
    }
}

/// Whether all values of a type can be read as another without losing anything, or are checked one by one.
fn readable(expected: &DataType, found: &DataType) -> bool {
    use DataType::*;
    if let Dictionary(_, found) = found {
        return readable(expected, found);
    }
    match (expected, found) {
        (Int64, Int32 | Int16 | Int8 | UInt32 | UInt16 | UInt8) => true,
        (Int32, Int16 | Int8 | UInt16 | UInt8) => true,
        (Int16, Int8 | UInt8) => true,
        (UInt64, UInt32 | UInt16 | UInt8) => true,
        (UInt32, UInt16 | UInt8) | (UInt16, UInt8) => true,
        (Float64, Float32 | Float16) | (Float32, Float16) => true,
        (Utf8, LargeUtf8 | Utf8View) => true,
        (Binary, LargeBinary | BinaryView | FixedSizeBinary(_)) => true,
        // a time without a zone is taken as UTC, and one with a zone is that moment; what it shows on a clock elsewhere
        // isn't known
        (Timestamp(TimeUnit::Microsecond, Some(_)), Timestamp(..)) => true,
        (Timestamp(TimeUnit::Microsecond, None), Timestamp(_, None)) => true,
        (Time64(TimeUnit::Microsecond), Time32(_) | Time64(_)) => true,
        // whoever wants text or a float of it has chosen that
        (Utf8 | Float64, found) if is_decimal(found) => true,
        (Int64, Decimal32(_, 0) | Decimal64(_, 0)) => true,
        (Int64, Decimal128(digits, 0) | Decimal256(digits, 0)) => *digits <= 18,
        (Duration(TimeUnit::Microsecond), Duration(_)) => true,
        (Date32, Date64) => true,
        // a column without any value
        (_, Null) => true,
        (expected, found) => expected == found,
    }
}

/// A type as a person would say it.
pub(super) fn words(of: &DataType) -> String {
    use DataType::*;
    match of {
        Int64 | Int32 | Int16 | Int8 | UInt64 | UInt32 | UInt16 | UInt8 | Float64 | Float32 => {
            let text = format!("{of}").to_ascii_lowercase();
            text.replace("uint", "u").replace("int", "i").replace("float", "f")
        }
        Boolean => "bool".into(),
        Utf8 | LargeUtf8 | Utf8View => "text".into(),
        Binary | LargeBinary | BinaryView => "bytes".into(),
        Timestamp(unit, zone) => {
            let zone = zone.as_deref().map(|zone| format!(", {zone}")).unwrap_or_default();
            format!("timestamp ({}{zone})", unit_words(unit))
        }
        Duration(unit) => format!("duration ({})", unit_words(unit)),
        Time32(unit) | Time64(unit) => format!("time of day ({})", unit_words(unit)),
        Null => "nothing but missing values".into(),
        Date32 | Date64 => "date".into(),
        Dictionary(_, value) => format!("dictionary of {}", words(value)),
        Struct(fields) => {
            let field = |field: &std::sync::Arc<Field>| {
                format!("{}: {}", field.name(), words(field.data_type()))
            };
            format!("struct {{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        List(item) | LargeList(item) => format!("list of {}", words(item.data_type())),
        Map(entries, _) => match key_and_value(entries) {
            Some((_, value)) => format!("map to {}", words(value.data_type())),
            None => "map".into(),
        },
        other => other.to_string().to_ascii_lowercase(),
    }
}

pub(super) fn unit_words(unit: &TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "s",
        TimeUnit::Millisecond => "ms",
        TimeUnit::Microsecond => "us",
        TimeUnit::Nanosecond => "ns",
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, difference) in self.differences.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            difference.fmt(f)?;
        }
        match (self.differences.is_empty(), self.extra.is_empty()) {
            (_, true) => Ok(()),
            (true, false) => write!(f, "more columns are there: `{}`", self.extra.join("`, `")),
            (false, false) => write!(f, "; also there: `{}`", self.extra.join("`, `")),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Missing { column, expected } => {
                write!(f, "`{column}` is missing ({expected} expected)")
            }
            Difference::Type { column, expected, found } => {
                write!(f, "`{column}` is {found}, not {expected}")
            }
        }
    }
}
