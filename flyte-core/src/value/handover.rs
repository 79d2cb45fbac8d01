//! Outputs of a task: what lies on this machine only is stored before they are written.

use std::any::Any;

use bytes::Bytes;
use flyte_types::{Handover, Outputs};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::context::Context;
use super::reference::{AT_ONCE, Shared};
use crate::error::Result;
use crate::storage::wait;

impl Handover for Shared {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The references in a task's outputs, apart from the outputs themselves.
#[derive(Debug, Default)]
pub struct Pending(pub(super) Vec<Shared>);

/// The references in a task's outputs.
pub fn pending<O: Outputs>(outputs: &O) -> Pending {
    if !O::HOLDS_REFERENCES {
        return Pending::default();
    }
    let mut found = Vec::new();
    outputs.all_references(&mut found);
    Pending(found.iter().filter_map(|found| found.as_any().downcast_ref().cloned()).collect())
}

/// Reads literals, and gives the references in them.
pub type Find = fn(&[Bytes]) -> flyte_types::Result<Pending>;

/// How references are found in literals of this type, if it may hold any.
pub const fn find<O: Outputs>() -> Option<Find> {
    match O::HOLDS_REFERENCES {
        true => Some(|literals| Ok(pending(&O::decode(literals)?))),
        false => None,
    }
}

/// Stores all references that are on this machine only, at the same time. The first failure ends it.
pub async fn hand_over(pending: Pending) -> Result<()> {
    if pending.0.is_empty() {
        return Ok(());
    }
    let context = &Context::current();
    let stored = pending
        .0
        .into_iter()
        .map(|reference| async move { reference.0.store(context).await.map(drop) });
    stream::iter(stored).buffer_unordered(AT_ONCE).try_collect().await
}

/// [`hand_over`], for code that isn't async.
pub fn blocking_hand_over(pending: Pending) -> Result<()> {
    if pending.0.is_empty() { Ok(()) } else { wait(hand_over(pending)) }
}
