//! Columns that the compiler knows.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{Filter, Operand, Value};

/// A column of a row type, to be compared: the compiler checks that the row has the field, and that it is compared with
/// what it can be compared with.
///
/// ```
/// use flyte_core::frame::column;
///
/// struct Spot {
///     lat: f64,
/// }
///
/// struct Trip {
///     price: f64,
///     note: Option<String>,
///     start: Spot,
/// }
///
/// let filter = column!(Trip.price).gt(10.0).and(column!(Trip.note).eq("late"));
/// let north = column!(Trip.start.lat).ge(60.0);
/// # assert_eq!(filter.and(north).to_string(), r#"price > 10.0 and note == "late" and start.lat >= 60.0"#);
/// ```
///
/// A column that serde's attributes call otherwise than its field, and a field of an optional group, is named as text:
/// `column("note")`.
#[macro_export]
macro_rules! column {
    ($row:ident . $first:ident $(. $field:ident)*) => {
        $crate::frame::typed::<$row, _>(
            concat!(stringify!($first) $(, ".", stringify!($field))*),
            |row| &row.$first $(.$field)*,
        )
    };
}

/// For [`column!`](crate::column!).
pub fn typed<R, T>(name: &str, _field: fn(&R) -> &T) -> TypedOperand<T> {
    // of a field like `r#type`
    TypedOperand(Operand(name.replace("r#", "")), PhantomData)
}

/// A column with cells of type `T`, of which something is asked.
pub struct TypedOperand<T>(Operand, PhantomData<fn() -> T>);

/// A constant that cells of type `T` can be compared with.
#[diagnostic::on_unimplemented(
    message = "a column of `{T}` can't be compared with `{Self}`",
    label = "not comparable with `{T}`",
    note = "a whole float is written `1.0`; text is `&str` or `String`"
)]
pub trait Against<T>: Into<Value> {}

impl<T, V: Against<T>> Against<Option<T>> for V {}

macro_rules! against {
    ($($column:ty: $($constant:ty),+;)+) => {$($(
        impl Against<$column> for $constant {}
    )+)+};
}

against! {
    i8: i8;
    i16: i16;
    i32: i32;
    i64: i64;
    u8: u8;
    u16: u16;
    u32: u32;
    u64: u64;
    f32: f32;
    f64: f64;
    bool: bool;
    String: &str, String;
    Bytes: &[u8], Vec<u8>;
    NaiveDate: NaiveDate;
    NaiveTime: NaiveTime;
    NaiveDateTime: NaiveDateTime;
    DateTime<Utc>: DateTime<Utc>;
    TimeDelta: TimeDelta;
}

macro_rules! comparisons {
    ($($(#[$docs:meta])* $name:ident;)+) => {$(
        $(#[$docs])*
        #[allow(clippy::should_implement_trait, reason = "these give no `bool`")]
        pub fn $name(self, value: impl Against<T>) -> Filter {
            self.0.$name(value)
        }
    )+};
}

impl<T> TypedOperand<T> {
    comparisons! {
        /// Cells equal to this.
        eq;
        /// Cells other than this.
        ne;
        /// Cells less than this.
        lt;
        /// Cells less than or equal to this.
        le;
        /// Cells greater than this.
        gt;
        /// Cells greater than or equal to this.
        ge;
    }

    /// Cells equal to one of these.
    pub fn one_of<V: Against<T>>(self, values: impl IntoIterator<Item = V>) -> Filter {
        self.0.one_of(values)
    }

    /// Cells that are missing.
    pub fn is_missing(self) -> Filter {
        self.0.is_missing()
    }

    /// Cells that are there.
    pub fn is_there(self) -> Filter {
        self.0.is_there()
    }
}

impl<T> fmt::Debug for TypedOperand<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
