//! The methods that a value has and its promise hasn't, by what to write in their place.
//!
//! They give what lets the rest of the expression pass, so that one mistake is one error.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::iter::Enumerate;
use std::path::PathBuf;
use std::vec::IntoIter;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeZone};

use super::super::promise::Promise;
use super::iterator::{Element, Elements};
use super::operators::Computable;
use crate::error::Error;
use crate::value::{FlyteDirectory, FlyteFile, StructuredDataset};

/// Never implemented: a failed task ends the run.
#[diagnostic::on_unimplemented(
    message = "a promise is no `Result`: a failed task ends the run",
    label = "there is nothing to unwrap",
    note = "drop this and hand the promise on; outside a workflow, `.await` it and unwrap what that gives"
)]
pub trait Unwrapped {}

impl<T> Promise<T> {
    /// Refused: a promise is no `Result`.
    #[doc(hidden)]
    pub fn unwrap(self) -> T
    where
        T: Unwrapped,
    {
        unreachable!("nothing is `Unwrapped`")
    }

    /// Refused: a promise is no `Result`.
    #[doc(hidden)]
    pub fn expect(self, _message: &str) -> T
    where
        T: Unwrapped,
    {
        unreachable!("nothing is `Unwrapped`")
    }
}

/// Never implemented: a length is known in tasks.
#[diagnostic::on_unimplemented(
    message = "the length of a promise isn't known while the graph is built",
    label = "has no value yet",
    note = "use `.map(…)` for every element, or take the length in a task"
)]
pub trait Counted {}

/// Never implemented: a promise has no elements to walk through.
#[diagnostic::on_unimplemented(
    message = "a promise has no elements yet: they aren't known while the graph is built",
    label = "has no value yet",
    note = "use `.map(…)` for every element, or take the whole in a task: `#[task] fn total(xs: Vec<i64>) -> i64 {{ xs.iter().sum() }}`"
)]
pub trait Walked {}

/// Never implemented: which elements there are is known in tasks.
#[diagnostic::on_unimplemented(
    message = "which elements a promise has isn't known while the graph is built",
    label = "has no value yet",
    note = "write `xs[0]` for an element and `table[\"key\"]` for the value of a key, which are promises",
    note = "what depends on the value is taken in a task: `#[task] fn last(xs: Vec<i64>) -> i64 {{ xs[xs.len() - 1] }}`"
)]
pub trait Picked {}

/// Never implemented: what is true of a value is known in tasks.
#[diagnostic::on_unimplemented(
    message = "what is true of a promise isn't known while the graph is built",
    label = "has no value yet",
    note = "compute a `bool` in a task and write `if` on its promise: `#[task] fn is_long(name: String) -> bool {{ name.len() > 9 }}`"
)]
pub trait Decided {}

/// Never implemented: values are changed in tasks.
#[diagnostic::on_unimplemented(
    message = "a promise can't be changed: it has no value while the graph is built",
    label = "changing happens in tasks",
    note = "a task takes the value and gives the new one: `#[task] fn sorted(mut xs: Vec<i64>) -> Vec<i64> {{ xs.sort(); xs }}`",
    note = "a list of promises is written `vec![a, b]`"
)]
pub trait Changed {}

/// Never implemented: text is read in tasks.
#[diagnostic::on_unimplemented(
    message = "the text of a promise can't be read while the graph is built",
    label = "has no value yet",
    note = "write a task that does it: `#[task] fn upper(text: String) -> String {{ text.to_uppercase() }}`"
)]
pub trait Read {}

/// Never implemented: whether an optional is there is known in tasks.
#[diagnostic::on_unimplemented(
    message = "whether an optional has a value isn't known while the graph is built",
    label = "has no value yet",
    note = "decide it in a task that takes the `Option`: `#[task] fn or_zero(n: Option<i64>) -> i64 {{ n.unwrap_or(0) }}`"
)]
pub trait Present {}

/// Never implemented: references are opened in tasks.
#[diagnostic::on_unimplemented(
    message = "what a promise refers to can't be opened while the graph is built",
    label = "has no value yet",
    note = "hand the promise to a task, which opens it"
)]
pub trait Opened {}

