//! `flyte::Error`: what went wrong, in which task and input, and what Flyte is to do about it.

mod address;
mod advice;
mod convert;
pub(crate) mod guard;
mod source;
mod text;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use flyte_types::BoxError;

pub(crate) use address::redacted;
pub(crate) use advice::{advice, advice_on_reading};
use source::Source;
#[cfg(feature = "cli")]
pub(crate) use text::shortened;
pub(crate) use text::text_of;

/// The result of a task or a run.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whose fault a failure is, as `flyteidl.core.ExecutionError.ErrorKind` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The task's code or its inputs.
    User,
    /// The machine, the store, the engine.
    System,
}

/// An error of a task or of a run.
///
/// `?` turns every [`std::error::Error`] into one: a *user* error that is *recoverable*, so the task is tried
/// again while it has retries. (flytekit takes an ordinary exception for not recoverable and wants
/// `FlyteRecoverableException` for a retry; here a task that asks for retries gets them, and
/// [`Error::fatal`] says that trying again is of no use.) A panic is a user error and not recoverable.
///
/// Like `anyhow::Error` it doesn't implement [`std::error::Error`] itself, but refers to one: `?` turns it into
/// `anyhow::Error` and `Box<dyn std::error::Error>`, and it may be the `#[source]` or `#[from]` of an error of your own.
/// An error that was caused by a `flyte::Error` is fatal or recoverable as that is.
///
/// The other way, an `anyhow::Error` becomes one by `.map_err(Error::recoverable)?`. Words in front are added by
/// `.map_err(|error| error.context("…"))?`.
pub struct Error(Box<Inner>);

struct Inner {
    message: Option<String>,
    source: Option<Source>,
    /// What the source says stands in `message` already, and what is behind it here: nobody asks the source again.
    causes: Option<Box<[String]>>,
    kind: ErrorKind,
    recoverable: bool,
    task: Option<String>,
    input: Option<String>,
    output: bool,
}

impl Error {
    fn make(message: Option<String>, source: Option<BoxError>) -> Self {
        Error(Box::new(Inner {
            message,
            source: source.map(Source::new),
            causes: None,
            kind: ErrorKind::User,
            recoverable: true,
            task: None,
            input: None,
            output: false,
        }))
    }

    /// A recoverable user error with these words. Of more than 16 KiB the middle is left out, here and in the text of
    /// whatever becomes an error.
    pub fn msg(message: impl fmt::Display) -> Self {
        Error::make(Some(text_of(&message)), None)
    }

    /// A user error that no retry can mend.
    pub fn fatal(error: impl Into<BoxError>) -> Self {
        let mut error = Error::from_boxed(error.into());
        error.0.recoverable = false;
        error
    }

    /// A user error that a retry may mend.
    pub fn recoverable(error: impl Into<BoxError>) -> Self {
        let mut error = Error::from_boxed(error.into());
        error.0.recoverable = true;
        error
    }

    /// A failure of the system around the task: recoverable, and not the user's fault.
    pub fn system(error: impl Into<BoxError>) -> Self {
        let mut error = Error::from_boxed(error.into());
        error.0.kind = ErrorKind::System;
        error.0.recoverable = true;
        error
    }

    /// From a boxed error. What was a `flyte::Error` before it was boxed is that again, and what was caused by one keeps
    /// its verdict.
    pub fn from_boxed(error: BoxError) -> Self {
        let error = match error.downcast::<Inner>() {
            Ok(inner) => return Error(inner),
            Err(error) => error,
        };
        let mut cause = error.source();
        let verdict = loop {
            match cause.map(|cause| (cause.downcast_ref::<Inner>(), cause.source())) {
                None => break None,
                Some((Some(inner), _)) => break Some((inner.kind, inner.recoverable)),
                Some((None, deeper)) => cause = deeper,
            }
        };
        let mut made = Error::make(None, Some(error));
        if let Some((kind, recoverable)) = verdict {
            (made.0.kind, made.0.recoverable) = (kind, recoverable);
        }
        made
    }

    /// A copy of an error that several want: its words and verdict, without the chain of causes.
    #[doc(hidden)]
    pub fn shared(error: &Error) -> Self {
        Error(Box::new(Inner {
            message: Some(error.message()),
            source: None,
            causes: None,
            kind: error.0.kind,
            recoverable: error.0.recoverable,
            task: error.0.task.clone(),
            input: error.0.input.clone(),
            output: error.0.output,
        }))
    }

    /// Whose fault it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether trying again may help.
    pub fn is_recoverable(&self) -> bool {
        self.0.recoverable
    }

