//! An object as a stream: its ranges in order, some of them fetched ahead.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::budget::{self, Permit};
use super::pace::Pace;
use super::range::{PIECE, RangeFetch};
use crate::error::Result;
use crate::storage::fault::Reason;
use crate::storage::io::{self, Task};
use crate::storage::object::{Body, Meta, Object};

/// Chunks that came one after another.
pub(super) type Piece = Vec<Bytes>;

/// What the first answer has said of an object, and every other one must say.
pub(super) type Version = Arc<OnceLock<Meta>>;

/// Ranges grow to this length while they are read in order.
pub(super) const LONGEST: u64 = 4 << 20;
/// Pieces of the range that is read now may pile up to this number, beside the budget.
const ROOM: usize = 1;

/// Ranges from a position to the end, in order.
pub(super) struct Window {
    object: Object,
    version: Version,
    /// Where the next range to be asked for starts.
    next: u64,
    end: u64,
    step: u64,
    pace: Pace,
    queue: VecDeque<Coming>,
}

/// A range on its way.
struct Coming {
    pieces: Receiver<Result<Piece>>,
    /// How many of its bytes haven't come yet.
    missing: u64,
    _task: Task<()>,
    _memory: Option<Permit>,
}

impl Window {
    /// `range` of an object; the first request asks for `step` bytes. `body` is the answer to the first `begun` bytes, if
    /// it has been asked for.
    pub(super) fn new(
        object: Object,
        version: Version,
        range: Range<u64>,
        step: u64,
        body: Option<(Body, u64)>,
    ) -> Window {
        let Range { start, end } = range;
        let mut window = Window {
            object,
            version,
            next: start,
            end,
            step,
            pace: Pace::new(),
            queue: VecDeque::new(),
        };
        if let Some((body, begun)) = body {
            let until = (start + begun).min(end);
            if until > start {
                window.ask(until, None, Some(body));
            }
        }
        window
    }

    /// The next bytes; `None` at the end.
    pub(super) fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Piece>>> {
        loop {
            self.read_ahead();
            let Some(first) = self.queue.front_mut() else { return Poll::Ready(None) };
            match ready!(first.pieces.poll_recv(context)) {
                Some(piece) => {
                    let length: u64 = piece.iter().flatten().map(|chunk| chunk.len() as u64).sum();
                    first.missing = first.missing.saturating_sub(length);
                    self.pace.passed(length);
                    return Poll::Ready(Some(piece));
                }
                None if first.missing > 0 => {
                    let cause = format!("{} bytes of a range never came", first.missing);
                    let error = self.object.failed("reading", Reason::Other, &cause);
                    return Poll::Ready(Some(Err(error)));
                }
                None => drop(self.queue.pop_front()),
            }
        }
    }

    /// The next bytes; `None` at the end.
    pub(super) async fn piece(&mut self) -> Option<Result<Piece>> {
        std::future::poll_fn(|context| self.poll_piece(context)).await
    }

    /// Asks for the range that is needed now, and ahead for more if that is faster.
    fn read_ahead(&mut self) {
        while self.next < self.end && self.queue.len() < self.pace.abreast() {
            let needed = self.queue.is_empty();
            if !needed && self.step < LONGEST {
                return;
            }
            let length = if self.step < LONGEST { self.step } else { self.pace.range() };
            let length = length.min(self.end - self.next);
            let memory = if needed { None } else { budget::try_ahead(length) };
            if !needed && memory.is_none() {
                return;
            }
            self.ask(self.next + length, memory, None);
        }
    }

    fn ask(&mut self, until: u64, memory: Option<Permit>, body: Option<Body>) {
        let range = self.next..until;
        let missing = until - self.next;
        // without memory of the budget little may pile up; with it, all of the range
        let room = match memory {
            Some(_) => missing.div_ceil(PIECE) as usize + 2,
            None => ROOM,
        };
        let (sender, pieces) = channel(room);
        let fetch = RangeFetch::new(self.object.clone(), self.version.clone(), range, body);
        let task = io::spawn(hand_on(fetch, sender));
        self.queue.push_back(Coming { pieces, missing, _task: task, _memory: memory });
        self.next = until;
        self.step = self.step.saturating_mul(2).min(LONGEST);
    }
}

/// Hands on what is fetched. Each turn takes one place in the channel and fills it, with a piece or with the error that
/// ends the range: a turn that waited for a second place would wait for itself.
async fn hand_on(mut fetch: RangeFetch, sender: Sender<Result<Piece>>) {
    while !fetch.is_done() {
        // room comes first: what nobody takes yet stays with the store, not in memory
        let Ok(room) = sender.reserve().await else { return };
        let piece = io::caught(fetch.piece()).await.unwrap_or_else(|panic| Err(panic.into_error()));
        let failed = piece.is_err();
        room.send(piece);
        if failed {
            return;
        }
    }
}
