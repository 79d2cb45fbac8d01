//! What every engine keeps: how a call is carried out, what is told of a run, how it is called off, and how
//! nodes are named.
//!
//! The scheduler of [`crate::local`] knows a graph and this contract. It doesn't know how a node is carried
//! out; that is an [`Executor`]'s affair.

mod cancel;
mod executor;
mod names;
mod observer;

pub use crate::graph::NodeNames;
pub use cancel::Cancel;
pub(crate) use cancel::Wake;
pub use executor::{Call, Execution, Executor, Lane};
pub use names::label;
pub use observer::{Change, Event, NodeAt, Observer};
