//! Arms of an `if` that hold no promise where one is needed: a plain value, and nothing because of a `;`; and arms that
//! differ.

use std::fmt;

use super::super::promise::Promise;
use crate::value::Plain;

/// Never implemented: promises stand beside promises.
#[diagnostic::on_unimplemented(
    message = "this arm of the `if` gives a plain `{Self}` where a promise is needed",
    label = "write `promise(…)` around a plain value, as in `promise(0)`"
)]
pub trait Promised {}

/// Never implemented: the same of text, whose promise is that of a `String`.
#[diagnostic::on_unimplemented(
    message = "this arm of the `if` gives a plain `{Self}` where a promise is needed",
    label = "write `promise(…)` around a plain value, as in `promise(\"none\")`"
)]
pub trait PromisedText {}

/// A value that is no promise.
pub trait PlainValue {}

impl<T: Plain> PlainValue for T {}

macro_rules! plain_values {
    ($($ty:ty)+) => { $(impl PlainValue for $ty {})+ };
}

plain_values!(usize isize char &str);

/// What the second arm gives, beside a first that gives `First`. A plain value beside a promise is told by
/// [`Arms`], at the plain one.
#[diagnostic::on_unimplemented(
    message = "the arms of this `if` differ: one gives `{First}`, the other one `{Self}`",
    label = "expected `{First}`",
    note = "both arms give the same type; a task turns one into the other"
)]
pub trait SecondArm<First>: Sized {
    #[doc(hidden)]
    fn second(self) -> First;
}

#[diagnostic::do_not_recommend]
impl<T> SecondArm<T> for T {
    fn second(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: PlainValue> SecondArm<V> for Promise<T> {
    fn second(self) -> V {
        unreachable!("`Arms` refuses a plain value beside a promise")
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: PlainValue> SecondArm<Promise<T>> for V {
    fn second(self) -> Promise<T> {
        unreachable!("`Arms` refuses a plain value beside a promise")
    }
}

/// What the two arms gave.
pub struct Given<A, B>(pub Option<A>, pub Option<B>);

impl<A, B> fmt::Debug for Given<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Given")
    }
}

impl<A, B> Given<A, B> {
    /// The second as the type of the first.
    pub fn flyte_same(self) -> (Option<A>, Option<A>)
    where
        B: SecondArm<A>,
    {
        (self.0, self.1.map(SecondArm::second))
    }
}

/// What an `if` gives that nobody uses.
#[diagnostic::on_unimplemented(
    message = "nobody uses what this arm of the `if` gives",
    label = "gives `{Self}`",
    note = "use the value of the `if`, `let y = if … {{ … }} else {{ … }};`, or end the arm in `;`"
)]
pub trait Unused {}

#[diagnostic::do_not_recommend]
impl Unused for () {}

#[diagnostic::do_not_recommend]
impl Unused for Promise<()> {}

/// The end of an arm whose value nobody uses.
pub fn unused<T: Unused>(_value: T) {}

/// What both arms give, looked at but not moved: a plain value beside a promise is refused at its own place.
pub struct Arms<'a, A, B>(pub &'a Option<A>, pub &'a Option<B>);

impl<A, B> fmt::Debug for Arms<'_, A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arms")
    }
}

/// Chosen for a plain value before a promise.
pub trait PlainFirst {
    #[doc(hidden)]
    type Value;

    #[doc(hidden)]
    fn flyte_first(&self)
    where
        Self::Value: Promised,
    {
    }
}

impl<V: PlainValue, T> PlainFirst for &Arms<'_, V, Promise<T>> {
    type Value = V;
}

/// Chosen for a plain value behind a promise.
pub trait PlainSecond {
    #[doc(hidden)]
    type Value;

    #[doc(hidden)]
    fn flyte_second(&self)
    where
        Self::Value: Promised,
    {
    }
}

impl<V: PlainValue, T> PlainSecond for &Arms<'_, Promise<T>, V> {
    type Value = V;
}

/// Chosen for arms that are both plain, or both promises.
pub trait SameArms {
    #[doc(hidden)]
    fn flyte_first(&self) {}

    #[doc(hidden)]
    fn flyte_second(&self) {}
}

impl<A, B> SameArms for Arms<'_, A, B> {}

/// What an arm gives that ends in `;`.
#[derive(Debug)]
pub struct Ended;

/// An arm that ends in `;`, of an `if` whose other arms give `T`.
#[diagnostic::on_unimplemented(
    message = "an arm that ends in `;` gives nothing, and another one gives `{T}`",
    label = "drop this `;`"
)]
pub trait EndedArm<T> {
    #[doc(hidden)]
    fn ended(self) -> T;
}

#[diagnostic::do_not_recommend]
impl EndedArm<()> for Ended {
    fn ended(self) {}
}

/// Never implemented: an arm without a value is none of promises.
#[diagnostic::on_unimplemented(
    message = "an arm that ends in `;` gives nothing, and another one gives `Promise<{Self}>`",
    label = "drop this `;`"
)]
pub trait GivenByOthers {}

impl<T: GivenByOthers> EndedArm<Promise<T>> for Ended {
    fn ended(self) -> Promise<T> {
        unreachable!("nothing is `GivenByOthers`")
    }
}

/// The end of an arm that ends in `;`.
pub fn ended_arm<T>() -> T
where
    Ended: EndedArm<T>,
{
    Ended.ended()
}
