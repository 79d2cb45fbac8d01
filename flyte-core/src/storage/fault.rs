//! What went wrong with a store, in words and for code.

use std::error::Error as StdError;
use std::fmt;

use crate::error::{Error, advice, advice_on_reading, redacted};

/// Why a store didn't do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// There is nothing at this location.
    NotFound,
    /// There is something at this location already, and it was not to be replaced.
    AlreadyExists,
    /// The store knows who asks and says no, or doesn't know.
    Denied,
    /// The object is not what it was when the transfer began, or not what was announced.
    Changed,
    /// The store can't be reached, or failed until the deadline.
    Unavailable,
    /// No space is left.
    Full,
    /// The uri, the name, the path or the settings can't be used; nothing was asked of a store.
    Refused,
    /// Anything else.
    Other,
}

impl Reason {
    /// The reason of an error of this module; `None` for other errors.
    pub fn of(error: &Error) -> Option<Reason> {
        error.source()?.downcast_ref::<Fault>().map(|fault| fault.reason)
    }

    /// What a message says after what failed.
    pub(super) fn words(self) -> &'static str {
        match self {
            Reason::NotFound => ": it doesn't exist",
            Reason::AlreadyExists => ": it exists already",
            Reason::Denied => ": access is denied",
            Reason::Changed => ": it has changed",
            Reason::Unavailable => ": the store doesn't answer as it should",
            Reason::Full => ": no space is left",
            Reason::Refused | Reason::Other => "",
        }
    }

    pub(super) fn of_io(error: &std::io::Error) -> Reason {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::NotFound => Reason::NotFound,
            Kind::AlreadyExists => Reason::AlreadyExists,
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Reason::Denied,
            Kind::NotADirectory | Kind::IsADirectory | Kind::InvalidFilename => Reason::Refused,
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Reason::Full,
            Kind::TimedOut
            | Kind::ConnectionRefused
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe
            | Kind::NotConnected
            | Kind::UnexpectedEof => Reason::Unavailable,
            _ => Reason::Other,
        }
    }
}

/// What the clients say of a server's certificate.
pub(super) const UNTRUSTED: &str = "invalid peer certificate";

/// A failure with all that a reader of the message needs. It is the source of the `flyte::Error` it becomes.
#[derive(Debug)]
pub(super) struct Fault {
    reason: Reason,
    message: String,
}

impl Fault {
    pub(super) fn new(reason: Reason, message: impl fmt::Display) -> Fault {
        Fault { reason, message: redacted(&message.to_string()).into_owned() }
    }

    /// Something that can't be used as it is; nothing was asked of a store.
    pub(super) fn refused(message: impl fmt::Display) -> Error {
        Fault::new(Reason::Refused, message).into_error()
    }

    /// A failure of a local file.
    pub(super) fn file(what: &str, path: &std::path::Path, error: &std::io::Error) -> Error {
        let reason = Reason::of_io(error);
        let advice = local_advice(what, error);
        Fault::new(reason, format!("{what} {} failed: {error}{advice}", path.display()))
            .into_error()
    }

    pub(super) fn into_error(self) -> Error {
        match self.reason {
            Reason::Unavailable | Reason::Full | Reason::Other => Error::system(self),
            Reason::Changed => Error::recoverable(self),
            _ => Error::fatal(self),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Fault {}

/// What helps against a failure of a local file, as the end of a message.
pub(super) fn local_advice(what: &str, error: &std::io::Error) -> String {
    let advice = match what {
        "reading" | "listing" => advice_on_reading(error),
        _ => advice(error),
    };
    advice.map(|advice| format!("; {advice}")).unwrap_or_default()
}

/// The reason behind an error of a store's client.
pub(super) fn reason(error: &object_store::Error) -> Reason {
    use object_store::Error as Store;
    match error {
        Store::NotFound { .. } => Reason::NotFound,
        Store::AlreadyExists { .. } => Reason::AlreadyExists,
        Store::PermissionDenied { .. } | Store::Unauthenticated { .. } => Reason::Denied,
        Store::Precondition { .. } | Store::NotModified { .. } => Reason::Changed,
        Store::InvalidPath { .. } | Store::NotSupported { .. } | Store::NotImplemented { .. } => {
            Reason::Refused
        }
        other => match (io_cause(other), words(other)) {
            (_, words) if words.contains(UNTRUSTED) => Reason::Refused,
            (Some(error), _) => Reason::of_io(error),
            (None, words) => reason_in(&words),
        },
    }
}

/// An error's message and, where it doesn't say so itself, its innermost cause.
pub(super) fn words(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let innermost = innermost(error).to_string();
    if !innermost.is_empty() && !text.contains(&innermost) {
        text = format!("{text}: {innermost}");
    }
    // an XML answer in a message: its lines and blanks say nothing
    without_echo(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A store that doesn't take a signature repeats what was signed, a session's token with it.
fn without_echo(mut text: String) -> String {
    let echoes = [
        "CanonicalRequest",
        "CanonicalRequestBytes",
        "StringToSign",
        "StringToSignBytes",
        "SignatureProvided",
        "AuthenticationErrorDetail",
    ];
    for name in echoes {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        while let Some(begin) = text.find(&open) {
            // an element that was cut off goes on to the end
            let end = text[begin..].find(&close).map_or(text.len(), |at| begin + at + close.len());
            text.replace_range(begin..end, "");
        }
    }
    text
}

/// What is behind all that an error says.
pub(super) fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause
}

pub(super) fn io_cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a std::io::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return Some(error);
        }
        cause = error.source();
    }
    None
}

/// The reason in words of a store's client that has none beside them, as when it lists.
fn reason_in(words: &str) -> Reason {
    let says = |signs: &[&str]| signs.iter().any(|sign| words.contains(sign));
    if says(&["HTTP error", "status code: 5", "status code: 429", "status code: 408", "timed out"])
    {
        Reason::Unavailable
    } else if says(&["status code: 404"]) {
        Reason::NotFound
    } else if says(&["status code: 401", "status code: 403"]) && !says(&["token"]) {
        // where a token was asked for, there is no key that could be denied
        Reason::Denied
    } else {
        Reason::Other
    }
}
