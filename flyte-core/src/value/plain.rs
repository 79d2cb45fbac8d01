//! Which values are what they are, and no tables.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use flyte_types::{FlyteType, LiteralMap, MapKey, Value};

/// A type whose promise may be used wherever its value is wanted, and only there. All types are but tables, and lists
/// and the like of tables: a table of one row type may be read as another.
///
/// `#[derive(FlyteType)]` writes it; a type with a `FlyteType` of its own needs `impl Plain for … {}`.
// In this crate, because what the graph takes for a table must be known not to be one of these.
pub trait Plain: FlyteType {}

macro_rules! plain {
    ($($ty:ty)+) => {
        $(impl Plain for $ty {})+
    };
}

plain! {
    () bool String f32 f64 i8 i16 i32 i64 u8 u16 u32 u64
    DateTime<Utc> DateTime<FixedOffset> NaiveDateTime SystemTime NaiveDate TimeDelta Duration PathBuf
    Value LiteralMap
}

impl<T: Plain> Plain for Box<T> {}
impl<T: Plain> Plain for Option<T> {}
impl<T: Plain> Plain for Vec<T> {}
impl<T: Plain> Plain for BTreeSet<T> where BTreeSet<T>: FlyteType {}
impl<T: Plain> Plain for HashSet<T> where HashSet<T>: FlyteType {}
impl<K: MapKey + Ord, V: Plain> Plain for BTreeMap<K, V> where BTreeMap<K, V>: FlyteType {}
impl<K: MapKey, V: Plain> Plain for HashMap<K, V> where HashMap<K, V>: FlyteType {}
