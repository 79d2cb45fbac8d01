//! Runs on a runtime of our own. Asynchronous tasks that block may hold all of its threads, and then nobody is left to
//! look at the clock: so the thread that waits for the run does, and carries the run on itself where a timeout or a
//! retry is overdue. On the user's runtime a run has only the threads that the user gave it.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinError;
use tokio::time::Instant;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// What is overdue by so much would have been seen by a thread that is free.
const OVERDUE: Duration = Duration::from_millis(200);

/// What a run and the thread that waits for it know of each other.
#[derive(Debug, Default)]
pub(crate) struct Supervision {
    /// When the next timeout or retry is due.
    next: Mutex<Option<Instant>>,
    /// The run goes on elsewhere since its timer was made.
    moved: AtomicBool,
}

type Run<T> = Mutex<Option<Pin<Box<dyn Future<Output = T> + Send>>>>;

impl Supervision {
    /// Notes when the next timeout or retry is due.
    pub(super) fn set_next(&self, due: Option<Instant>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = due;
    }

    /// Whether timers have to be made again, since the clock of another runtime wakes them now. Says so once.
    pub(super) fn has_moved(&self) -> bool {
        self.moved.load(Ordering::Relaxed) && self.moved.swap(false, Ordering::Relaxed)
    }

    fn is_overdue(&self) -> bool {
        let next = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        next.is_some_and(|next| Instant::now() > next + OVERDUE)
    }

    /// Runs `run` on the threads of `workers`, and where they are held all by tasks that block on this one.
    pub(crate) fn wait<T: Send + 'static>(
        self: &Arc<Self>,
        workers: &Runtime,
        run: impl Future<Output = T> + Send + 'static,
    ) -> io::Result<Result<T, JoinError>> {
        let own = Builder::new_current_thread().enable_all().build()?;
        let run: Arc<Run<T>> = Arc::new(Mutex::new(Some(Box::pin(run))));
        let theirs = Arc::clone(&run);
        let mut beside = workers.spawn(poll_fn(move |context| {
            let mut run = theirs.lock().unwrap_or_else(PoisonError::into_inner);
            match run.as_mut().map(|run| run.as_mut().poll(context)) {
                Some(Poll::Pending) => Poll::Pending,
                Some(Poll::Ready(value)) => {
                    *run = None;
                    Poll::Ready(Some(value))
                }
                // Taken from here.
                None => Poll::Ready(None),
            }
        }));
        Ok(own.block_on(async {
            loop {
                if let Ok(ended) = tokio::time::timeout(LOOK, &mut beside).await
                    && let Some(ended) = ended.transpose()
                {
                    return ended;
                }
                // Whoever polls it holds the lock: then a thread is free.
                let taken = match run.try_lock() {
                    Ok(mut run) if self.is_overdue() => run.take(),
                    _ => None,
                };
                if let Some(run) = taken {
                    self.moved.store(true, Ordering::Relaxed);
                    return Ok(run.await);
                }
            }
        }))
    }
}
