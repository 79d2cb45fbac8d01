//! Calls made outside any graph: remembered until they are awaited, then made a graph of their own.
//!
//! What is remembered is bounded where it can be. Of calls that were awaited the last are kept, so that another promise of
//! the same call can be awaited too; those that a task's body made end with the attempt ([`OwnCalls`]). A call that nobody
//! awaits, made elsewhere, waits for ever: its promise is a number that may be copied, so nobody can tell when it is the last.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::panic::Location;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use flyte_types::Outputs;

use super::argument::Argument;
use super::build::{self, Builder};
use super::promise::{Handle, Origin, Promise};
use super::workflow::Entity;
use super::{Graph, With};
use crate::error::Error;

/// How many awaited calls are kept.
const KEPT_AWAITED: usize = 1024;
/// How many bytes the arguments of awaited calls may have together.
const KEPT_BYTES: usize = 64 << 20;

/// A call or a constant outside any graph. There may be millions, so what few have is boxed.
#[derive(Debug)]
struct Loose {
    what: What,
    location: &'static Location<'static>,
    settings: Option<Box<Settings>>,
    /// Which await was its last, counted from 1; 0 for none.
    awaited: u64,
}

/// What was said of a call after it was made.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    /// Calls that it comes after, without their data.
    pub(super) after: Vec<Handle>,
    pub(super) with: Option<With>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Call(Entity, Arc<[Argument]>),
    /// A constant, or a list or map with promises in it.
    Value(Arc<Argument>),
    /// What can't be done outside a workflow, or a constant that can't be a literal.
    Fault(Arc<str>),
}

impl What {
    fn arguments(&self) -> &[Argument] {
        match self {
            What::Call(_, arguments) => arguments,
            What::Value(value) => std::slice::from_ref(value),
            What::Fault(_) => &[],
        }
    }

    /// How many bytes its arguments keep.
    fn size(&self) -> usize {
        self.arguments().iter().map(Argument::size).sum()
    }
}

#[derive(Default)]
struct Store {
    next: u32,
    calls: HashMap<u32, Loose>,
    /// Awaited calls, each with the number of the await, the oldest first. An entry whose number isn't the call's last is out
    /// of date.
    awaited: VecDeque<(u32, u64)>,
    awaits: u64,
    /// How many calls that are kept have been awaited, and how many bytes their arguments have.
    kept: usize,
    kept_bytes: usize,
}

fn store() -> MutexGuard<'static, Store> {
    static STORE: LazyLock<Mutex<Store>> = LazyLock::new(Default::default);
    STORE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    fn insert(&mut self, loose: Loose) -> u32 {
        // After four thousand million calls the numbers begin anew; some may still be in use.
        while self.calls.contains_key(&self.next) {
            self.next = self.next.wrapping_add(1);
        }
        let call = self.next;
        self.next = call.wrapping_add(1);
        self.calls.insert(call, loose);
        call
    }

    fn forget(&mut self, call: u32) -> Option<Loose> {
        let loose = self.calls.remove(&call)?;
        if loose.awaited > 0 {
            self.kept -= 1;
            self.kept_bytes -= loose.what.size();
        }
        Some(loose)
    }

    /// Gives memory back once most of it is unused.
    fn shrink(&mut self) {
        if self.calls.capacity() / 4 > self.calls.len().max(KEPT_AWAITED) {
            self.calls.shrink_to(2 * self.calls.len());
        }
    }

    fn mark_awaited(&mut self, call: u32) {
        self.awaits += 1;
        let number = self.awaits;
        let Some(loose) = self.calls.get_mut(&call) else { return };
        let before = std::mem::replace(&mut loose.awaited, number);
        if before == 0 {
            self.kept += 1;
            self.kept_bytes += loose.what.size();
        }
        self.awaited.push_back((call, number));
    }

    /// Takes out the oldest awaited calls beyond what is kept.
    fn take_old(&mut self) -> Vec<Loose> {
        let mut old = Vec::new();
        while self.kept > KEPT_AWAITED || self.kept_bytes > KEPT_BYTES {
            let Some((call, number)) = self.awaited.pop_front() else { break };
            if self.is_last(call, number) {
                old.extend(self.forget(call));
            }
        }
        if self.awaited.len() > 4 * KEPT_AWAITED {
            let mut awaited = std::mem::take(&mut self.awaited);
            awaited.retain(|(call, number)| self.is_last(*call, *number));
            self.awaited = awaited;
        }
        old
    }

    fn is_last(&self, call: u32, number: u64) -> bool {
        self.calls.get(&call).is_some_and(|loose| loose.awaited == number)
    }
}

pub(super) fn remember(what: What, location: &'static Location<'static>) -> Handle {
    let call = store().insert(Loose { what, location, settings: None, awaited: 0 });
    OWN.with_borrow_mut(|own| {
        if let Some(own) = own {
            own.push(call);
        }
    });
    Handle::of(Origin::Loose { call })
}

/// Changes what was said of a remembered call.
pub(super) fn change(call: u32, change: impl FnOnce(&mut Settings)) {
    if let Some(loose) = store().calls.get_mut(&call) {
        change(loose.settings.get_or_insert_default());
    }
}

pub(super) fn describe(call: u32) -> String {
    match store().calls.get(&call).map(|loose| &loose.what) {
        Some(What::Call(entity, _)) => format!("call of {}", entity.name()),
        Some(What::Value(_)) => "constant".to_owned(),
        Some(What::Fault(fault)) => fault.to_string(),
        None => "call that is no longer known".to_owned(),
    }
}

thread_local! {
    /// The calls made by the task's body that runs on this thread; `None` elsewhere.
    static OWN: RefCell<Option<Vec<u32>>> = const { RefCell::new(None) };
}

