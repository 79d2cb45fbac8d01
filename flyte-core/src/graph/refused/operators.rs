//! Operators. Their bound is on the *other* side: when the compiler looks an operator up it doesn't know that side yet,
//! so it takes the impl and finds the bound unmet only later, in our words. (A bound on this side would be "cannot
//! add" in the compiler's.)

use std::collections::{BTreeMap, HashMap};
use std::ops::{
    Add, AddAssign, BitAnd, BitOr, BitXor, Div, DivAssign, Index, Mul, MulAssign, Range, RangeFrom,
    RangeFull, RangeInclusive, RangeTo, RangeToInclusive, Rem, RemAssign, Shl, Shr, Sub, SubAssign,
};

use super::super::condition::Test;
use super::super::promise::Promise;

/// Never implemented: arithmetic happens in tasks.
#[diagnostic::on_unimplemented(
    message = "a promise can't be computed with: it has no value while the graph is built",
    label = "computing happens in tasks",
    note = "write a task that computes it: `#[task] fn add(a: i64, b: i64) -> i64 {{ a + b }}`",
    note = "outside a workflow, `.await` the promise; the body of a task calls another's body as `task::call(…)`"
)]
pub trait Computable {}

/// The other side of an arithmetic operator: never implemented. What the operator would give is nobody's type then, so that
/// whatever uses it is not refused once more.
#[diagnostic::on_unimplemented(
    message = "a promise can't be computed with: it has no value while the graph is built",
    label = "computing happens in tasks",
    note = "write a task that computes it: `#[task] fn add(a: i64, b: i64) -> i64 {{ a + b }}`",
    note = "outside a workflow, `.await` the promise; the body of a task calls another's body as `task::call(…)`"
)]
pub trait Operand {
    /// What the operator gives.
    type Result;
}

/// The other side of `+=` and the like. The compiler knows it when it looks the operator up, so the bound lies one step
/// further.
pub trait Assigned {}

impl<T> Assigned for T where (T,): Computable {}

macro_rules! arithmetic {
    ($($operator:ident $method:ident $assign:ident $assign_method:ident,)+) => {$(
        impl<T, R: Operand> $operator<R> for Promise<T> {
            type Output = R::Result;

            fn $method(self, _other: R) -> R::Result {
                unreachable!("nothing is an `Operand`")
            }
        }

        impl<T, R: Assigned> $assign<R> for Promise<T> {
            fn $assign_method(&mut self, _other: R) {}
        }

        impl<T: Computable> $operator<Promise<T>> for i64 {
            type Output = T;

            fn $method(self, _other: Promise<T>) -> T {
                unreachable!("nothing is `Computable`")
            }
        }

        impl<T: Computable> $operator<Promise<T>> for f64 {
            type Output = T;

            fn $method(self, _other: Promise<T>) -> T {
                unreachable!("nothing is `Computable`")
            }
        }
    )+};
}

arithmetic! {
    Add add AddAssign add_assign,
    Sub sub SubAssign sub_assign,
    Mul mul MulAssign mul_assign,
    Div div DivAssign div_assign,
    Rem rem RemAssign rem_assign,
}

/// Never implemented: conditions are joined by `&&` and `||`.
#[diagnostic::on_unimplemented(
    message = "`&`, `|` and `^` can't join promises: they have no value while the graph is built",
    label = "write `&&` or `||` in the condition of an `if`",
    note = "`if a && b {{ … }} else {{ … }}`; what needs the bits is computed in a task"
)]
pub trait Joinable {}

/// The other side of `&`, `|` or `^`.
pub trait Joint {}

impl<T> Joint for T where (T,): Joinable {}

macro_rules! joining {
    ($($operator:ident $method:ident,)+) => {$(
        impl<T, R: Joint> $operator<R> for Promise<T> {
            type Output = Promise<T>;

            fn $method(self, _other: R) -> Promise<T> {
                self
            }
        }

        impl<R: Joint> $operator<R> for Test {
            type Output = Test;

            fn $method(self, _other: R) -> Test {
                self
            }
        }

        impl<T: Joinable> $operator<Promise<T>> for bool {
            type Output = Promise<T>;

            fn $method(self, other: Promise<T>) -> Promise<T> {
                other
            }
        }
    )+};
}

