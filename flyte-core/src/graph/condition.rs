//! What `#[workflow]` turns the condition of an `if` into: `==`, `<`, `&&`, `||` and `!` on promises.
//!
//! Plain operands keep Rust's meaning: `&&` and `||` stop early, `PartialEq` is enough for `==`. With a
//! promise on either side the result is a [`Test`], which an `if` turns into a branch node. Which of the two it
//! is, the method call decides by the operands' types: `(&&&Compare(&a, &b)).flyte_gt()` finds the trait for
//! promises first, then the one for plain values, then the one that only explains.

use std::ops::Not;
use std::panic::Location;

use flyte_types::FlyteType;
use flyte_types::interface::encode_one;

use super::binding::Binding;
use super::branch::{Comparison, Condition, Operand};
use super::build::Builder;
use super::promise::{Handle, Promise};

/// Values that can be compared for equality in a workflow: scalars and enums of names.
#[diagnostic::on_unimplemented(
    message = "Flyte can't compare `{Self}` in an `if`",
    label = "only int, float, bool, text, times, durations and enums of names can be compared",
    note = "compute a `bool` in a task and write `if` on its promise"
)]
pub trait Equal: FlyteType {}

/// Values that have an order in a workflow: numbers, text, times and durations.
#[diagnostic::on_unimplemented(
    message = "Flyte has no order for `{Self}` in an `if`",
    label = "only int, float, text, times and durations have an order",
    note = "compare with `==` or `!=`, or compute a `bool` in a task"
)]
pub trait Ordered: Equal {}

macro_rules! comparable {
    ($($marker:ident: $($ty:ty),+;)+) => { $($(impl $marker for $ty {})+)+ };
}

comparable! {
    Equal: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, bool, String;
    Ordered: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String;
    Equal: chrono::DateTime<chrono::Utc>, chrono::NaiveDate, chrono::TimeDelta, std::time::Duration;
    Ordered: chrono::DateTime<chrono::Utc>, chrono::NaiveDate, chrono::TimeDelta, std::time::Duration;
}

/// A condition on promises, before its `if`.
#[derive(Debug)]
#[must_use = "a comparison of promises has a meaning only as the condition of an `if`"]
pub struct Test(Kind);

#[derive(Debug)]
enum Kind {
    Compare(Comparison, Side, Side),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    /// A part that was plain, and so is known.
    Known(bool),
}

/// One side of a comparison.
#[derive(Debug)]
pub struct Side(SideKind);

#[derive(Debug)]
enum SideKind {
    Promise { handle: Handle, is_time: bool },
    Constant(flyte_types::Result<bytes::Bytes>),
}

impl Test {
    /// The condition in the graph that `builder` makes.
    pub(super) fn condition(
        self,
        builder: &mut Builder,
        place: &'static Location<'static>,
    ) -> Condition {
        match self.0 {
            Kind::Compare(comparison, left, right) => Condition::Compare(
                comparison,
                left.operand(builder, place),
                right.operand(builder, place),
            ),
            Kind::And(left, right) => Condition::And(
                Box::new(left.condition(builder, place)),
                Box::new(right.condition(builder, place)),
            ),
            Kind::Or(left, right) => Condition::Or(
                Box::new(left.condition(builder, place)),
                Box::new(right.condition(builder, place)),
            ),
            Kind::Known(known) => {
                let constant =
                    |value: bool| Operand::Literal(encode_one(&value).unwrap_or_default());
                Condition::Compare(Comparison::Eq, constant(known), constant(true))
            }
        }
    }

    fn and(self, other: Test) -> Test {
        match (self.0, other.0) {
            (Kind::Known(true), other) => Test(other),
            (left, Kind::Known(true)) => Test(left),
            (left, right) => Test(Kind::And(Box::new(Test(left)), Box::new(Test(right)))),
        }
    }

    fn or(self, other: Test) -> Test {
        match (self.0, other.0) {
            (Kind::Known(false), other) => Test(other),
            (left, Kind::Known(false)) => Test(left),
            (left, right) => Test(Kind::Or(Box::new(Test(left)), Box::new(Test(right)))),
        }
    }
}

impl Side {
    fn operand(self, builder: &mut Builder, place: &'static Location<'static>) -> Operand {
        let fault = match self.0 {
            SideKind::Constant(Ok(bytes)) => return Operand::Literal(bytes),
            SideKind::Constant(Err(error)) => error.to_string(),
            SideKind::Promise { handle, is_time: true } if !handle.path.is_whole() => {
                "a time or duration inside a struct arrives as text on the platform, so it can't be compared: \
                 return it as an output of its own"
                    .to_owned()
            }
            SideKind::Promise { handle, .. } => match builder.operand(handle, place) {
                Ok(Binding::Promise(reference)) => return Operand::Promise(reference),
                Ok(Binding::Literal(bytes)) => return Operand::Literal(bytes),
                Ok(_) => "this is not a single value".to_owned(),
                Err(fault) => fault,
            },
        };
        builder.fault(format!("{place}: a side of this condition: {fault}"));
        Operand::Literal(bytes::Bytes::new())
    }
}

