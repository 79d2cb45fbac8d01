//! Detours: before a step can go on, something offloaded has to be fetched, or a list that a map gives is so long that
//! it has to be stored. The step is put off; everything else goes on meanwhile.

use std::collections::HashMap;

use bytes::Bytes;
use tokio::task::JoinHandle;

use super::queue::{Key, Outcome, Ticket};
use super::{At, FrameId, Scheduler, Step, Waiting};
use crate::error::Error;
use crate::graph::{Binding, Node, NodeKind};
use crate::local::bindings::{self, Fetched};
use crate::value::Depot;

/// Whose step is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Whose {
    /// A node is to begin or to open.
    Node(At),
    /// A frame is to give its results.
    Frame(FrameId),
}

/// All detours under way, and what they brought for steps that haven't gone on yet.
#[derive(Default)]
pub(super) struct Detours {
    last: u32,
    under_way: HashMap<u32, (Whose, JoinHandle<()>)>,
    fetched: HashMap<Whose, Fetched>,
}

impl Drop for Detours {
    fn drop(&mut self) {
        self.under_way.values().for_each(|(_, handle)| handle.abort());
    }
}

impl Scheduler {
    /// What was fetched for a node that is to begin or to open. Nothing: something has to be fetched first, and then
    /// it is its turn again.
    pub(super) fn fetched_for(&mut self, at: At, node: &Node) -> Option<Fetched> {
        let fetched = self.brought(Whose::Node(at));
        let mut lacking = Vec::new();
        for binding in &node.inputs {
            bindings::lacking(&self.frames, at.frame, binding, &fetched, &mut lacking);
        }
        let mut value = |reference: &_| {
            bindings::lacking_value(&self.frames, at.frame, reference, &fetched, &mut lacking);
        };
        match &node.kind {
            NodeKind::Branch(branch) => branch.condition.for_each_reference(&mut value),
            NodeKind::Map(_) => {
                if let Some(Binding::Promise(list)) = node.inputs.first() {
                    value(list);
                }
            }
            NodeKind::Task(_) | NodeKind::Workflow(_) => {}
        }
        self.unless_lacking(Whose::Node(at), fetched, lacking)
    }

    /// The same for a frame that is to give its results.
    pub(super) fn fetched_for_results(&mut self, id: FrameId) -> Option<Fetched> {
        let fetched = self.brought(Whose::Frame(id));
        let mut lacking = Vec::new();
        if let Some(frame) = self.frames.get(id) {
            for binding in &frame.plan.graph.scope(frame.scope).results {
                bindings::lacking(&self.frames, id, binding, &fetched, &mut lacking);
            }
        }
        self.unless_lacking(Whose::Frame(id), fetched, lacking)
    }

    fn brought(&mut self, whose: Whose) -> Fetched {
        match self.detours.fetched.is_empty() {
            true => Fetched::new(),
            false => self.detours.fetched.remove(&whose).unwrap_or_default(),
        }
    }

    fn unless_lacking(
        &mut self,
        whose: Whose,
        fetched: Fetched,
        lacking: Vec<Bytes>,
    ) -> Option<Fetched> {
        if lacking.is_empty() {
            return Some(fetched);
        }
        let (depot, repairs) = (self.settings.depot.clone(), self.settings.repairs.clone());
        self.detour(whose, async move {
            let mut result = fetch(&depot, fetched.clone(), &lacking).await;
            if let (Err(_), Some(repairs)) = (&result, &repairs) {
                let needed = repairs.needed(&lacking);
                if !needed.is_empty() {
                    result = match repairs.mend(needed).await {
                        Ok(()) => fetch(&depot, fetched, &lacking).await,
                        Err(error) => Err(error),
                    };
                }
            }
            Outcome::Fetched(result.map(Box::new))
        });
        None
    }

    /// A map has all elements of the list that it gives.
    pub(super) fn gathered(&mut self, at: At, list: Bytes) {
        let Some(frame) = self.frames.get(at.frame) else { return };
        let declared = frame.plan.node(frame.scope, at.slot).outputs();
        let outputs = vec![list];
        if !self.settings.depot.is_crossed(declared, &outputs) {
            return self.container_done(at, outputs);
        }
        let (depot, declared) = (self.settings.depot.clone(), declared.to_vec());
        self.detour(Whose::Node(at), async move {
            Outcome::Gathered(depot.put(&declared, outputs, false).await)
        });
    }

    fn detour(&mut self, whose: Whose, work: impl Future<Output = Outcome> + Send + 'static) {
        self.detours.last = self.detours.last.wrapping_add(1);
        let serial = self.detours.last;
        let ticket = Ticket::new(&self.queue, Key::detour(serial));
        let handle = self.spawn(async move { ticket.report(work.await) });
        self.detours.under_way.insert(serial, (whose, handle));
    }

    pub(super) fn detour_ended(&mut self, key: Key, outcome: Outcome) {
        let Some((whose, _)) = self.detours.under_way.remove(&key.serial) else { return };
        // Whoever wanted it may be gone.
        let (Whose::Frame(id) | Whose::Node(At { frame: id, .. })) = whose;
        if self.frames.get(id).is_none_or(|frame| frame.closing) {
            return;
        }
        match (outcome, whose) {
            (Outcome::Fetched(Ok(fetched)), _) => {
                self.detours.fetched.insert(whose, *fetched);
                self.go_on(whose);
            }
            (Outcome::Gathered(Ok(outputs)), Whose::Node(at)) => self.container_done(at, outputs),
            (Outcome::Fetched(Err(error)) | Outcome::Gathered(Err(error)), _) => {
                self.detour_failed(whose, error);
            }
            _ => {
                let error = Error::system("offloaded values were neither fetched nor stored");
                self.detour_failed(whose, error);
            }
        }
    }

    fn go_on(&mut self, whose: Whose) {
        let at = match whose {
            Whose::Node(at) => at,
            Whose::Frame(id) => return self.steps.push_back(Step::Close(id)),
        };
        let Some(frame) = self.frames.get(at.frame) else { return };
        match &frame.plan.node(frame.scope, at.slot).kind {
            NodeKind::Task(task) => {
                let lane = self.settings.executor.lane(task);
                self.lanes[lane as usize].waiting.push_front(Waiting::First(at));
            }
            _ => self.steps.push_back(Step::Open(at)),
        }
    }

    fn detour_failed(&mut self, whose: Whose, error: Error) {
        match whose {
            Whose::Node(at) => {
                let Some(frame) = self.frames.get(at.frame) else { return };
                let callee = frame.plan.node(frame.scope, at.slot).callee();
                let error = match callee {
                    Some(callee) => error.in_task(callee.name()),
                    None => error,
                };
                self.node_failed(at, error.not_recoverable());
            }
            Whose::Frame(id) => {
                let Some(frame) = self.frames.get_mut(id) else { return };
                let error = error.context(format!("the results of `{}`", frame.plan.graph.name));
                frame.error = Some(error.not_recoverable());
                self.steps.push_back(Step::Close(id));
            }
        }
    }
}

/// Fetches the files of these literals, beside what is fetched already.
async fn fetch(depot: &Depot, mut fetched: Fetched, lacking: &[Bytes]) -> Result<Fetched, Error> {
    for literal in lacking {
        let (uri, file) = depot.fetch_literal(literal).await?;
        fetched.insert(uri, file);
    }
    Ok(fetched)
}
