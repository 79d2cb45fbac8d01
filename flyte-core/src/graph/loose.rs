//! Calls made outside any graph: remembered until they are awaited, then made a graph of their own.

use std::collections::{HashMap, VecDeque};
use std::panic::Location;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use flyte_types::Outputs;

use super::argument::Argument;
use super::build::{self, Builder};
use super::promise::{Handle, Origin, Promise};
use super::workflow::Entity;
use super::{Graph, With};
use crate::error::Error;

/// How many awaited calls are kept, so that a second promise of the same call can be awaited too.
const KEPT_AWAITED: usize = 1024;

/// A call or a constant outside any graph.
#[derive(Debug)]
pub(super) struct Loose {
    pub(super) what: What,
    pub(super) location: &'static Location<'static>,
    /// Calls that it comes after, without their data.
    pub(super) after: Vec<Handle>,
    pub(super) with: Option<With>,
}

#[derive(Debug)]
pub(super) enum What {
    Call(Entity, Arc<[Argument]>),
    Constant(Bytes),
    /// What can't be done outside a workflow, or a constant that can't be a literal.
    Fault(String),
}

#[derive(Default)]
struct Store {
    next: u32,
    calls: HashMap<u32, Loose>,
    awaited: VecDeque<u32>,
}

fn store() -> MutexGuard<'static, Store> {
    static STORE: LazyLock<Mutex<Store>> = LazyLock::new(Default::default);
    STORE.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn remember(what: What, location: &'static Location<'static>) -> Handle {
    let mut store = store();
    let call = store.next;
    store.next = store.next.wrapping_add(1);
    store.calls.insert(call, Loose { what, location, after: Vec::new(), with: None });
    Handle::of(Origin::Loose { call })
}

/// Changes a remembered call.
pub(super) fn change(call: u32, change: impl FnOnce(&mut Loose)) {
    if let Some(loose) = store().calls.get_mut(&call) {
        change(loose);
    }
}

pub(super) fn describe(call: u32) -> String {
    match store().calls.get(&call).map(|loose| &loose.what) {
        Some(What::Call(entity, _)) => format!("call of {}", entity.name()),
        Some(What::Constant(_)) => "constant".to_owned(),
        Some(What::Fault(fault)) => fault.clone(),
        None => "call awaited long ago".to_owned(),
    }
}

/// The graph that computes a promise made outside any graph: all calls that it depends on, once each.
pub fn detached<T: Outputs>(promise: Promise<T>) -> Result<Arc<Graph>, Error> {
    let variables = T::variables();
    let target = promise.handle();
    let Origin::Loose { call } = target.origin else {
        return Err(Error::msg(
            "this promise belongs to a workflow's graph, which has no values while it is built: \
             return it from the workflow, and await a call of the workflow",
        )
        .not_recoverable());
    };

    let mut builder = Builder::new(describe(call).into(), Vec::new(), variables.clone());
    let mut placed: HashMap<u32, Handle> = HashMap::new();
    // Depth first without recursion: a call is placed when all that it depends on is.
    let mut waiting = vec![call];
    while let Some(&call) = waiting.last() {
        if placed.contains_key(&call) {
            waiting.pop();
            continue;
        }
        let Some(seen) = see(call) else {
            return Err(Error::msg(format!(
                "this promise was awaited before, more than {KEPT_AWAITED} awaited calls ago, and is no \
                 longer known: make the call again"
            ))
            .not_recoverable());
        };
        let before = waiting.len();
        for handle in &seen.needs {
            match handle.origin {
                Origin::Loose { call } if !placed.contains_key(&call) => waiting.push(call),
                Origin::Loose { .. } => {}
                _ => {
                    return Err(Error::msg(
                        "a call outside a workflow uses a promise of a workflow's graph",
                    )
                    .not_recoverable());
                }
            }
        }
        if waiting.len() > before {
            continue;
        }
        waiting.pop();
        let handle = match seen.what {
            SeenWhat::Fault(fault) => return Err(Error::msg(fault).not_recoverable()),
            SeenWhat::Constant(bytes) => builder.constant(bytes),
            SeenWhat::Call(entity, arguments) => {
                let placed_too = |handle| place(handle, &placed);
                let arguments = arguments.iter().map(|it| it.relocate(&placed_too)).collect();
                let handle = builder.call(entity, arguments, seen.location);
                for first in seen.after {
                    builder.order(handle, place(first, &placed), seen.location);
                }
                if let Some(with) = seen.with {
                    builder.with(handle, with, seen.location);
                }
                handle
            }
        };
        placed.insert(call, handle);
    }
    spend(placed.keys().copied());

    let results = build::results_of(place(target, &placed), variables.len());
    Ok(Arc::new(builder.finish(results, Location::caller())?))
}

/// What is needed to place one call, without the lock.
struct Seen {
    what: SeenWhat,
    needs: Vec<Handle>,
    after: Vec<Handle>,
    with: Option<With>,
    location: &'static Location<'static>,
}

enum SeenWhat {
    Call(Entity, Arc<[Argument]>),
    Constant(Bytes),
    Fault(String),
}

fn see(call: u32) -> Option<Seen> {
    let store = store();
    let loose = store.calls.get(&call)?;
    let mut needs = loose.after.clone();
    let what = match &loose.what {
        What::Call(entity, arguments) => {
            arguments.iter().for_each(|argument| argument.handles(&mut needs));
            SeenWhat::Call(*entity, Arc::clone(arguments))
        }
        What::Constant(bytes) => SeenWhat::Constant(bytes.clone()),
        What::Fault(fault) => SeenWhat::Fault(fault.clone()),
    };
    let (after, with) = (loose.after.clone(), loose.with.clone());
    Some(Seen { what, needs, after, with, location: loose.location })
}

/// The handle in the graph for a handle outside it: another origin, the same output and path.
fn place(handle: Handle, placed: &HashMap<u32, Handle>) -> Handle {
    match handle.origin {
        Origin::Loose { call } => match placed.get(&call) {
            Some(known) => Handle { origin: known.origin, ..handle },
            None => Handle::NOTHING,
        },
        _ => handle,
    }
}

/// Marks calls as awaited; the oldest of those are forgotten.
fn spend(calls: impl Iterator<Item = u32>) {
    let mut store = store();
    store.awaited.extend(calls);
    while store.awaited.len() > KEPT_AWAITED {
        if let Some(oldest) = store.awaited.pop_front() {
            // A call that was awaited twice stands in the queue twice and stays for the later one.
            if !store.awaited.contains(&oldest) {
                store.calls.remove(&oldest);
            }
        }
    }
}