/// `!` on a condition: operators are inverted, since Flyte has no "not".
impl Not for Test {
    type Output = Test;

    fn not(self) -> Test {
        Test(match self.0 {
            Kind::Compare(comparison, left, right) => Kind::Compare(
                match comparison {
                    Comparison::Eq => Comparison::Ne,
                    Comparison::Ne => Comparison::Eq,
                    Comparison::Gt => Comparison::Le,
                    Comparison::Le => Comparison::Gt,
                    Comparison::Lt => Comparison::Ge,
                    Comparison::Ge => Comparison::Lt,
                },
                left,
                right,
            ),
            Kind::And(left, right) => Kind::Or(Box::new(!*left), Box::new(!*right)),
            Kind::Or(left, right) => Kind::And(Box::new(!*left), Box::new(!*right)),
            Kind::Known(known) => Kind::Known(!known),
        })
    }
}

impl Not for Promise<bool> {
    type Output = Test;

    fn not(self) -> Test {
        !Test::from(self)
    }
}

/// A promise of a bool holds when it equals true.
impl From<Promise<bool>> for Test {
    fn from(promise: Promise<bool>) -> Test {
        Test(Kind::Compare(
            Comparison::Eq,
            Side(SideKind::Promise { handle: promise.handle(), is_time: false }),
            Side(SideKind::Constant(encode_one(&true))),
        ))
    }
}

impl From<bool> for Test {
    fn from(known: bool) -> Test {
        Test(Kind::Known(known))
    }
}

fn promised<T: FlyteType>(promise: &Promise<T>) -> Side {
    use flyte_types::idl::core::{SimpleType, literal_type::Type};
    let is_time = matches!(
        T::literal_type().r#type,
        Some(Type::Simple(simple))
            if simple == SimpleType::Datetime as i32 || simple == SimpleType::Duration as i32
    );
    Side(SideKind::Promise { handle: promise.handle(), is_time })
}

fn plain<T: FlyteType>(value: &T) -> Side {
    Side(SideKind::Constant(encode_one(value)))
}

/// Both sides of a comparison, by reference so that nothing moves.
#[derive(Debug)]
pub struct Compare<'a, A: ?Sized, B: ?Sized>(pub &'a A, pub &'a B);

/// Two sides of which one at least is a promise.
pub trait Sides {
    /// The type that they have in common.
    type Value;

    #[doc(hidden)]
    fn sides(&self) -> (Side, Side);
}

impl<T: FlyteType> Sides for Compare<'_, Promise<T>, Promise<T>> {
    type Value = T;

    fn sides(&self) -> (Side, Side) {
        (promised(self.0), promised(self.1))
    }
}

impl<T: FlyteType> Sides for Compare<'_, Promise<T>, T> {
    type Value = T;

    fn sides(&self) -> (Side, Side) {
        (promised(self.0), plain(self.1))
    }
}

impl<T: FlyteType> Sides for Compare<'_, T, Promise<T>> {
    type Value = T;

    fn sides(&self) -> (Side, Side) {
        (plain(self.0), promised(self.1))
    }
}

impl Sides for Compare<'_, Promise<String>, &str> {
    type Value = String;

    fn sides(&self) -> (Side, Side) {
        (promised(self.0), plain(&(*self.1).to_owned()))
    }
}

impl Sides for Compare<'_, &str, Promise<String>> {
    type Value = String;

    fn sides(&self) -> (Side, Side) {
        (plain(&(*self.0).to_owned()), promised(self.1))
    }
}

macro_rules! comparisons {
    ($($method:ident $comparison:ident $bound:ident $operator:tt $plain:ident,)+) => {
        /// Chosen first: a promise on one side at least.
        pub trait ComparePromises {
            #[doc(hidden)]
            type Value;
            $(
                #[doc(hidden)]
                fn $method(&self) -> Test
                where
                    Self::Value: $bound;
            )+
        }

        impl<'a, A, B> ComparePromises for &&Compare<'a, A, B>
        where
            Compare<'a, A, B>: Sides,
        {
            type Value = <Compare<'a, A, B> as Sides>::Value;
            $(
                fn $method(&self) -> Test
                where
                    Self::Value: $bound,
                {
                    let (left, right) = self.sides();
                    Test(Kind::Compare(Comparison::$comparison, left, right))
                }
            )+
        }

        $(
            /// Chosen second: two plain values, compared as Rust does.
            pub trait $plain {
                #[doc(hidden)]
                fn $method(&self) -> bool;
            }
        )+
    };
}

comparisons! {
    flyte_eq Eq Equal == PlainEq,
    flyte_ne Ne Equal != PlainNe,
    flyte_gt Gt Ordered > PlainGt,
    flyte_ge Ge Ordered >= PlainGe,
    flyte_lt Lt Ordered < PlainLt,
    flyte_le Le Ordered <= PlainLe,
}

