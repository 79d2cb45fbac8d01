//! An object as a stream: its ranges in order, some of them fetched ahead.

use std::collections::VecDeque;
use std::ops::Range;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::budget::{self, Permit};
use super::pace::Pace;
use crate::error::{Error, Result};
use crate::storage::fault::{Reason, reason, words};
use crate::storage::io::{self, Task};
use crate::storage::object::{Body, Object};

/// Chunks that came one after another.
pub(super) type Piece = Vec<Bytes>;

/// How many bytes are handed on at a time: a chunk of the network alone isn't worth waking someone.
const PIECE: u64 = 256 << 10;
/// Ranges grow to this length while they are read in order.
pub(super) const LONGEST: u64 = 4 << 20;
/// Pieces of the range that is read now may pile up to this number, beside the budget.
const ROOM: usize = 1;

/// Ranges from a position to the end, in order.
pub(super) struct Window {
    object: Object,
    tag: Option<String>,
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
    _task: Task<()>,
    _memory: Option<Permit>,
}

impl Window {
    /// `range` of an object; the first request asks for `step` bytes. `body` is the answer to the first `begun` bytes, if
    /// it has been asked for.
    pub(super) fn new(
        object: Object,
        tag: Option<String>,
        range: Range<u64>,
        step: u64,
        body: Option<(Body, u64)>,
    ) -> Window {
        let Range { start, end } = range;
        let mut window = Window {
            object,
            tag,
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
                    let length = piece.iter().flatten().map(|chunk| chunk.len() as u64).sum();
                    self.pace.passed(length);
                    return Poll::Ready(Some(piece));
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
        // without memory of the budget little may pile up; with it, all of the range
        let room = match memory {
            Some(_) => (until - self.next).div_ceil(PIECE) as usize + 2,
            None => ROOM,
        };
        let (sender, pieces) = channel(room);
        let task = io::run(fetch(self.object.clone(), self.tag.clone(), range, body, sender));
        self.queue.push_back(Coming { pieces, _task: task, _memory: memory });
        self.next = until;
        self.step = self.step.saturating_mul(2).min(LONGEST);
    }
}

/// Fetches a range and hands it on. What breaks off is taken up where it did, until nothing comes for too long.
async fn fetch(
    object: Object,
    tag: Option<String>,
    range: Range<u64>,
    mut body: Option<Body>,
    sender: Sender<Result<Piece>>,
) {
    let mut at = range.start;
    let mut patience = Patience::new(object.client.deadline);
    let mut came = false;
    while at < range.end {
        // room comes first: what nobody takes yet stays with the store, not in memory
        let Ok(room) = sender.reserve().await else { return };
        if came {
            patience.renew();
        }
        let mut chunks = match body.take() {
            Some(body) => body,
            None => match object.get(at..range.end, tag.clone()).await {
                // a store may not heed the condition
                Ok(got) if tag.is_some() && got.meta.tag != tag => {
                    return room.send(Err(object.failed("reading", Reason::Changed, "")));
                }
                Ok(got) => got.body,
                Err(error) => return room.send(Err(object.fault("reading", &error))),
            },
        };
        let (piece, next) = collect(&mut chunks, range.end - at).await;
        let length: u64 = piece.iter().map(|chunk| chunk.len() as u64).sum();
        at += length;
        came = length > 0;
        if came {
            patience.renew();
            room.send(Ok(piece));
        }
        match next {
            Next::More => body = Some(chunks),
            Next::Nothing(_) if at == range.end => {}
            Next::Nothing(broken) => {
                if let Err(error) = patience.again(&object, broken, range.end - at).await {
                    return drop(sender.send(Err(error)).await);
                }
            }
        }
    }
}

/// How a body goes on.
enum Next {
    More,
    /// It has ended, or broken off.
    Nothing(Option<object_store::Error>),
}

/// Takes chunks until they are worth handing on, at most `left` bytes.
async fn collect(chunks: &mut Body, left: u64) -> (Piece, Next) {
    let (mut piece, mut held) = (Piece::new(), 0);
    while held < left {
        match chunks.next().await {
            Some(Ok(mut chunk)) => {
                chunk.truncate((left - held).min(chunk.len() as u64) as usize);
                held += chunk.len() as u64;
                piece.push(chunk);
                if held >= PIECE {
                    return (piece, Next::More);
                }
            }
            Some(Err(error)) => return (piece, Next::Nothing(Some(error))),
            None => return (piece, Next::Nothing(None)),
        }
    }
    (piece, Next::Nothing(None))
}

/// How long a range is asked for again without a byte coming.
struct Patience {
    deadline: Duration,
    since: Instant,
    pause: Duration,
}

impl Patience {
    fn new(deadline: Duration) -> Patience {
        Patience { deadline, since: Instant::now(), pause: Duration::from_millis(50) }
    }

    fn renew(&mut self) {
        *self = Patience::new(self.deadline);
    }

    /// Waits before the next try, or gives up.
    async fn again(
        &mut self,
        object: &Object,
        broken: Option<object_store::Error>,
        missing: u64,
    ) -> Result<()> {
        let fatal = broken.as_ref().map(reason).is_some_and(|reason| {
            matches!(reason, Reason::NotFound | Reason::Denied | Reason::Changed)
        });
        if fatal || self.since.elapsed() + self.pause > self.deadline {
            return Err(gave_up(object, broken, missing));
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(Duration::from_secs(2));
        Ok(())
    }
}

fn gave_up(object: &Object, broken: Option<object_store::Error>, missing: u64) -> Error {
    match broken {
        Some(error) => match reason(&error) {
            Reason::Other => object.failed("reading", Reason::Unavailable, &words(&error)),
            _ => object.fault("reading", &error),
        },
        None => {
            let cause = format!("the answer ended {missing} bytes early, time after time");
            object.failed("reading", Reason::Unavailable, &cause)
        }
    }
}
