//! Asynchronous tasks that block. A body that computes for seconds, or waits without `.await`, holds a thread of the
//! runtime, and everything else that waits for a thread waits with it. That is told while it happens, once for each
//! task of a run.
//!
//! To notice it costs a poll three stores. A thread looks at them four times a second for as long as there are runs
//! with asynchronous tasks.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::pool;
use crate::definition::TaskDefinition;
use crate::engine::{Event, Observer};
use crate::error::guard::guard;

/// How often polls are looked at.
const LOOK: Duration = Duration::from_millis(250);

/// A poll that is still the same after so many looks is told.
const LOOKS: u32 = 4;

/// After so many looks without a run the thread ends.
const IDLE_LOOKS: u32 = 40;

/// Threads that poll have a place each, as far as there are places. Where two share one, less is noticed.
const PLACES: usize = 64;

/// What a thread polls.
#[repr(align(64))]
struct Place {
    /// The task's number; 0 when nothing is polled.
    task: AtomicU32,
    run: AtomicU64,
    /// Another one for each poll.
    turn: AtomicU32,
}

static POLLED: [Place; PLACES] =
    [const { Place { task: AtomicU32::new(0), run: AtomicU64::new(0), turn: AtomicU32::new(0) } };
        PLACES];

thread_local! {
    static PLACE: Cell<Option<&'static Place>> = const { Cell::new(None) };
}

impl Place {
    /// This thread's.
    fn own() -> &'static Place {
        static NEXT: AtomicU32 = AtomicU32::new(0);

        PLACE.get().unwrap_or_else(|| {
            let next = NEXT.fetch_add(1, Ordering::Relaxed) as usize;
            let place = &POLLED[next % PLACES];
            PLACE.set(Some(place));
            place
        })
    }
}

/// The polls of one run's asynchronous tasks.
pub(super) struct Polls {
    number: u64,
    watched: AtomicBool,
    /// Who is told; nothing once the run is over.
    told: Mutex<Option<Told>>,
    /// The tasks that were told, in words for an error.
    names: OnceLock<Mutex<Vec<&'static str>>>,
}

struct Told {
    observer: Option<Arc<dyn Observer>>,
    tasks: HashSet<&'static str>,
}

impl std::fmt::Debug for Polls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Polls").field(&self.number).finish()
    }
}

/// A poll that goes on.
pub(super) struct Poll {
    place: &'static Place,
    /// The task and the run that were polled around it.
    outer: (u32, u64),
}

impl Polls {
    /// Of a run with this observer.
    pub(super) fn new(observer: Option<Arc<dyn Observer>>) -> Arc<Polls> {
        static NEXT: AtomicU64 = AtomicU64::new(1);

        Arc::new(Polls {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            watched: AtomicBool::new(false),
            told: Mutex::new(Some(Told { observer, tasks: HashSet::new() })),
            names: OnceLock::new(),
        })
    }

    /// Has the polls of this run looked at from now on.
    #[inline]
    pub(super) fn watch(self: &Arc<Self>) {
        if !self.watched.load(Ordering::Relaxed) {
            self.begin();
        }
    }

    #[cold]
    fn begin(self: &Arc<Self>) {
        if self.watched.swap(true, Ordering::Relaxed) {
            return;
        }
        let mut watch = watch();
        watch.runs.push(Arc::downgrade(self));
        if !watch.looks {
            // Without a thread nothing is noticed; the run is no worse for it.
            watch.looks = pool::run(look).is_ok();
        }
    }

    /// A poll of `task` begins on this thread, and goes on until what this gives is dropped.
    #[inline]
    pub(super) fn enter(&self, task: &'static TaskDefinition) -> Poll {
        let place = Place::own();
        let outer = (place.task.load(Ordering::Relaxed), place.run.load(Ordering::Relaxed));
        place.run.store(self.number, Ordering::Relaxed);
        place.turn.store(place.turn.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        place.task.store(task.number(), Ordering::Release);
        Poll { place, outer }
    }

    /// The run is over: nobody is told of it any more.
    pub(super) fn end(&self) {
        self.told().take();
    }

    /// The tasks that blocked a thread so far.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let names = self.names.get();
        names
            .map(|names| names.lock().unwrap_or_else(PoisonError::into_inner).clone())
            .unwrap_or_default()
    }

    fn told(&self) -> MutexGuard<'_, Option<Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    fn tell(&self, task: &'static TaskDefinition) {
        let name = task.spec.full_name();
        let mut told = self.told();
        let Some(told) = told.as_mut().filter(|told| !told.tasks.contains(name)) else { return };
        told.tasks.insert(name);
        let names = self.names.get_or_init(Mutex::default);
        names.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        let message = format!(
            "task `{name}` has held a thread of the runtime for a second without an `.await`, and other tasks may \
             wait for it: make it a plain `fn`, or move what blocks into `tokio::task::spawn_blocking`"
        );
        match &told.observer {
            Some(observer) => {
                let event = Event::Warning { message: &message };
                if let Err(error) = guard(|| observer.event(&event)) {
                    tracing::warn!("the observer of a run {error}");
                }
            }
            None => tracing::warn!("{message}"),
        }
    }
}

impl Drop for Poll {
    #[inline]
    fn drop(&mut self) {
        self.place.run.store(self.outer.1, Ordering::Relaxed);
        self.place.task.store(self.outer.0, Ordering::Release);
    }
}

#[derive(Default)]
struct Watch {
    runs: Vec<Weak<Polls>>,
    /// There is a thread that looks.
    looks: bool,
}

fn watch() -> MutexGuard<'static, Watch> {
    static WATCH: Mutex<Watch> = Mutex::new(Watch { runs: Vec::new(), looks: false });
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A poll as it was seen last: the task and the run by their numbers, the turn, and how often it was the same.
type Seen = (u32, u64, u32, u32);

/// Looks at all polls, until there has been no run for a while.
fn look() {
    let mut seen: [Seen; PLACES] = [(0, 0, 0, 0); PLACES];
    let mut idle = 0;
    loop {
        thread::sleep(LOOK);
        {
            let mut watch = watch();
            watch.runs.retain(|run| run.strong_count() > 0);
            idle = if watch.runs.is_empty() { idle + 1 } else { 0 };
            if idle >= IDLE_LOOKS {
                watch.looks = false;
                return;
            }
        }
        for (place, seen) in POLLED.iter().zip(&mut seen) {
            let task = place.task.load(Ordering::Acquire);
            let (run, turn) =
                (place.run.load(Ordering::Relaxed), place.turn.load(Ordering::Relaxed));
            let again = task != 0 && (task, run, turn) == (seen.0, seen.1, seen.2);
            *seen = (task, run, turn, if again { seen.3 + 1 } else { 0 });
            if seen.3 == LOOKS
                && let Some(run) = run_of(run)
                && let Some(task) = TaskDefinition::numbered(task)
            {
                run.tell(task);
            }
        }
    }
}

/// The run with this number, if it goes on.
fn run_of(number: u64) -> Option<Arc<Polls>> {
    watch().runs.iter().filter_map(Weak::upgrade).find(|run| run.number == number)
}
