//! What S3 and Google's XML interface have in common is the dialect: keys, lists, ranges, conditions, uploads in parts. What
//! differs is turned into S3's here: the key is a bearer token, and "only if it isn't there" is said with a generation.
//!
//! So Google's client runs against uploads in parts that a server really keeps, assembles and throws away. This is not
//! Google's server: its own checks, limits and errors are seen nowhere in these tests.

use hyper::header::{AUTHORIZATION, HeaderValue, IF_NONE_MATCH};
use hyper::{Request, Response, StatusCode};

use super::Answer;

/// The token that the server takes.
pub const TOKEN: &str = "test-token";

const GENERATION: &str = "x-goog-generation";
const IF_GENERATION: &str = "x-goog-if-generation-match";

/// The request as S3 wants it; an answer if its token is wrong.
pub(super) fn translated<B>(mut request: Request<B>) -> Result<Request<B>, Box<Answer>> {
    let headers = request.headers_mut();
    let token = headers.remove(AUTHORIZATION);
    let is_right =
        token.is_some_and(|token| token.as_bytes() == format!("Bearer {TOKEN}").as_bytes());
    if !is_right {
        let page = "<?xml version='1.0'?><Error><Code>AuthenticationRequired</Code></Error>";
        let mut answer = Response::new(s3s::Body::from(page.to_owned()));
        *answer.status_mut() = StatusCode::UNAUTHORIZED;
        return Err(Box::new(answer));
    }
    if headers.remove(IF_GENERATION).is_some_and(|generation| generation == "0") {
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static("*"));
    }
    Ok(request)
}

/// The answer as Google gives it.
pub(super) fn answered(mut answer: Answer) -> Answer {
    if answer.status().is_success() {
        answer.headers_mut().insert(GENERATION, HeaderValue::from_static("1"));
    }
    answer
}
