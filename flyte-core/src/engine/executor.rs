//! How one call of a task is carried out.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::definition::TaskDefinition;
use crate::error::Error;

/// One attempt at one call of a task.
#[derive(Clone, Debug)]
pub struct Call {
    /// The task.
    pub task: &'static TaskDefinition,
    /// The inputs in declaration order, each the bytes of a `Literal`. Empty: the input isn't there. Large values may
    /// be offloaded, at any depth: whoever runs the body fetches them, and may give outputs that are.
    pub inputs: Arc<[Bytes]>,
    /// From 0.
    pub attempt: u32,
}

/// The attempt under way. Dropping it stops what can be stopped.
pub type Execution = Pin<Box<dyn Future<Output = Result<Vec<Bytes>, Error>> + Send + 'static>>;

/// Which queue a call waits in. Each has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Mostly waits for something: many run at once.
    Light,
    /// Takes a thread of its own.
    Heavy,
}

/// Carries out calls of tasks. It reports a panic of the user's code as an error; timeouts, retries, order and
/// limits are the scheduler's.
pub trait Executor: Send + Sync + 'static {
    /// Begins an attempt. Returns at once: the work is done by the future, which the scheduler spawns.
    fn execute(&self, call: Call) -> Execution;

    /// The queue that calls of this task wait in.
    fn lane(&self, task: &'static TaskDefinition) -> Lane {
        let _ = task;
        Lane::Light
    }

    /// How many calls of a queue one run may have under way.
    fn limit(&self, lane: Lane) -> usize {
        let _ = lane;
        1024
    }
}
