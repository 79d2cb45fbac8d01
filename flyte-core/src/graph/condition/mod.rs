//! What `#[workflow]` turns the condition of an `if` into: `==`, `<`, `&&`, `||` and `!` on promises.
//!
//! Plain operands keep Rust's meaning: `&&` and `||` stop early, `PartialEq` is enough for `==`. With a
//! promise on either side the result is a [`Test`], which an `if` turns into a branch node. Which of the two it
//! is, the method call decides by the operands' types: `(&&&Compare(&a, &b)).flyte_gt()` finds the trait for
//! promises first, then the one for plain values, then the one that only explains.

mod compare;
mod join;

use std::ops::Not;
use std::panic::Location;

use flyte_types::interface::encode_one;

use super::binding::Binding;
use super::branch::{Comparison, Condition, Operand};
use super::build::Builder;
use super::promise::{Handle, Promise};

pub use compare::{
    Compare, ComparePromises, CompareRefused, ComparesWith, Equal, Ordered, PlainEq, PlainGe,
    PlainGt, PlainLe, PlainLt, PlainNe, Sides,
};
pub use join::{Join, Known, and, decided, needs_right_and, needs_right_or, or};

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
