//! Which rows of a table are wanted.

mod bound;
mod typed;
mod value;

use std::fmt;

pub(super) use bound::{Bound, Range};
pub use typed::{Against, TypedOperand, typed};
pub use value::Value;

/// A condition on the rows of a table: comparisons of columns with constants, all of which or one of which must hold.
///
/// A comparison with a cell that is missing doesn't hold, as in SQL. Numbers that are no numbers compare as in Rust.
///
/// ```
/// use flyte_core::frame::column;
///
/// let long = column("distance").ge(1000).and(column("carrier").one_of(["UA", "B6"]));
/// assert_eq!(long.to_string(), r#"distance >= 1000 and (carrier == "UA" or carrier == "B6")"#);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Compare(String, Comparison, Value),
    Missing(String),
    There(String),
    All(Vec<Node>),
    One(Vec<Node>),
}

/// How a cell is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Other,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A column to be compared: its name, or the path to a field of a group (`start.lat`).
pub fn column(name: impl Into<String>) -> Operand {
    Operand(name.into())
}

/// A column of which something is asked.
#[derive(Clone, Debug)]
pub struct Operand(String);

macro_rules! comparisons {
    ($($(#[$docs:meta])* $name:ident = $comparison:ident;)+) => {$(
        $(#[$docs])*
        #[allow(clippy::should_implement_trait, reason = "these give no `bool`")]
        pub fn $name(self, value: impl Into<Value>) -> Filter {
            Filter(Node::Compare(self.0, Comparison::$comparison, value.into()))
        }
    )+};
}

impl Operand {
    comparisons! {
        /// Cells equal to this.
        eq = Equal;
        /// Cells other than this.
        ne = Other;
        /// Cells less than this.
        lt = Less;
        /// Cells less than or equal to this.
        le = LessOrEqual;
        /// Cells greater than this.
        gt = Greater;
        /// Cells greater than or equal to this.
        ge = GreaterOrEqual;
    }

    /// Cells equal to one of these.
    pub fn one_of<V: Into<Value>>(self, values: impl IntoIterator<Item = V>) -> Filter {
        let equal = |value: V| Node::Compare(self.0.clone(), Comparison::Equal, value.into());
        Filter(Node::One(values.into_iter().map(equal).collect()))
    }

    /// Cells that are missing.
    pub fn is_missing(self) -> Filter {
        Filter(Node::Missing(self.0))
    }

    /// Cells that are there.
    pub fn is_there(self) -> Filter {
        Filter(Node::There(self.0))
    }
}

impl Filter {
    /// Rows for which both hold.
    #[must_use]
    pub fn and(self, other: Filter) -> Filter {
        Filter(match (self.0, other.0) {
            (Node::All(mut all), other) => {
                all.push(other);
                Node::All(all)
            }
            (one, other) => Node::All(vec![one, other]),
        })
    }

    /// Rows for which one of the two holds, or both.
    #[must_use]
    pub fn or(self, other: Filter) -> Filter {
        Filter(match (self.0, other.0) {
            (Node::One(mut all), other) => {
                all.push(other);
                Node::One(all)
            }
            (one, other) => Node::One(vec![one, other]),
        })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, word) = match self {
            Node::Compare(column, comparison, value) => {
                return write!(f, "{column} {comparison} {value}");
            }
            Node::Missing(column) => return write!(f, "{column} is missing"),
            Node::There(column) => return write!(f, "{column} is there"),
            Node::All(parts) => (parts, " and "),
            Node::One(parts) => (parts, " or "),
        };
        for (index, part) in parts.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { word })?;
            match part {
                Node::All(_) | Node::One(_) => write!(f, "({part})")?,
                part => part.fmt(f)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Comparison::Equal => "==",
            Comparison::Other => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        })
    }
}
