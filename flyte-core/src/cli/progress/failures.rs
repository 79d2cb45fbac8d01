//! The nodes of a run that failed.

use std::time::{Duration, Instant};

use super::super::terminal::{one_line, shortened};
use crate::engine::NodeAt;
use crate::error::Error;

/// A failure is told of after this long. The error of a run that ends by then says it, in whole.
const HELD: Duration = Duration::from_millis(300);
/// How many failures are told of one by one.
const TOLD: usize = 200;
/// How much of a message is shown beside a node.
const SHOWN: usize = 400;
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
}

/// Collects failures until they are told.
#[derive(Debug, Default)]
pub(super) struct Failures {
    held: Vec<Held>,
    /// Those that may be the run's, the first ones first.
    nodes: Vec<FailedNode>,
    told: usize,
}

#[derive(Debug)]
struct Held {
    title: String,
    shown: String,
    compared: String,
    since: Instant,
}

impl Failures {
    /// A node failed.
    pub(super) fn add(&mut self, node: &NodeAt<'_>, title: String, error: &Error) {
        let message = error.message();
        let compared = message[..message.floor_char_boundary(COMPARED)].to_owned();
        if self.nodes.len() < TOLD {
            let (file, line) = (node.location.file(), node.location.line());
            let source = format!("{file}:{line}");
            let id = node.id.to_owned();
            self.nodes.push(FailedNode { id, source, message: compared.clone() });
        }
        self.told += 1;
        if self.told <= TOLD {
            let shown = one_line(&shortened(&message, SHOWN));
            self.held.push(Held { title, shown, compared, since: Instant::now() });
        }
    }

    /// Those that have been held long enough: title and message.
    pub(super) fn overdue(&mut self) -> impl Iterator<Item = (String, Option<String>)> + '_ {
        let due = self.held.iter().take_while(|held| held.since.elapsed() >= HELD).count();
        self.held.drain(..due).map(|held| (held.title, Some(held.shown)))
    }

    /// All that are held. A message that the run's error has in it is left out.
    pub(super) fn rest(&mut self, error: Option<&Error>) -> Vec<(String, Option<String>)> {
        let whole = error.map(Error::message).unwrap_or_default();
        let rest = self.held.drain(..).map(|held| {
            let said = error.is_some() && whole.contains(&held.compared);
            (held.title, (!said).then_some(held.shown))
        });
        rest.collect()
    }

    /// The innermost node whose failure is the run's.
    pub(super) fn of_run(&self, error: &Error) -> Option<FailedNode> {
        let whole = error.message();
        self.nodes.iter().find(|node| whole.contains(&node.message)).cloned()
    }
}
