//! What `#[workflow]` turns native control flow into: `if`, `let (a, b)`, `for`, `while`, `match`.
//!
//! The operand's type decides. A `bool` is decided while the graph is built, in ordinary Rust; a
//! promise becomes a branch node, and both arms are recorded.

mod arms;
mod choice;
mod fields;
mod heads;
mod probe;

pub use arms::{
    Arms, Ended, EndedArm, Given, PlainFirst, PlainSecond, PlainValue, Promised, PromisedText,
    SameArms, SecondArm, Unused, ended_arm, unused,
};
pub use choice::{ArmValue, Decide, GraphIf, PlainIf, Truth, begin, slots, two_slots};
pub use fields::{Callable, FieldValue, OneValue, field_value};
pub use heads::{
    Chained, Changing, Iterate, Jumping, NeedsElse, Panicking, Unpack, Walkable, WhileCondition,
    chained, changing, iterate, jumping, needs_else, panicking, plain_while, unpack,
};
pub use probe::{
    Countable, Fallible, MatchOther, MatchPromise, Matchable, Negatable, Pointing, Probe,
    TakeOther, Taken,
};

// What `#[workflow]` refuses in the name of the types of promises.
pub use super::refused::{MapOne, MethodOfValue, Overridden};
