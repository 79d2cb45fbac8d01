//! What carries the requests of all clients: bounded in time and size, and wary of answers that aren't a store's.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use object_store::client::{
    HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use reqwest::header::{CONTENT_LENGTH, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use tokio::time::{Instant, Sleep};

use super::answers::{check_encoding, lists, wrong};
use super::web::{Kind, Speech};

/// An upload is handed to the connection in pieces of this length, each of which shows that it moves on.
const STEP: usize = 256 << 10;
/// So much of a page that tells of an error is read.
const ERROR_PAGE: usize = 64 << 10;
/// No list and no file of unknown length may be longer: both are held in memory.
const LONGEST: usize = 64 << 20;

/// Sends requests. A server that neither takes nor gives a byte for the time of `silence` has failed.
#[derive(Debug)]
pub(super) struct Transport {
    pub(super) client: reqwest::Client,
    pub(super) silence: Duration,
    pub(super) kind: Kind,
}

#[async_trait::async_trait]
impl HttpService for Transport {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url: Url = match parts.uri.to_string().parse() {
            Ok(url) => url,
            Err(error) => {
                return Err(wrong(format!("the request's address can't be used: {error}")));
            }
        };
        let (method, path) = (parts.method.clone(), url.path().to_ascii_lowercase());
        let lists = lists(&method, &url);
        // of a user and a password in the address it makes a header
        let mut request = self.client.request(parts.method, url).build().map_err(failed)?;
        request.headers_mut().extend(parts.headers);
        let sent = Arc::<AtomicU64>::default();
        if body.content_length() > 0 {
            let sending = Sending { body, rest: Bytes::new(), sent: sent.clone() };
            *request.body_mut() = Some(reqwest::Body::wrap(sending));
        }
        let mut answer = pin!(self.client.execute(request));
        let answer = loop {
            let before = sent.load(Ordering::Relaxed);
            match tokio::time::timeout(self.silence, &mut answer).await {
                Ok(answer) => break answer.map_err(failed)?,
                Err(_) if sent.load(Ordering::Relaxed) != before => {}
                Err(_) => return Err(silent(self.silence)),
            }
        };
        let (mut parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
        let mut body = Receiving::new(body, self.silence);
        let body = if !parts.status.is_success() {
            // the status says more than a page that doesn't end
            let page = tokio::time::timeout(self.silence, body.begin(ERROR_PAGE)).await;
            page.unwrap_or_default().into()
        } else if lists {
            let list = body.all("a list").await?;
            self.kind.speech.check_list(&parts.headers, &list)?;
            list.into()
        } else if method == Method::GET && self.kind.speech == Speech::Web {
            check_encoding(&parts.headers, &path)?;
            match parts.status == StatusCode::OK && !parts.headers.contains_key(CONTENT_LENGTH) {
                true => {
                    let all = body.all("a file whose length the server doesn't say").await?;
                    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(all.len()));
                    all.into()
                }
                false => HttpResponseBody::new(body),
            }
        } else {
            if method != Method::GET && method != Method::HEAD {
                self.kind.speech.check_written(&method, parts.status, &parts.headers)?;
            }
            HttpResponseBody::new(body)
        };
        Ok(HttpResponse::from_parts(parts, body))
    }
}

/// The body of an upload, which is counted as the connection takes it.
struct Sending {
    body: HttpRequestBody,
    rest: Bytes,
    sent: Arc<AtomicU64>,
}

impl Body for Sending {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => self.rest = frame.into_data().unwrap_or_default(),
                other => return Poll::Ready(other),
            }
        }
        let length = self.rest.len().min(STEP);
        self.sent.fetch_add(length as u64, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.body.size_hint().exact().unwrap_or_default() + self.rest.remaining() as u64;
        SizeHint::with_exact(left)
    }
}

/// The body of an answer, each part of which must come before the server has been silent for too long.
struct Receiving {
    body: reqwest::Body,
    silence: Duration,
    limit: Pin<Box<Sleep>>,
    waits: bool,
}

impl Receiving {
    fn new(body: reqwest::Body, silence: Duration) -> Receiving {
        Receiving { body, silence, limit: Box::pin(tokio::time::sleep(silence)), waits: false }
    }

    async fn data(&mut self) -> Option<Result<Bytes, HttpError>> {
        loop {
            let frame =
                std::future::poll_fn(|context| Pin::new(&mut *self).poll_frame(context)).await?;
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) => return Some(Ok(data)),
                // trailers
                Ok(Err(_)) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// As much as comes, at most so many bytes.
    async fn begin(&mut self, most: usize) -> Bytes {
        let mut begin = BytesMut::new();
        while let Some(Ok(data)) = self.data().await {
            begin.extend_from_slice(&data[..data.len().min(most - begin.len())]);
            if begin.len() == most {
                break;
            }
        }
        begin.freeze()
    }

    /// All of it, which must not be longer than memory has room for.
    async fn all(&mut self, what: &str) -> Result<Bytes, HttpError> {
        let mut all = BytesMut::new();
        while let Some(data) = self.data().await {
            let data = data?;
            if all.len() + data.len() > LONGEST {
                return Err(wrong(format!("{what} is longer than {} MiB", LONGEST >> 20)));
            }
            all.extend_from_slice(&data);
        }
        Ok(all.freeze())
    }
}

impl Body for Receiving {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.waits = false;
            return Poll::Ready(frame.map(|frame| frame.map_err(failed)));
        }
        if !std::mem::replace(&mut self.waits, true) {
            let until = Instant::now() + self.silence;
            self.limit.as_mut().reset(until);
        }
        ready!(self.limit.as_mut().poll(context));
        Poll::Ready(Some(Err(silent(self.silence))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn silent(silence: Duration) -> HttpError {
    let words = format!("timed out: nothing moved for {silence:?}");
    HttpError::new(HttpErrorKind::Timeout, std::io::Error::new(std::io::ErrorKind::TimedOut, words))
}

/// A failure of the connection. Whether a request that was on its way was carried out, nobody knows: it is sent again
/// only if that does no harm.
fn failed(error: reqwest::Error) -> HttpError {
    let kind = if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_redirect() || error.is_builder() {
        HttpErrorKind::Unknown
    } else {
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}
