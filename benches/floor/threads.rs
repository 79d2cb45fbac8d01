//! Trivial work on a thread that waits for it: a closure is handed over, and what it gives is handed back.

use std::hint::black_box;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use tokio::sync::oneshot;

/// What each closure does.
pub fn next(value: i64) -> i64 {
    black_box(value) + 1
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread that runs what it is given, for as long as this lives.
#[derive(Clone, Debug)]
pub struct Worker(Sender<Job>);

impl Worker {
    /// Starts the thread.
    pub fn start() -> std::io::Result<Worker> {
        let (jobs, given) = channel::<Job>();
        thread::Builder::new()
            .name("floor".to_owned())
            .spawn(move || given.iter().for_each(|job| job()))?;
        Ok(Worker(jobs))
    }

    /// `length` closures, each with what the one before gave.
    pub async fn chain(self, length: i64) -> i64 {
        let mut value = 0;
        for _ in 0..length {
            let (give, given) = oneshot::channel();
            let job = Box::new(move || {
                let _ = give.send(next(value));
            });
            if self.0.send(job).is_err() {
                break;
            }
            value = given.await.unwrap_or_default();
        }
        value
    }
}