macro_rules! plain_comparisons {
    ($($plain:ident $method:ident $std:ident $operator:tt,)+) => {$(
        impl<A: $std<B> + ?Sized, B: ?Sized> $plain for &Compare<'_, A, B> {
            fn $method(&self) -> bool {
                self.0 $operator self.1
            }
        }
    )+};
}

plain_comparisons! {
    PlainEq flyte_eq PartialEq ==,
    PlainNe flyte_ne PartialEq !=,
    PlainGt flyte_gt PartialOrd >,
    PlainGe flyte_ge PartialOrd >=,
    PlainLt flyte_lt PartialOrd <,
    PlainLe flyte_le PartialOrd <=,
}

/// Never implemented: only its words are wanted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be compared with `{Other}` in an `if`",
    label = "compare a promise with a value or promise of its own type: `1.0` for `f64`, `1` for `i64`, `\"text\"` for `String`",
    note = "an `Option`, list, map or struct can't be compared: compute a `bool` in a task"
)]
pub trait ComparesWith<Other: ?Sized> {}

/// Chosen last: says what is wrong.
pub trait CompareRefused {
    #[doc(hidden)]
    type Left: ?Sized;
    #[doc(hidden)]
    type Right: ?Sized;
    #[doc(hidden)]
    fn flyte_eq(&self) -> bool
    where
        Self::Left: ComparesWith<Self::Right>,
    {
        false
    }
    #[doc(hidden)]
    fn flyte_ne(&self) -> bool
    where
        Self::Left: ComparesWith<Self::Right>,
    {
        false
    }
    #[doc(hidden)]
    fn flyte_gt(&self) -> bool
    where
        Self::Left: ComparesWith<Self::Right>,
    {
        false
    }
    #[doc(hidden)]
    fn flyte_ge(&self) -> bool
    where
        Self::Left: ComparesWith<Self::Right>,
    {
        false
    }
    #[doc(hidden)]
    fn flyte_lt(&self) -> bool
    where
        Self::Left: ComparesWith<Self::Right>,
    {
        false
    }
    #[doc(hidden)]
    fn flyte_le(&self) -> bool
    where
        Self::Left: ComparesWith<Self::Right>,
    {
        false
    }
}

impl<A: ?Sized, B: ?Sized> CompareRefused for Compare<'_, A, B> {
    type Left = A;
    type Right = B;
}

/// A side of `&&` or `||`.
pub trait Known {
    /// The value, when it is plain.
    fn known(&self) -> Option<bool>;
}

impl Known for bool {
    fn known(&self) -> Option<bool> {
        Some(*self)
    }
}

impl Known for Promise<bool> {
    fn known(&self) -> Option<bool> {
        None
    }
}

impl Known for Test {
    fn known(&self) -> Option<bool> {
        None
    }
}

/// What `&&` and `||` take in the condition of an `if`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{Other}` can't be joined by `&&` or `||` in an `if`",
    label = "takes a `bool`, a `Promise<bool>` or a comparison of promises"
)]
pub trait Join<Other> {
    /// `bool` when both are plain, otherwise a [`Test`].
    type Joined;

    #[doc(hidden)]
    fn and(self, other: Other) -> Self::Joined;

    #[doc(hidden)]
    fn or(self, other: Other) -> Self::Joined;
}

#[diagnostic::do_not_recommend]
impl Join<bool> for bool {
    type Joined = bool;

    fn and(self, other: bool) -> bool {
        self && other
    }

    fn or(self, other: bool) -> bool {
        self || other
    }
}

macro_rules! joins {
    ($($left:ty, $right:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Join<$right> for $left {
            type Joined = Test;

            fn and(self, other: $right) -> Test {
                Test::from(self).and(Test::from(other))
            }

            fn or(self, other: $right) -> Test {
                Test::from(self).or(Test::from(other))
            }
        }
    )+};
}

joins! {
    bool, Promise<bool>;
    bool, Test;
    Promise<bool>, bool;
    Promise<bool>, Promise<bool>;
    Promise<bool>, Test;
    Test, bool;
    Test, Promise<bool>;
    Test, Test;
}

/// Whether the right side of `&&` is looked at: not when the left one is plain and false.
pub fn needs_right_and<L: Known>(left: &L) -> bool {
    left.known() != Some(false)
}

/// Whether the right side of `||` is looked at: not when the left one is plain and true.
pub fn needs_right_or<L: Known>(left: &L) -> bool {
    left.known() != Some(true)
}

/// `left && right`.
pub fn and<L: Join<R>, R>(left: L, right: R) -> L::Joined {
    left.and(right)
}

/// `left || right`.
pub fn or<L: Join<R>, R>(left: L, right: R) -> L::Joined {
    left.or(right)
}

/// The whole, when its left side has decided it.
pub fn decided<L: Known, W: From<bool>>(_left: &L, whole: bool) -> W {
    W::from(whole)
}
