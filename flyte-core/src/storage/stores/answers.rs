//! Whether an answer is one that a store gives.

use std::error::Error as StdError;
use std::fmt;

use object_store::client::{HttpError, HttpErrorKind};
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode, Url};

use super::web::Speech;

/// Whether a request asks for a list, by S3, Google, Azure or WebDAV.
pub(super) fn lists(method: &Method, url: &Url) -> bool {
    let asks = |part: &str| matches!(part, "list-type=2" | "comp=list");
    match method.as_str() {
        "GET" => url.query().is_some_and(|query| query.split('&').any(asks)),
        method => method == "PROPFIND",
    }
}

impl Speech {
    /// A page that wants a login is no list, but read as one it is an empty one.
    pub(super) fn check_list(self, headers: &HeaderMap, list: &[u8]) -> Result<(), HttpError> {
        let root = match self {
            Speech::S3 => "ListBucketResult",
            Speech::Azure => "EnumerationResults",
            Speech::Web => "multistatus",
        };
        match root_of(list) {
            Some(name) if name.rsplit(':').next() == Some(root) => Ok(()),
            _ => {
                let begin: String = String::from_utf8_lossy(list).chars().take(60).collect();
                let begin = begin.split_whitespace().collect::<Vec<_>>().join(" ");
                Err(wrong(format!("the answer is no list: {}, beginning `{begin}`", kind(headers))))
            }
        }
    }

    /// Whether the answer to a write, a deletion or the end of an upload may be a store's.
    pub(super) fn check_written(
        self,
        method: &Method,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(), HttpError> {
        // some servers call an answer without a body text too
        let empty = status == StatusCode::NO_CONTENT
            || headers.get(CONTENT_LENGTH).is_some_and(|length| length == "0");
        let page = !empty && kind(headers).starts_with("text/html");
        match self {
            Speech::S3 | Speech::Azure if page => {
                Err(wrong("the answer is a web page, not a store's".into()))
            }
            Speech::Azure if method == Method::PUT && status != StatusCode::CREATED => Err(wrong(
                format!("the answer is {status}, where a store says that it created something"),
            )),
            _ => Ok(()),
        }
    }
}

fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.unwrap_or("nothing says what it is").to_ascii_lowercase()
}

/// The name of an XML document's first element.
fn root_of(document: &[u8]) -> Option<&str> {
    let text = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    let begin = &text[..text.len().min(4096)];
    let mut text = match std::str::from_utf8(begin) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&begin[..error.valid_up_to()]).ok()?,
    };
    loop {
        text = text.trim_start();
        if text.starts_with("<?") {
            text = text.split_once("?>")?.1;
        } else if text.starts_with("<!--") {
            text = text.split_once("-->")?.1;
        } else {
            let name = text.strip_prefix('<')?;
            return name.split(|c: char| c.is_whitespace() || "/>".contains(c)).next();
        }
    }
}

/// A web server may pack a file although it was asked not to. One whose name says so is meant to come as it is.
pub(super) fn check_encoding(headers: &HeaderMap, path: &str) -> Result<(), HttpError> {
    let Some(encoding) = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    let packed = [".gz", ".tgz", ".zst", ".br", ".xz", ".bz2", ".z"];
    let plain = encoding.is_empty() || encoding.eq_ignore_ascii_case("identity");
    if plain || packed.iter().any(|end| path.ends_with(end)) {
        return Ok(());
    }
    Err(wrong(format!("the server packs the file ({encoding}) although it was asked not to")))
}

/// What a server did that no store does.
#[derive(Debug)]
struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Wrong {}

/// It won't be better another time.
pub(super) fn wrong(words: String) -> HttpError {
    HttpError::new(HttpErrorKind::Decode, Wrong(words))
}

#[cfg(test)]
mod tests {
    use super::root_of;

    #[test]
    fn roots() {
        let table: [(&str, Option<&str>); 6] = [
            ("\u{feff}<?xml version=\"1.0\"?>\n<!-- x --><A x='1'/>", Some("A")),
            ("<D:multistatus xmlns:D=\"DAV:\">", Some("D:multistatus")),
            ("<!DOCTYPE html><html>", Some("!DOCTYPE")),
            ("{}", None),
            ("", None),
            ("<?xml", None),
        ];
        for (text, root) in table {
            assert_eq!(root_of(text.as_bytes()), root, "{text}");
        }
    }
}