joining! {
    BitAnd bitand,
    BitOr bitor,
    BitXor bitxor,
}

/// Never implemented: order is said by `after`.
#[diagnostic::on_unimplemented(
    message = "`>>` and `<<` put no promises in order",
    label = "write `b.after(a)` where flytekit has `a >> b`",
    note = "`let b = log(3).after(a);` starts the call of `b` once that of `a` has succeeded"
)]
pub trait Orderable {}

/// The other side of `>>` or `<<`.
pub trait Ordered {}

impl<T> Ordered for T where (T,): Orderable {}

impl<T: ?Sized, R: Ordered> Shr<R> for Promise<T> {
    type Output = R;

    fn shr(self, other: R) -> R {
        other
    }
}

impl<T: ?Sized, R: Ordered> Shl<R> for Promise<T> {
    type Output = Promise<T>;

    fn shl(self, _other: R) -> Promise<T> {
        self
    }
}

/// Never implemented: a comparison stands in an `if`.
#[diagnostic::on_unimplemented(
    message = "a promise can't be compared here: it has no value while the graph is built",
    label = "a comparison of promises is the condition of an `if`",
    note = "in a workflow, write the comparison in the `if` itself: `if m > 3 {{ … }} else {{ … }}`; arguments, closures, macros and other functions keep Rust's own comparison",
    note = "a helper function that decides on promises is a `#[workflow]` too, and is called like a task",
    note = "outside a workflow, `.await` the promise"
)]
pub trait ComparedHere {}

/// The other side of a comparison.
pub trait Compared {}

impl<T> Compared for T where (T,): ComparedHere {}

impl<T: ?Sized, R: Compared> PartialEq<R> for Promise<T> {
    fn eq(&self, _other: &R) -> bool {
        false
    }
}

impl<T: ?Sized, R: Compared> PartialOrd<R> for Promise<T> {
    fn partial_cmp(&self, _other: &R) -> Option<std::cmp::Ordering> {
        None
    }
}

/// Never implemented: an index is a number that the graph is built with.
#[diagnostic::on_unimplemented(
    message = "a promise can't be an index: it has no value while the graph is built",
    label = "has no value yet",
    note = "take the element in a task: `#[task] fn element(list: Vec<i64>, at: i64) -> i64 {{ list[at as usize] }}`"
)]
pub trait Indexing {}

impl<T, I: Indexing> Index<Promise<I>> for Promise<Vec<T>> {
    type Output = Promise<T>;

    fn index(&self, _index: Promise<I>) -> &Promise<T> {
        unreachable!("nothing is `Indexing`")
    }
}

impl<T, I: Indexing> Index<Promise<I>> for Promise<HashMap<String, T>> {
    type Output = Promise<T>;

    fn index(&self, _index: Promise<I>) -> &Promise<T> {
        unreachable!("nothing is `Indexing`")
    }
}

impl<T, I: Indexing> Index<Promise<I>> for Promise<BTreeMap<String, T>> {
    type Output = Promise<T>;

    fn index(&self, _index: Promise<I>) -> &Promise<T> {
        unreachable!("nothing is `Indexing`")
    }
}

/// Never implemented: a part of a list is made by a task.
#[diagnostic::on_unimplemented(
    message = "a range of a promise can't be taken: only single elements are promises of their own",
    label = "takes a number: `xs[0]`",
    note = "take the range in a task: `#[task] fn head(list: Vec<i64>) -> Vec<i64> {{ list[..3].to_vec() }}`"
)]
pub trait Sliced {}

macro_rules! ranges {
    ($($range:ty),+ $(,)?) => {$(
        impl<T: Sliced> Index<$range> for Promise<Vec<T>> {
            type Output = Promise<Vec<T>>;

            fn index(&self, _range: $range) -> &Promise<Vec<T>> {
                self
            }
        }
    )+};
}

ranges!(
    Range<usize>,
    RangeFrom<usize>,
    RangeFull,
    RangeInclusive<usize>,
    RangeTo<usize>,
    RangeToInclusive<usize>,
);
