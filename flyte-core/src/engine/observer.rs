//! What is told of a run while it goes on.

use std::panic::Location;
use std::path::Path;
use std::time::Duration;

use crate::error::Error;
use crate::graph::NodeId;

/// Is told what happens. Called from the scheduler, so it must not take long: hand the event on.
pub trait Observer: Send + Sync + 'static {
    /// Something happened.
    fn event(&self, event: &Event<'_>);
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The run began.
    RunStarted {
        /// The workflow's or task's full name.
        workflow: &'a str,
        /// How many nodes stand in the workflow itself.
        nodes: usize,
        /// Its folder.
        folder: Option<&'a Path>,
    },
    /// Something happened to a node.
    Node {
        /// The node.
        node: NodeAt<'a>,
        /// What happened.
        change: Change<'a>,
    },
    /// Something that doesn't change the run's result but should be known, such as a cache that can't be written.
    Warning {
        /// One line.
        message: &'a str,
    },
    /// The run ended.
    RunFinished {
        /// Why it failed, or nothing.
        error: Option<&'a Error>,
        /// It was called off.
        aborted: bool,
    },
}

/// A node in one activation of its scope.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NodeAt<'a> {
    /// Unique in the run: `n0`; `n2-n0` in an arm of `n2`; `n1-0-n0` in the sub-workflow of `n1`; `n3-n7` for
    /// element 7 of the map `n3` (and `n3-n7-n0` where the map's body has several nodes).
    pub id: &'a str,
    /// The task's or workflow's full name; `if` or `map` of a branch or map.
    pub name: &'a str,
    /// The element that it runs for, inside a map.
    pub element: Option<u32>,
    /// The activation of the scope: a number that the nodes of one arm, element or sub-workflow share.
    pub frame: u32,
    /// The node in its graph.
    pub node: NodeId,
    /// Where the user wrote it.
    pub location: &'static Location<'static>,
}

/// What happened to a node.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Change<'a> {
    /// All that it waits for is there.
    Ready,
    /// The condition of a branch was decided.
    Decided {
        /// Whether it holds.
        holds: bool,
        /// Where the arm stands that is taken.
        location: &'static Location<'static>,
    },
    /// An attempt began.
    Started {
        /// From 0.
        attempt: u32,
    },
    /// An attempt failed, and there will be another.
    Retried {
        /// The attempt that failed, from 0.
        attempt: u32,
        /// Why.
        error: &'a Error,
        /// How long until the next.
        delay: Duration,
    },
    /// It gave its outputs.
    Finished,
    /// Its outputs came from the cache.
    Cached,
    /// It failed for good.
    Failed {
        /// Why.
        error: &'a Error,
    },
    /// It can't run because something that it needs failed.
    Skipped,
    /// It was under way when the run (or its map) failed or was called off.
    Aborted,
}