/// Never implemented: values are turned into others in tasks.
#[diagnostic::on_unimplemented(
    message = "a promise can't be turned into something else: it has no value while the graph is built",
    label = "has no value yet",
    note = "hand the promise on as it is, or turn the value in a task: `#[task] fn float(n: i64) -> f64 {{ n as f64 }}`"
)]
pub trait Turned {}

impl<T> Promise<T> {
    /// Refused: only a value can be turned into another.
    #[doc(hidden)]
    #[allow(clippy::should_implement_trait, reason = "it is called as the method of every value")]
    pub fn into<R>(self) -> R
    where
        Self: Turned,
    {
        unreachable!("no promise is `Turned`")
    }

    /// Refused: only a value can be turned into another.
    #[doc(hidden)]
    #[allow(clippy::should_implement_trait, reason = "it is called as the method of every value")]
    pub fn try_into<R>(self) -> Result<R, Error>
    where
        Self: Turned,
    {
        unreachable!("no promise is `Turned`")
    }
}

macro_rules! turned {
    ($($ty:ty)+) => {$(
        impl<T> From<Promise<T>> for $ty
        where
            Promise<T>: Turned,
        {
            fn from(_promise: Promise<T>) -> $ty {
                unreachable!("no promise is `Turned`")
            }
        }
    )+};
}

turned!(i32 i64 u64 f32 f64 String);

/// Never implemented: the methods of a user's own types are called in tasks. `#[workflow]` writes a trait of those that its body
/// calls.
#[diagnostic::on_unimplemented(
    message = "a promise has no such method: the value that may have it isn't there while the graph is built",
    label = "no method of a promise",
    note = "call it in a task that takes the value: `#[task] fn total(config: Config) -> f64 {{ config.total() }}`"
)]
pub trait MethodOfValue {
    /// What the method gives: nobody's type, so that its use isn't refused once more.
    type Given;
}

/// Never implemented: what flytekit calls so is `with` here.
#[diagnostic::on_unimplemented(
    message = "what flytekit calls `with_overrides` is `with` here",
    label = "write `.with(With::new().retries(3))`"
)]
pub trait Overridden {
    /// What the method gives.
    type Given;
}

/// The methods of one family: what they take, and what they seem to give.
macro_rules! refused {
    ($($family:ident: impl<$($parameter:ident $(: $bound:ident)?),*> $ty:ty {
        $(fn $method:ident $(<$($generic:ident),+>)? ($($given:ty),*) $(-> $gives:ty)?;)+
    })+) => {$(
        #[allow(
            clippy::needless_lifetimes,
            clippy::should_implement_trait,
            clippy::type_complexity,
            clippy::wrong_self_convention,
            reason = "they are called as the methods of the values"
        )]
        impl<$($parameter $(: $bound)?),*> Promise<$ty> {
            $(
                /// Refused: it is a method of the value, which isn't there while the graph is built.
                #[doc(hidden)]
                pub fn $method<'a $($(, $generic)+)?>(&'a self, $(_: $given),*) $(-> $gives)?
                where
                    &'a Self: $family,
                {
                    unreachable!("no promise has a value while the graph is built")
                }
            )+
        }
    )+};
}

