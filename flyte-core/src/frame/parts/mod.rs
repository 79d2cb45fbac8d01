//! The files of a table, which may differ: one column less, another order, another width of its numbers, text kept
//! otherwise, a column without a value.
//!
//! What a table's columns are, its files say together ([`Plan`]). Each file is brought to them: what is another kind of
//! the same is converted ([`exactly`], which loses nothing or fails), and a column that a file lacks is missing in its
//! rows, where it may be. pandas does the same, but for one thing: what it would leave out or cut off is an error here.

mod common;
mod exactly;
mod plan;
mod shape;

pub(super) use common::is_decimal;
pub(super) use plan::{FileColumns, Plan};
pub(super) use shape::Shape;
