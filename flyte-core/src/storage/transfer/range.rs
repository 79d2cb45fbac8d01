//! One range of an object, fetched to its end. What breaks off is taken up where it did.

use std::ops::Range;
use std::time::{Duration, Instant};

use futures_util::StreamExt;

use super::ranges::{Piece, Version};
use crate::error::{Error, Result};
use crate::storage::fault::{Reason, reason, words};
use crate::storage::object::{Body, Object};

/// How many bytes are handed on at a time: a chunk of the network alone isn't worth waking someone.
pub(super) const PIECE: u64 = 256 << 10;
/// An answer that broke off after so many bytes counts as a good one: patience begins anew.
const PROGRESS: u64 = 64 << 10;

/// A range on its way.
pub(super) struct RangeFetch {
    object: Object,
    version: Version,
    start: u64,
    at: u64,
    end: u64,
    body: Option<Body>,
    /// How the last answer broke off, if it gave something before.
    broken: Option<Broken>,
    patience: Patience,
}

impl RangeFetch {
    /// `body` is the answer to the beginning of the range, if it has been asked for.
    pub(super) fn new(
        object: Object,
        version: Version,
        range: Range<u64>,
        body: Option<Body>,
    ) -> RangeFetch {
        let patience = Patience::new(object.client.deadline);
        let Range { start, end } = range;
        RangeFetch { object, version, start, at: start, end, body, broken: None, patience }
    }

    /// Whether all of it has come.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// The next bytes, at least one. An error if none come for longer than the deadline.
    pub(super) async fn piece(&mut self) -> Result<Piece> {
        self.patience.wait_begins();
        loop {
            let mut body = match self.body.take() {
                Some(body) => body,
                None => self.ask().await?,
            };
            let (piece, length, broken) = collect(&mut body, self.end - self.at).await;
            self.at += length;
            self.patience.came(length);
            if broken.is_none() && !self.is_done() {
                self.body = Some(body);
            }
            if length > 0 {
                self.broken = broken;
                return Ok(piece);
            }
            if let Some(broken) = broken {
                self.broke_off(broken).await?;
            }
        }
    }

    /// Asks for what is missing.
    async fn ask(&mut self) -> Result<Body> {
        if let Some(broken) = self.broken.take() {
            self.broke_off(broken).await?;
        }
        let version = self.version.get();
        if self.at > self.start && version.is_some_and(|version| !version.is_verifiable()) {
            let cause = "the answer broke off, and can't be taken up: the server sends neither ETag nor \
                         Last-Modified, so nobody can tell whether the rest is of the same file";
            return Err(self.object.failed("reading", Reason::Unavailable, cause));
        }
        let got = self.object.get(self.at..self.end, version).await;
        let got = got.map_err(|error| self.object.fault("reading", &error))?;
        match self.version.get_or_init(|| got.meta.clone()).difference(&got.meta) {
            Some(difference) => Err(self.object.failed("reading", Reason::Changed, &difference)),
            None => Ok(got.body),
        }
    }

    /// Waits before the next try, or gives up.
    async fn broke_off(&mut self, broken: Broken) -> Result<()> {
        use Reason::{Changed, Denied, NotFound, Refused};
        let fatal = match &broken {
            Broken::Early => false,
            Broken::By(error) => matches!(reason(error), NotFound | Denied | Changed | Refused),
        };
        // what a local file doesn't have now it won't have later
        if fatal || !self.object.client.is_remote() {
            return Err(self.gave_up(broken));
        }
        match self.patience.pause() {
            Some(pause) => {
                tokio::time::sleep(pause).await;
                Ok(())
            }
            None => Err(self.gave_up(broken)),
        }
    }

    fn gave_up(&self, broken: Broken) -> Error {
        let missing = self.end - self.at;
        let (reason, cause) = match broken {
            Broken::By(error) => match reason(&error) {
                Reason::Other => (Reason::Unavailable, words(&error)),
                _ => return self.object.fault("reading", &error),
            },
            Broken::Early if self.object.client.is_remote() => (
                Reason::Unavailable,
                format!("the answer ended {missing} bytes early, time after time"),
            ),
            Broken::Early => {
                (Reason::Changed, format!("it ends {missing} bytes before its announced end"))
            }
        };
        self.object.failed("reading", reason, &cause)
    }
}

/// How an answer broke off.
enum Broken {
    /// It ended before all had come.
    Early,
    By(object_store::Error),
}

/// Takes chunks until they are worth handing on, at most `left` bytes.
async fn collect(chunks: &mut Body, left: u64) -> (Piece, u64, Option<Broken>) {
    let (mut piece, mut held) = (Piece::new(), 0);
    while held < left.min(PIECE) {
        match chunks.next().await {
            Some(Ok(mut chunk)) => {
                chunk.truncate((left - held).min(chunk.len() as u64) as usize);
                held += chunk.len() as u64;
                piece.push(chunk);
            }
            Some(Err(error)) => return (piece, held, Some(Broken::By(error))),
            None => return (piece, held, Some(Broken::Early)),
        }
    }
    (piece, held, None)
}

/// How long a range is asked for again while next to nothing comes.
struct Patience {
    deadline: Duration,
    /// When the last byte came, or when the wait for it began.
    last: Instant,
    /// Since when answers have broken off.
    since: Option<Instant>,
    pause: Duration,
    /// How much has come since an answer broke off.
    came: u64,
}

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl Patience {
    fn new(deadline: Duration) -> Patience {
        let last = Instant::now();
        Patience { deadline, last, since: None, pause: FIRST_PAUSE, came: 0 }
    }

    /// Somebody wants bytes: until now nobody waited for any.
    fn wait_begins(&mut self) {
        let now = Instant::now();
        if let Some(since) = &mut self.since {
            *since += now.saturating_duration_since(self.last);
        }
        self.last = now;
    }

    fn came(&mut self, bytes: u64) {
        if bytes > 0 {
            self.came += bytes;
            self.last = Instant::now();
        }
    }

    /// An answer broke off: how long to wait before the next try, unless this has been going on for too long.
    fn pause(&mut self) -> Option<Duration> {
        if std::mem::take(&mut self.came) >= PROGRESS {
            self.since = None;
            self.pause = FIRST_PAUSE;
        }
        let since = *self.since.get_or_insert(self.last);
        if since.elapsed() + self.pause > self.deadline {
            return None;
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST_PAUSE);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST_PAUSE, PROGRESS, Patience};
    use std::time::Duration;

    #[test]
    fn a_byte_now_and_then_is_no_progress() {
        let mut patience = Patience::new(Duration::from_millis(300));
        let mut pauses = Vec::new();
        while let Some(pause) = patience.pause() {
            pauses.push(pause);
            std::thread::sleep(pause);
            patience.came(1);
        }
        assert!(pauses.len() < 5, "{pauses:?}");
        patience.came(PROGRESS);
        assert_eq!(patience.pause(), Some(FIRST_PAUSE));
    }
}