refused! {
    Counted: impl<T> Vec<T> {
        fn len() -> usize;
        fn is_empty() -> bool;
    }
    Picked: impl<T> Vec<T> {
        fn first() -> Option<&'static Element<T>>;
        fn last() -> Option<&'static Element<T>>;
        fn get(impl Sized) -> Option<&'static Element<T>>;
        fn pop() -> Option<Element<T>>;
        fn remove(impl Sized) -> Element<T>;
        fn swap_remove(impl Sized) -> Element<T>;
        fn split_first() -> Option<(&'static Element<T>, Promise<Vec<T>>)>;
        fn split_last() -> Option<(&'static Element<T>, Promise<Vec<T>>)>;
    }
    Walked: impl<T> Vec<T> {
        fn iter() -> Elements<T>;
        fn iter_mut() -> Elements<T>;
        fn into_iter() -> Elements<T>;
        fn drain(impl Sized) -> Elements<T>;
        fn rev() -> Elements<T>;
        fn enumerate() -> Enumerate<Elements<T>>;
        fn filter(impl FnMut(&Element<T>) -> bool) -> Elements<T>;
        fn for_each(impl FnMut(Element<T>));
        fn fold<A>(A, impl FnMut(A, Element<T>) -> A) -> A;
        fn sum<S>() -> S;
        fn product<S>() -> S;
        fn chunks(usize) -> IntoIter<Promise<Vec<T>>>;
        fn windows(usize) -> IntoIter<Promise<Vec<T>>>;
        fn join(impl Sized) -> Promise<String>;
        fn concat() -> Promise<T>;
        fn to_vec() -> Promise<Vec<T>>;
        fn as_slice() -> Elements<T>;
    }
    Decided: impl<T> Vec<T> {
        fn contains(impl Sized) -> bool;
        fn starts_with(impl Sized) -> bool;
        fn ends_with(impl Sized) -> bool;
        fn is_sorted() -> bool;
        fn any(impl FnMut(Element<T>) -> bool) -> bool;
        fn all(impl FnMut(Element<T>) -> bool) -> bool;
    }
    Changed: impl<T> Vec<T> {
        fn push(impl Sized);
        fn insert(usize, impl Sized);
        fn extend(impl Sized);
        fn append(impl Sized);
        fn sort();
        fn sort_unstable();
        fn sort_by(impl FnMut(&T, &T) -> Ordering);
        fn sort_by_key<K>(impl FnMut(&T) -> K);
        fn reverse();
        fn dedup();
        fn retain(impl FnMut(&T) -> bool);
        fn truncate(usize);
        fn swap(usize, usize);
        fn clear();
    }
    Counted: impl<K, V> HashMap<K, V> {
        fn len() -> usize;
        fn is_empty() -> bool;
    }
    Counted: impl<K, V> BTreeMap<K, V> {
        fn len() -> usize;
        fn is_empty() -> bool;
    }
    Picked: impl<K, V> HashMap<K, V> {
        fn get(impl Sized) -> Option<&'static Element<V>>;
    }
    Picked: impl<K, V> BTreeMap<K, V> {
        fn get(impl Sized) -> Option<&'static Element<V>>;
        fn first_key_value() -> Option<(&'static Element<K>, &'static Element<V>)>;
        fn last_key_value() -> Option<(&'static Element<K>, &'static Element<V>)>;
    }
    Walked: impl<K, V> HashMap<K, V> {
        fn iter() -> IntoIter<(Element<K>, Element<V>)>;
        fn into_iter() -> IntoIter<(Element<K>, Element<V>)>;
        fn keys() -> Elements<K>;
        fn into_keys() -> Elements<K>;
        fn values() -> Elements<V>;
        fn into_values() -> Elements<V>;
        fn map<F>(F) -> Promise<Vec<V>>;
    }
    Walked: impl<K, V> BTreeMap<K, V> {
        fn iter() -> IntoIter<(Element<K>, Element<V>)>;
        fn into_iter() -> IntoIter<(Element<K>, Element<V>)>;
        fn keys() -> Elements<K>;
        fn into_keys() -> Elements<K>;
        fn values() -> Elements<V>;
        fn into_values() -> Elements<V>;
        fn map<F>(F) -> Promise<Vec<V>>;
    }
    Decided: impl<K, V> HashMap<K, V> {
        fn contains_key(impl Sized) -> bool;
    }
    Decided: impl<K, V> BTreeMap<K, V> {
        fn contains_key(impl Sized) -> bool;
    }
    Changed: impl<K, V> HashMap<K, V> {
        fn insert(impl Sized, impl Sized) -> Option<Element<V>>;
        fn remove(impl Sized) -> Option<Element<V>>;
        fn extend(impl Sized);
        fn clear();
    }
    Changed: impl<K, V> BTreeMap<K, V> {
        fn insert(impl Sized, impl Sized) -> Option<Element<V>>;
        fn remove(impl Sized) -> Option<Element<V>>;
        fn extend(impl Sized);
        fn clear();
    }
    Counted: impl<> String {
        fn len() -> usize;
        fn is_empty() -> bool;
    }
    Read: impl<> String {
        fn parse<F>() -> Result<F, Error>;
        fn trim() -> Promise<String>;
        fn trim_start() -> Promise<String>;
        fn trim_end() -> Promise<String>;
        fn to_uppercase() -> Promise<String>;
        fn to_lowercase() -> Promise<String>;
        fn to_ascii_uppercase() -> Promise<String>;
        fn to_ascii_lowercase() -> Promise<String>;
        fn replace(impl Sized, impl Sized) -> Promise<String>;
        fn repeat(usize) -> Promise<String>;
        fn as_str() -> Promise<String>;
        fn as_bytes() -> &'static [u8];
        fn into_bytes() -> Vec<u8>;
        fn bytes() -> IntoIter<u8>;
        fn chars() -> IntoIter<char>;
        fn lines() -> IntoIter<&'static str>;
        fn split(impl Sized) -> IntoIter<&'static str>;
        fn split_whitespace() -> IntoIter<&'static str>;
        fn split_once(impl Sized) -> Option<(&'static str, &'static str)>;
        fn strip_prefix(impl Sized) -> Option<&'static str>;
        fn strip_suffix(impl Sized) -> Option<&'static str>;
        fn find(impl Sized) -> Option<usize>;
    }
    Decided: impl<> String {
        fn contains(impl Sized) -> bool;
        fn starts_with(impl Sized) -> bool;
        fn ends_with(impl Sized) -> bool;
        fn eq_ignore_ascii_case(&str) -> bool;
    }
    Changed: impl<> String {
        fn push(char);
        fn push_str(impl Sized);
        fn insert(usize, char);
        fn insert_str(usize, &str);
        fn truncate(usize);
        fn clear();
    }
    Present: impl<T> Option<T> {
        fn is_some() -> bool;
        fn is_none() -> bool;
        fn is_some_and(impl FnOnce(Promise<T>) -> bool) -> bool;
        fn is_none_or(impl FnOnce(Promise<T>) -> bool) -> bool;
        fn unwrap_or(impl Sized) -> Promise<T>;
        fn unwrap_or_default() -> Promise<T>;
        fn unwrap_or_else<R>(impl FnOnce() -> R) -> Promise<T>;
        fn map<U>(impl FnOnce(Promise<T>) -> U) -> Option<U>;
        fn map_or<U>(U, impl FnOnce(Promise<T>) -> U) -> U;
        fn and_then<U>(impl FnOnce(Promise<T>) -> U) -> U;
        fn or(impl Sized) -> Promise<Option<T>>;
        fn or_else<R>(impl FnOnce() -> R) -> Promise<Option<T>>;
        fn ok_or<E>(E) -> Result<Promise<T>, E>;
        fn ok_or_else<E>(impl FnOnce() -> E) -> Result<Promise<T>, E>;
        fn as_ref() -> Option<Promise<T>>;
        fn as_deref() -> Option<Promise<T>>;
        fn cloned() -> Promise<Option<T>>;
        fn copied() -> Promise<Option<T>>;
        fn take() -> Promise<Option<T>>;
        fn iter() -> Elements<T>;
    }
    Decided: impl<> bool {
        fn then<U>(impl FnOnce() -> U) -> Option<U>;
        fn then_some<U>(U) -> Option<U>;
    }
    Computable: impl<T: Number> T {
        fn abs() -> Promise<T>;
        fn signum() -> Promise<T>;
        fn pow(impl Sized) -> Promise<T>;
        fn powi(impl Sized) -> Promise<T>;
        fn powf(impl Sized) -> Promise<T>;
        fn sqrt() -> Promise<T>;
        fn exp() -> Promise<T>;
        fn ln() -> Promise<T>;
        fn log(impl Sized) -> Promise<T>;
        fn log2() -> Promise<T>;
        fn log10() -> Promise<T>;
        fn sin() -> Promise<T>;
        fn cos() -> Promise<T>;
        fn tan() -> Promise<T>;
        fn floor() -> Promise<T>;
        fn ceil() -> Promise<T>;
        fn round() -> Promise<T>;
        fn trunc() -> Promise<T>;
        fn min(impl Sized) -> Promise<T>;
        fn max(impl Sized) -> Promise<T>;
        fn clamp(impl Sized, impl Sized) -> Promise<T>;
        fn rem_euclid(impl Sized) -> Promise<T>;
        fn div_euclid(impl Sized) -> Promise<T>;
        fn wrapping_add(impl Sized) -> Promise<T>;
        fn wrapping_sub(impl Sized) -> Promise<T>;
        fn wrapping_mul(impl Sized) -> Promise<T>;
        fn saturating_add(impl Sized) -> Promise<T>;
        fn saturating_sub(impl Sized) -> Promise<T>;
        fn saturating_mul(impl Sized) -> Promise<T>;
        fn checked_add(impl Sized) -> Option<Promise<T>>;
        fn checked_sub(impl Sized) -> Option<Promise<T>>;
        fn checked_mul(impl Sized) -> Option<Promise<T>>;
        fn checked_div(impl Sized) -> Option<Promise<T>>;
    }
    Decided: impl<T: Number> T {
        fn is_positive() -> bool;
        fn is_negative() -> bool;
        fn is_nan() -> bool;
        fn is_finite() -> bool;
        fn is_infinite() -> bool;
    }
    Computable: impl<Z: TimeZone> DateTime<Z> {
        fn timestamp() -> Promise<i64>;
        fn timestamp_millis() -> Promise<i64>;
        fn year() -> Promise<i32>;
        fn month() -> Promise<u32>;
        fn day() -> Promise<u32>;
        fn date_naive() -> Promise<NaiveDate>;
        fn format(&str) -> Promise<String>;
        fn to_rfc3339() -> Promise<String>;
    }
    Computable: impl<> NaiveDate {
        fn year() -> Promise<i32>;
        fn month() -> Promise<u32>;
        fn day() -> Promise<u32>;
        fn format(&str) -> Promise<String>;
    }
    Opened: impl<F> FlyteFile<F> {
        fn path() -> Result<PathBuf, Error>;
        fn blocking_path() -> Result<PathBuf, Error>;
        fn open() -> Result<(), Error>;
        fn blocking_open() -> Result<(), Error>;
        fn bytes() -> Result<Bytes, Error>;
        fn blocking_bytes() -> Result<Bytes, Error>;
        fn uri() -> Option<&'static str>;
        fn name() -> Option<String>;
    }
    Opened: impl<F> FlyteDirectory<F> {
        fn path() -> Result<PathBuf, Error>;
        fn blocking_path() -> Result<PathBuf, Error>;
        fn entries() -> Result<IntoIter<PathBuf>, Error>;
        fn glob(&str) -> Result<IntoIter<PathBuf>, Error>;
        fn file(&str) -> Result<Promise<FlyteFile<F>>, Error>;
        fn download(impl Sized) -> Result<Vec<PathBuf>, Error>;
        fn uri() -> &'static str;
    }
    Opened: impl<R, F> StructuredDataset<R, F> {
        fn rows() -> Result<Vec<R>, Error>;
        fn blocking_rows() -> Result<Vec<R>, Error>;
        fn row_stream() -> Result<IntoIter<R>, Error>;
        fn batches() -> Result<(), Error>;
        fn frame<Frame>() -> Result<Frame, Error>;
        fn filter(impl Sized) -> Result<Promise<StructuredDataset<R, F>>, Error>;
        fn uri() -> Option<&'static str>;
    }
}

/// A type of numbers, whose methods compute.
pub trait Number {}

macro_rules! numbers {
    ($($ty:ty)+) => { $(impl Number for $ty {})+ };
}

numbers!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);