/// The calls that one attempt's body makes outside any graph. They are forgotten when this is dropped.
#[derive(Debug, Default)]
pub(crate) struct OwnCalls(Vec<u32>);

impl OwnCalls {
    /// Runs a part of the body: what it calls belongs to this attempt.
    pub(crate) fn within<R>(&mut self, part: impl FnOnce() -> R) -> R {
        /// Puts the calls of the attempt around this one back, also when the body panics.
        struct Around<'a>(&'a mut Vec<u32>, Option<Vec<u32>>);

        impl Drop for Around<'_> {
            fn drop(&mut self) {
                *self.0 = OWN.replace(self.1.take()).unwrap_or_default();
            }
        }

        let outer = OWN.replace(Some(std::mem::take(&mut self.0)));
        let _around = Around(&mut self.0, outer);
        part()
    }
}

impl Drop for OwnCalls {
    fn drop(&mut self) {
        if self.0.is_empty() {
            return;
        }
        let mut store = store();
        let forgotten: Vec<_> = self.0.iter().filter_map(|call| store.forget(*call)).collect();
        store.shrink();
        // Arguments may be large: they are dropped when others no longer wait.
        drop(store);
        drop(forgotten);
    }
}

/// The graph that computes a promise made outside any graph: all calls that it depends on, once each.
pub fn detached<T: Outputs>(promise: Promise<T>) -> Result<Arc<Graph>, Error> {
    let variables = T::variables();
    let target = promise.handle();
    let Origin::Loose { call } = target.origin else {
        return Err(of_a_graph("this promise"));
    };

    let mut builder = Builder::new(describe(call).into(), Vec::new(), variables.clone());
    let mut placed: HashMap<u32, Handle> = HashMap::new();
    // The calls that wait for what they depend on: those on the way to the one that is looked at.
    let mut open: HashMap<u32, &'static Location<'static>> = HashMap::new();
    // Depth first without recursion: a call is placed when all that it depends on is.
    let mut waiting = vec![call];
    while let Some(&call) = waiting.last() {
        if placed.contains_key(&call) {
            waiting.pop();
            continue;
        }
        let Some(known) = Known::find(call) else { return Err(forgotten()) };
        let before = waiting.len();
        open.insert(call, known.location);
        for handle in known.needs() {
            match handle.origin {
                Origin::Loose { call: needed } if open.contains_key(&needed) => {
                    return Err(circle(needed, &waiting[..before], &open));
                }
                Origin::Loose { call } if !placed.contains_key(&call) => waiting.push(call),
                Origin::Loose { .. } => {}
                _ => {
                    return Err(of_a_graph(&format!(
                        "{}: this call uses a promise that",
                        known.location
                    )));
                }
            }
        }
        if waiting.len() > before {
            continue;
        }
        waiting.pop();
        let Known { what, settings, location } = known;
        let placed_too = |handle| place(handle, &placed);
        let handle = match what {
            What::Fault(fault) => return Err(Error::msg(fault.to_string()).not_recoverable()),
            What::Value(value) => builder.value(value.relocate(&placed_too), location),
            What::Call(entity, arguments) => {
                let arguments = arguments.iter().map(|it| it.relocate(&placed_too)).collect();
                builder.call(entity, arguments, location)
            }
        };
        for first in settings.after {
            builder.order(handle, place(first, &placed), location);
        }
        if let Some(with) = settings.with {
            builder.with(handle, with, location);
        }
        placed.insert(call, handle);
        open.remove(&call);
    }
    let mut store = store();
    placed.keys().for_each(|call| store.mark_awaited(*call));
    let old = store.take_old();
    drop(store);
    drop(old);

    let results = build::results_of(place(target, &placed), variables.len());
    Ok(Arc::new(builder.finish(results, Location::caller())?))
}

#[cold]
fn of_a_graph(what: &str) -> Error {
    Error::msg(format!(
        "{what} belongs to a workflow's graph, which has no values while it is built: return it from the workflow, and \
         await a call of the workflow"
    ))
    .not_recoverable()
}

/// The calls from `first` on wait for each other. A call may stand in `waiting` several times; the last one is open.
#[cold]
fn circle(first: u32, waiting: &[u32], open: &HashMap<u32, &'static Location<'static>>) -> Error {
    let start = waiting.iter().rposition(|call| *call == first).unwrap_or_default();
    let mut open = open.clone();
    let mut places: Vec<String> = waiting[start..]
        .iter()
        .rev()
        .filter_map(|call| open.remove(call))
        .map(|location| location.to_string())
        .collect();
    places.reverse();
    super::check::circle(&places)
}

#[cold]
fn forgotten() -> Error {
    Error::msg(format!(
        "the call behind this promise is no longer known: of the calls made outside a workflow the last {KEPT_AWAITED} that \
         were awaited are kept, with {} MiB of their arguments, and those that a task's body makes end with it; make the \
         call again where it is awaited",
        KEPT_BYTES >> 20
    ))
    .not_recoverable()
}

/// What is needed to place one call, without the lock.
struct Known {
    what: What,
    settings: Settings,
    location: &'static Location<'static>,
}

impl Known {
    fn find(call: u32) -> Option<Known> {
        let store = store();
        let loose = store.calls.get(&call)?;
        let settings = loose.settings.as_deref().cloned().unwrap_or_default();
        Some(Known { what: loose.what.clone(), settings, location: loose.location })
    }

    /// The promises that have to be placed before.
    fn needs(&self) -> Vec<Handle> {
        let mut needs = self.settings.after.clone();
        self.what.arguments().iter().for_each(|argument| argument.handles(&mut needs));
        needs
    }
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
