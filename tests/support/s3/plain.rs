//! Reading an object without ceremony.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use hyper::body::Bytes;
use hyper::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, RANGE};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::mpsc::{Receiver, channel};

use super::Answer;

const PIECE: u64 = 256 << 10;

/// The answer to a reader of a range; `None` for all other requests.
pub(super) fn read<B>(root: &Path, request: &Request<B>) -> Option<Answer> {
    if request.method() != Method::GET || request.uri().query().is_some() {
        return None;
    }
    let mut file = File::open(root.join(request.uri().path().trim_start_matches('/'))).ok()?;
    let size = file.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    let (status, start, end) = match request.headers().get(RANGE) {
        Some(range) => {
            let (start, last) = range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
            let start = start.parse().ok().filter(|start| *start < size)?;
            (
                StatusCode::PARTIAL_CONTENT,
                start,
                last.parse().map_or(size, |last: u64| size.min(last + 1)),
            )
        }
        None => (StatusCode::OK, 0, size),
    };
    file.seek(SeekFrom::Start(start)).ok()?;
    let (sender, pieces) = channel(4);
    let mut left = end - start;
    tokio::task::spawn_blocking(move || {
        while left > 0 {
            let mut piece = Vec::with_capacity(left.min(PIECE) as usize);
            let read = (&mut file).take(left.min(PIECE)).read_to_end(&mut piece);
            left -= piece.len() as u64;
            if read.is_err() || piece.is_empty() || sender.blocking_send(piece.into()).is_err() {
                return;
            }
        }
    });
    let body = s3s::Body::http_body_unsync(Pieces { pieces, left: end - start });
    let answer = Response::builder()
        .status(status)
        .header(CONTENT_LENGTH, end - start)
        .header(ETAG, format!("\"{size:x}\""))
        .header("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    let answer = match status {
        StatusCode::PARTIAL_CONTENT => {
            answer.header(CONTENT_RANGE, format!("bytes {start}-{}/{size}", end - 1))
        }
        _ => answer,
    };
    answer.body(body).ok()
}

struct Pieces {
    pieces: Receiver<Bytes>,
    left: u64,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = s3s::StdError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, s3s::StdError>>> {
        let piece = std::task::ready!(self.pieces.poll_recv(context));
        self.left -= piece.as_ref().map_or(0, |piece| piece.len() as u64);
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
