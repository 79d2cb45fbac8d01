//! Comparisons: with a promise on either side a [`Test`], with plain values what Rust says.

use flyte_types::FlyteType;
use flyte_types::interface::encode_one;

use super::super::branch::Comparison;
use super::super::promise::Promise;
use super::{Kind, Side, SideKind, Test};

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
    ($($marker:ident: $($ty:ty),+;)+) => { $($(#[diagnostic::do_not_recommend] impl $marker for $ty {})+)+ };
}

comparable! {
    Equal: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, bool, String;
    Ordered: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String;
    Equal: chrono::DateTime<chrono::Utc>, chrono::NaiveDate, chrono::TimeDelta, std::time::Duration;
    Ordered: chrono::DateTime<chrono::Utc>, chrono::NaiveDate, chrono::TimeDelta, std::time::Duration;
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