    /// The task that failed.
    pub fn task(&self) -> Option<&str> {
        self.0.task.as_deref()
    }

    /// The input that was wrong.
    pub fn input_name(&self) -> Option<&str> {
        self.0.input.as_deref()
    }

    /// The cause alone, without the task's and the input's name.
    pub fn message(&self) -> String {
        self.0.message()
    }

    /// The error that caused it, if it is an `E`.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.source()?.downcast_ref()
    }

    /// The error that caused it.
    pub fn source(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_ref()?.get()
    }

    /// What the errors behind its cause say. Only a settled error knows.
    #[cfg(feature = "cli")]
    pub(crate) fn causes(&self) -> &[String] {
        self.0.causes.as_deref().unwrap_or_default()
    }

    /// The same error as a run keeps it: the user's code behind it was asked for its text once and won't be again, for a
    /// `Display` may panic, or write more than anybody reads. Of an error with a text that is too long only the text is
    /// kept.
    #[must_use]
    pub(crate) fn settled(mut self) -> Self {
        let inner = &mut *self.0;
        let Some(source) = inner.source.as_ref().filter(|_| inner.causes.is_none()) else {
            return self;
        };
        let (text, causes, keep) = match source.tell() {
            Ok(told) => (told.text, told.causes, !told.too_long),
            Err(panic) => {
                inner.recoverable = false;
                (format!("an error without words: its `Display` {panic}"), Vec::new(), false)
            }
        };
        inner.message = Some(match inner.message.take() {
            Some(message) => text_of(&format_args!("{message}: {text}")),
            None => text,
        });
        inner.causes = Some(causes.into());
        if !keep {
            inner.source = None;
        }
        self
    }

    /// The same error with words in front.
    #[must_use]
    pub fn context(mut self, message: impl fmt::Display) -> Self {
        self.0.message = Some(match self.0.message.take() {
            Some(inner) => text_of(&format_args!("{message}: {inner}")),
            None => text_of(&message),
        });
        self
    }

    /// The same error, of this task (unless it already names one).
    #[doc(hidden)]
    #[must_use]
    pub fn in_task(mut self, name: &str) -> Self {
        self.0.task.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The same error, of this input. A wrong value stays wrong: not recoverable.
    #[doc(hidden)]
    #[must_use]
    pub fn input(mut self, name: &str) -> Self {
        self.0.input.get_or_insert_with(|| name.to_owned());
        self.0.recoverable = false;
        self
    }

    /// The same error, met on the way to this input's value: trying again may help as before.
    #[doc(hidden)]
    #[must_use]
    pub fn reading_input(mut self, name: &str) -> Self {
        self.0.input.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The same error, of the output.
    #[doc(hidden)]
    #[must_use]
    pub fn output(mut self) -> Self {
        self.0.output = true;
        self.0.recoverable = false;
        self
    }

    /// The same error, not recoverable.
    #[doc(hidden)]
    #[must_use]
    pub fn not_recoverable(mut self) -> Self {
        self.0.recoverable = false;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Inner {
    /// The cause in words, in which addresses are told without user, password and query.
    fn message(&self) -> String {
        let message = self.whole_message();
        match redacted(&message) {
            Cow::Borrowed(_) => message,
            Cow::Owned(told) => told,
        }
    }

    fn whole_message(&self) -> String {
        let source = self.source.as_ref().filter(|_| self.causes.is_none()).and_then(Source::get);
        match (&self.message, source) {
            (Some(message), Some(source)) => text_of(&format_args!("{message}: {source}")),
            (Some(message), None) => message.clone(),
            (None, Some(source)) => text_of(source),
            (None, None) => String::new(),
        }
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(task) = &self.task {
            write!(f, "task `{task}`: ")?;
        }
        if let Some(input) = &self.input {
            write!(f, "input `{input}`: ")?;
        }
        if self.output {
            f.write_str("output: ")?;
        }
        // One line, whatever the cause wrote.
        let message = self.message();
        let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
        f.write_str(lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| write!(f, " | {line}"))
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        if let Some(causes) = &self.causes {
            let told = |cause: &String| write!(f, "\n  caused by: {}", redacted(cause));
            return causes.iter().try_for_each(told);
        }
        let mut source = StdError::source(self).and_then(StdError::source);
        while let Some(cause) = source {
            write!(f, "\n  caused by: {}", redacted(&text_of(cause)))?;
            source = cause.source();
        }
        Ok(())
    }
}

impl StdError for Inner {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_ref()?.get()?;
        Some(source)
    }
}
