//! What `#[workflow]` turns native control flow into: `if`, `let (a, b)`, `for`, `while`, `match`.
//!
//! The operand's type decides. A `bool` is decided while the graph is built, in ordinary Rust; a
//! promise becomes a branch node, and both arms are recorded.

mod choice;
mod heads;
mod probe;

pub use choice::{ArmValue, Decide, GraphIf, PlainIf, Truth, begin, slots};
pub use heads::{
    Iterate, Jumping, NeedsElse, Unpack, Walkable, WhileCondition, iterate, jumping, needs_else,
    plain_while, unpack,
};
pub use probe::{Countable, MatchOther, MatchPromise, Matchable, Negatable, Probe};
