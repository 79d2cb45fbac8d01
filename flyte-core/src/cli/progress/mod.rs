//! Which nodes run, finished, came from the cache or are tried again, on standard error while a run goes on.
//!
//! The engine's events only change `state`; one thread of this module writes. On a terminal it keeps a few live
//! lines below what is said for good (`screen`); elsewhere it writes plain lines.

mod failures;
mod screen;
mod state;

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub(super) use failures::FailedNode;
pub(super) use screen::{above, make_room};
use state::State;

use crate::engine::{Event, Observer};

/// How often the live lines are drawn.
const TICK: Duration = Duration::from_millis(100);

/// Watches one run.
pub(super) struct Progress {
    state: Mutex<State>,
    news: Condvar,
    live: bool,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Progress {
    /// Begins to show what it is told.
    pub(super) fn start() -> Arc<Progress> {
        let live = screen::is_live();
        let progress = Arc::new(Progress {
            state: Mutex::new(State::new(live)),
            news: Condvar::new(),
            live,
            writer: Mutex::default(),
        });
        let shown = progress.clone();
        let writer =
            thread::Builder::new().name("progress".to_owned()).spawn(move || shown.write());
        // Without the thread all is said at the end.
        *progress.writer.lock().unwrap_or_else(PoisonError::into_inner) = writer.ok();
        progress
    }

    /// Says what is left to say and takes the live lines away. Gives the run folder, if there is one.
    pub(super) fn stop(&self) -> Option<PathBuf> {
        self.state().stopped = true;
        self.news.notify_all();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
        let mut state = self.state();
        screen::show(&state.take_lines(), &[]);
        state.folder.clone()
    }

    /// Where the run failed, once it has ended.
    pub(super) fn failed_node(&self) -> Option<FailedNode> {
        self.state().failed_node.clone()
    }

    fn write(&self) {
        loop {
            let mut state = self.state();
            if !state.stopped && !state.has_lines() {
                let waited = self.news.wait_timeout(state, TICK);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            let stopped = state.stopped;
            let lines = state.take_lines();
            let live = if self.live && !stopped { state.live_lines() } else { Vec::new() };
            drop(state);
            screen::show(&lines, &live);
            if stopped {
                return;
            }
            // Many lines in a row are written at once.
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event<'_>) {
        let mut state = self.state();
        state.event(event);
        let news = state.has_lines();
        drop(state);
        if news {
            self.news.notify_one();
        }
    }
}
