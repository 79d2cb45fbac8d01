//! Arms of an `if` that hold no promise where the others do: a plain value, and nothing because of a `;`.
//!
//! What such an arm gives has the type of the others, which is known once the compiler has seen them. So the macro puts
//! it into a function here, and a bound that only promises fail is told at that arm.

use super::super::promise::Promise;

/// A plain value as an arm of an `if` whose other arms give `T`.
#[diagnostic::on_unimplemented(
    message = "the arms of this `if` differ: this one gives `{Self}`, another one `{T}`",
    label = "expected `{T}`: write `promise(…)` around a plain value, as in `promise(0)`"
)]
pub trait PlainArm<T> {
    #[doc(hidden)]
    fn value(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> PlainArm<T> for T {
    fn value(self) -> T {
        self
    }
}

/// Never implemented: promises stand beside promises. On the promise's type, which the compiler learns last: until then
/// either impl may be meant.
#[diagnostic::on_unimplemented(
    message = "an arm of an `if` gives a plain `{Value}` where another one gives a promise",
    label = "write `promise(…)` around it, as in `promise(0)`"
)]
pub trait BesidePromises<Value> {}

/// A value that tokens tell to be plain.
pub trait Literal {}

macro_rules! literals {
    ($(impl<$($parameter:ident)?> $ty:ty;)+) => { $(impl<$($parameter)?> Literal for $ty {})+ };
}

literals! {
    impl<> i8; impl<> i16; impl<> i32; impl<> i64; impl<> u8; impl<> u16; impl<> u32; impl<> u64; impl<> usize;
    impl<> f32; impl<> f64; impl<> bool; impl<> char; impl<> &str; impl<> String; impl<T> Vec<T>; impl<T> Option<T>;
}

impl<T: BesidePromises<V>, V: Literal> PlainArm<Promise<T>> for V {
    fn value(self) -> Promise<T> {
        unreachable!("nothing stands beside promises")
    }
}

/// A plain value at the end of an arm.
pub fn plain_arm<V: PlainArm<T>, T>(value: V) -> T {
    value.value()
}

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
