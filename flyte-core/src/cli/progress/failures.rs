//! The nodes of a run that failed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::super::terminal::one_line;
use crate::engine::NodeAt;
use crate::error::{Error, shortened};

/// A failure is told of after this long. The error of a run that ends by then says it; after that it is told beside the
/// node, and the run's error refers to it.
const HELD: Duration = Duration::from_millis(300);
/// How many failures are told of one by one.
const TOLD: usize = 200;
/// How much of a message is shown beside a node: as much as of a run's error.
const SHOWN: usize = 8 * 1024;
/// How much of a message is kept to be compared.
const COMPARED: usize = 200;

/// Where a run failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct FailedNode {
    /// The node's id in the run.
    pub(in crate::cli) id: String,
    /// Where the user wrote it: `file:line`.
    pub(in crate::cli) source: String,
    message: String,
    /// What it failed with stands on the screen already.
    pub(in crate::cli) told: bool,
}

/// Collects failures until they are told.
#[derive(Debug, Default)]
pub(super) struct Failures {
    held: VecDeque<Held>,
    /// Those that may be the run's, the first ones first.
    nodes: Vec<FailedNode>,
    count: usize,
}

#[derive(Debug)]
struct Held {
    id: String,
    title: String,
    shown: String,
    compared: String,
    since: Instant,
}

impl Failures {
    /// A node failed.
    pub(super) fn add(&mut self, node: &NodeAt<'_>, title: String, error: &Error) {
        self.count += 1;
        if self.count > TOLD {
            return;
        }
        let message = error.message();
        let compared = message[..message.floor_char_boundary(COMPARED)].to_owned();
        let (file, line) = (node.location.file(), node.location.line());
        let (id, source) = (node.id.to_owned(), format!("{file}:{line}"));
        let whole = with_causes(message, error);
        self.nodes.push(FailedNode {
            id: id.clone(),
            source,
            message: compared.clone(),
            told: false,
        });
        let shown = one_line(&shortened(&whole, SHOWN));
        self.held.push_back(Held { id, title, shown, compared, since: Instant::now() });
    }

    /// One that has been held long enough, as it is told.
    pub(super) fn overdue(&mut self) -> Option<String> {
        let due = self.held.front().is_some_and(|held| held.since.elapsed() >= HELD);
        let held = if due { self.held.pop_front() } else { None };
        held.map(|held| self.told(held))
    }

    /// One of all that are held, when the run is over. A message that the run's error has in it is left to that.
    pub(super) fn next_of_rest(&mut self, error: Option<&Error>) -> Option<String> {
        let held = self.held.pop_front()?;
        let said_later = error.is_some_and(|error| {
            let told = self.of_run(error).is_some_and(|node| node.told);
            !told && error.message().contains(&held.compared)
        });
        Some(if said_later { format!("{} failed", held.title) } else { self.told(held) })
    }

    /// The failure with its message, or with the node that failed with the same and is told of.
    fn told(&mut self, held: Held) -> String {
        let Held { id, title, shown, compared, .. } = held;
        let alike = self.nodes.iter().find(|node| node.told && node.message == compared);
        if let Some(FailedNode { id: other, .. }) = alike {
            return format!("{title} failed as {other} did");
        }
        if let Some(node) = self.nodes.iter_mut().find(|node| node.id == id) {
            node.told = true;
        }
        format!("{title} failed: {shown}")
    }

    /// The innermost node whose failure is the run's.
    pub(super) fn of_run(&self, error: &Error) -> Option<FailedNode> {
        let whole = error.message();
        self.nodes.iter().find(|node| whole.contains(&node.message)).cloned()
    }
}

/// The message and what caused it, as far as it doesn't say that itself.
fn with_causes(mut message: String, error: &Error) -> String {
    for cause in error.causes() {
        if !message.contains(cause) {
            message.push_str(": ");
            message.push_str(cause);
        }
    }
    message
}
