//! `&&` and `||`: plain ones stop early, as in Rust; on promises both sides are evaluated.

use super::super::promise::Promise;
use super::Test;

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
pub fn and<L: Join<R, Joined = J>, R, J>(left: L, right: R) -> J {
    left.and(right)
}

/// `left || right`.
pub fn or<L: Join<R, Joined = J>, R, J>(left: L, right: R) -> J {
    left.or(right)
}

/// The whole, when its left side has decided it.
pub fn decided<L: Known, W: From<bool>>(_left: &L, whole: bool) -> W {
    W::from(whole)
}
