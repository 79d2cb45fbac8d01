//! How the server misbehaves.

use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderValue};
use hyper::{Method, Response, StatusCode, Uri};

use super::Answer;

/// A way to misbehave.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Answers with this status.
    Status(u16),
    /// Says nothing for this long, then fails.
    Silence(Duration),
    /// Breaks the connection before an answer.
    Hangup,
    /// Breaks the connection after this many bytes of the body.
    CutAfter(u64),
    /// Sends this many bytes as if they were all.
    Short(u64),
    /// Waits this long before each answer.
    Slow(Duration),
    /// Says that the object is another one now.
    Retagged,
    /// Says that it took a part, and throws it away.
    Lost,
    /// Lists these keys, each as an object of three bytes.
    Lists(&'static [&'static str]),
    /// Lists this key as an object of three bytes with this tag.
    ListsTagged(&'static str, &'static str),
}

/// When to misbehave.
#[derive(Clone, Debug)]
pub struct Rule {
    method: Option<Method>,
    holding: String,
    skip: u64,
    times: u64,
    fault: Fault,
}

impl Rule {
    /// At every request.
    pub fn always(fault: Fault) -> Rule {
        Rule { method: None, holding: String::new(), skip: 0, times: u64::MAX, fault }
    }

    /// At so many requests.
    pub fn times(times: u64, fault: Fault) -> Rule {
        Rule { times, ..Rule::always(fault) }
    }

    /// At requests of this method only.
    pub fn method(mut self, method: &str) -> Rule {
        self.method = Some(method.parse().expect("a method"));
        self
    }

    /// At requests whose uri holds this only.
    pub fn holding(mut self, text: &str) -> Rule {
        self.holding = text.to_owned();
        self
    }

    /// Lets so many requests pass first.
    pub fn after(mut self, requests: u64) -> Rule {
        self.skip = requests;
        self
    }
}

#[derive(Default)]
pub(super) struct Rules(Mutex<(Vec<Rule>, u64)>);

impl Rules {
    pub(super) fn add(&self, rule: Rule) {
        self.0.lock().expect("rules").0.push(rule);
    }

    pub(super) fn clear(&self) -> u64 {
        std::mem::take(&mut *self.0.lock().expect("rules")).1
    }

    pub(super) fn find(&self, method: &Method, uri: &Uri) -> Option<Fault> {
        let mut rules = self.0.lock().expect("rules");
        let uri = uri.to_string();
        let fits = |rule: &&mut Rule| {
            rule.times > 0
                && rule.method.as_ref().is_none_or(|m| m == method)
                && uri.contains(&rule.holding)
        };
        let rule = rules.0.iter_mut().find(fits)?;
        if rule.skip > 0 {
            rule.skip -= 1;
            return None;
        }
        rule.times = rule.times.saturating_sub(1);
        let fault = rule.fault;
        rules.1 += 1;
        Some(fault)
    }
}

impl Fault {
    pub(super) fn reads_first(&self) -> bool {
        matches!(self, Fault::Status(_) | Fault::Lost)
    }

    /// An answer that takes the place of the real one.
    pub(super) async fn instead(&self, uri: &Uri) -> Option<Result<Answer, s3s::HttpError>> {
        match self {
            Fault::Status(status) => {
                let code = match status {
                    403 => "AccessDenied",
                    404 => "NoSuchBucket",
                    503 => "SlowDown",
                    _ => "InternalError",
                };
                let text = format!(
                    "<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Resource>{uri}</Resource></Error>"
                );
                let mut answer = Response::new(s3s::Body::from(text));
                *answer.status_mut() = StatusCode::from_u16(*status).expect("a status");
                Some(Ok(answer))
            }
            Fault::Silence(time) => {
                tokio::time::sleep(*time).await;
                Some(Err(s3s::HttpError::new("said nothing".into())))
            }
            Fault::Hangup => Some(Err(s3s::HttpError::new("hung up".into()))),
            Fault::Slow(time) => {
                tokio::time::sleep(*time).await;
                None
            }
            Fault::Lost => {
                let mut answer = Response::new(s3s::Body::empty());
                let tag = HeaderValue::from_static("\"d41d8cd98f00b204e9800998ecf8427e\"");
                answer.headers_mut().insert("etag", tag);
                Some(Ok(answer))
            }
            Fault::Lists(keys) => {
                let keys: Vec<_> = keys.iter().map(|key| (*key, "x")).collect();
                Some(Ok(Response::new(s3s::Body::from(list(&keys)))))
            }
            Fault::ListsTagged(key, tag) => {
                Some(Ok(Response::new(s3s::Body::from(list(&[(key, tag)])))))
            }
            Fault::CutAfter(_) | Fault::Short(_) | Fault::Retagged => None,
        }
    }

    /// The real answer, made worse.
    pub(super) fn spoil(self, mut answer: Answer) -> Answer {
        match self {
            Fault::CutAfter(bytes) => cut(answer, bytes, true),
            Fault::Short(bytes) => {
                let length = answer
                    .headers()
                    .get(CONTENT_LENGTH)
                    .and_then(|l| l.to_str().ok()?.parse().ok());
                let bytes = bytes.min(length.unwrap_or(u64::MAX));
                answer.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(bytes));
                cut(answer, bytes, false)
            }
            Fault::Retagged => {
                answer.headers_mut().insert("etag", HeaderValue::from_static("\"another\""));
                answer
            }
            _ => answer,
        }
    }
}

/// What S3 answers to whoever lists a bucket.
fn list(keys: &[(&str, &str)]) -> String {
    let entry = |(key, tag): &(&str, &str)| {
        let escape = |c: char| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            c if c.is_control() => format!("&#{};", u32::from(c)),
            c => c.to_string(),
        };
        let key: String = key.chars().map(escape).collect();
        let date = "2026-01-01T00:00:00.000Z";
        format!(
            "<Contents><Key>{key}</Key><LastModified>{date}</LastModified><ETag>\"{tag}\"</ETag>\
             <Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>"
        )
    };
    let entries: String = keys.iter().map(entry).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<ListBucketResult><Name>bucket</Name><KeyCount>{}</KeyCount>\
         <IsTruncated>false</IsTruncated>{entries}</ListBucketResult>",
        keys.len()
    )
}

fn cut(answer: Answer, bytes: u64, broken: bool) -> Answer {
    answer.map(|body| s3s::Body::http_body_unsync(Cut { body, left: bytes, broken }))
}

/// A body that ends early.
struct Cut {
    body: s3s::Body,
    left: u64,
    broken: bool,
}

impl Body for Cut {
    type Data = hyper::body::Bytes;
    type Error = s3s::StdError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.left == 0 {
            return Poll::Ready(self.broken.then(|| Err("the connection breaks".into())));
        }
        let frame = std::task::ready!(Pin::new(&mut self.body).poll_frame(context));
        let Some(Ok(frame)) = frame else { return Poll::Ready(frame) };
        let Ok(mut data) = frame.into_data() else { return Poll::Ready(None) };
        data.truncate(self.left.min(data.len() as u64) as usize);
        self.left -= data.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn size_hint(&self) -> SizeHint {
        match self.broken {
            true => self.body.size_hint(),
            false => SizeHint::with_exact(self.left),
        }
    }
}
