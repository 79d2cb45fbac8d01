//! How a command fails: what is said, and the exit code.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::pipe;
use super::progress::FailedNode;
use super::terminal::{Stream, one_line};
use crate::error::guard::Panic;
use crate::error::{Error, ErrorKind, redacted, shortened};

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The command is wrong: exit code 2.
    Usage,
    /// A task failed: exit code 1.
    User,
    /// The machine or the engine failed: exit code 3.
    System,
    /// A signal called the run off; its exit code.
    Aborted(u8),
}

/// Why a command failed.
#[derive(Debug)]
pub(super) struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    task: Option<String>,
    input: Option<String>,
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
    node: Option<FailedNode>,
    run: Option<String>,
}

/// How much of a message people get.
const FOR_PEOPLE: usize = 8 * 1024;
/// How much of a message scripts get.
const FOR_SCRIPTS: usize = 64 * 1024;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Green.on_default();

impl Failure {
    fn new(kind: Kind, message: impl fmt::Display) -> Self {
        let (task, input) = (None, None);
        let message = redacted(&message.to_string()).into_owned();
        let (causes, hints) = (Vec::new(), Vec::new());
        let (node, run) = (None, None);
        Failure(Box::new(Inner { kind, task, input, message, causes, hints, node, run }))
    }

    /// The command is wrong.
    pub(super) fn usage(message: impl fmt::Display) -> Self {
        Failure::new(Kind::Usage, message)
    }

    /// The machine failed.
    pub(super) fn system(message: impl fmt::Display) -> Self {
        Failure::new(Kind::System, message)
    }

    /// Code of the user's panicked outside of a task.
    pub(super) fn panicked(panic: &Panic) -> Self {
        Failure::user(format!("outside of a task, the program {panic}"))
    }

    /// The program is wrong.
    pub(super) fn user(message: impl fmt::Display) -> Self {
        Failure::new(Kind::User, message)
    }

    /// The same failure, of a run: of this node, with this folder.
    pub(super) fn of_run(mut self, node: Option<FailedNode>, folder: Option<&Path>) -> Self {
        self.0.node = node;
        self.0.run = folder.map(|folder| folder.display().to_string());
        self
    }

    /// A signal called the run off.
    pub(super) fn aborted(code: u8) -> Self {
        Failure::new(Kind::Aborted(code), "the run was called off")
    }

    /// The same failure, of this input of this task or workflow.
    pub(super) fn of(mut self, task: &str, input: Option<&str>) -> Self {
        self.0.task = Some(task.to_owned());
        self.0.input = input.map(str::to_owned);
        self
    }

    /// The same failure with what to do about it.
    pub(super) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.0.hints.push(hint.to_string());
        self
    }

    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self.0.kind {
            Kind::User => 1,
            Kind::Usage => 2,
            Kind::System => 3,
            Kind::Aborted(code) => code,
        }
    }

    /// Says it: on standard error, and for scripts as the last line of standard output.
    pub(super) fn report(&self, json: bool) {
        let (error, hint_style) = (Stream::Err.style(ERROR), Stream::Err.style(HINT));
        let shown = |text: &str| Stream::Err.shown(&shortened(text, FOR_PEOPLE)).into_owned();
        let mut err = io::stderr().lock();
        // Errors here are dropped: there is nowhere else to report them.
        let _ = writeln!(err, "{error}error:{error:#} {}", Stream::Err.shown(&self.words()));
        for cause in self.0.causes.iter().filter(|_| self.told_of().is_none()) {
            let _ = writeln!(err, "  caused by: {}", shown(cause));
        }
        if let Some(FailedNode { id, source, .. }) = &self.0.node {
            let _ = writeln!(err, "  at node {id}, {source}");
        }
        for hint in &self.0.hints {
            let _ = writeln!(err, "  {hint_style}{}{hint_style:#}", shown(hint));
        }
        drop(err);
        if json {
            let _ = pipe::line(&Stream::Out.shown(&self.to_json().to_string()));
        }
    }

    fn words(&self) -> String {
        let mut words = String::new();
        // A usage error is about the flag, which its message names.
        if self.0.kind != Kind::Usage {
            if let Some(task) = &self.0.task {
                words.push_str(&format!("task `{task}`: "));
            }
            if let Some(input) = &self.0.input {
                words.push_str(&format!("input `{input}`: "));
            }
        }
        match self.told_of() {
            Some(_) => words + "failed, as told above",
            None => words + &one_line(&shortened(&self.0.message, FOR_PEOPLE)),
        }
    }

    /// The node whose failure this is, where the screen shows what it failed with already.
    fn told_of(&self) -> Option<&str> {
        self.0.node.as_ref().filter(|node| node.told).map(|node| node.id.as_str())
    }

    /// The message and what caused it, as scripts get it.
    fn whole(&self) -> String {
        let mut whole = self.0.message.clone();
        for cause in &self.0.causes {
            whole.push_str(": ");
            whole.push_str(cause);
        }
        whole
    }

    fn to_json(&self) -> Value {
        let kind = match self.0.kind {
            Kind::Usage => "usage",
            Kind::User => "user",
            Kind::System => "system",
            Kind::Aborted(_) => "aborted",
        };
        let mut failure = json!({ "error": {
            "task": self.0.task,
            "input": self.0.input,
            "message": shortened(&self.whole(), FOR_SCRIPTS),
            "kind": kind,
        }});
        if let Some(node) = &self.0.node {
            failure["error"]["node"] = node.id.clone().into();
            failure["error"]["source"] = node.source.clone().into();
        }
        if let Some(run) = &self.0.run {
            failure["run"] = run.clone().into();
        }
        failure
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::User => Kind::User,
            ErrorKind::System => Kind::System,
        };
        let error = error.settled();
        let mut failure = Failure::new(kind, error.message());
        failure.0.task = error.task().map(str::to_owned);
        failure.0.input = error.input_name().map(str::to_owned);
        // Many errors repeat their source in their own words.
        let causes = error.causes().iter().filter(|words| !failure.0.message.contains(*words));
        failure.0.causes = causes.cloned().collect();
        failure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_whose_fault_it_is() {
        assert_eq!(Failure::usage("x").code(), 2);
        assert_eq!(Failure::from(Error::msg("x")).code(), 1);
        assert_eq!(Failure::from(Error::system("x")).code(), 3);
        assert_eq!(Failure::aborted(130).code(), 130);
    }

    #[test]
    fn scripts_get_four_fields() {
        let failure = Failure::from(Error::msg("two\nlines").in_task("app.train").input("n"));
        assert_eq!(failure.words(), "task `app.train`: input `n`: two | lines");
        let expected = json!({"error": {
            "task": "app.train", "input": "n", "message": "two\nlines", "kind": "user",
        }});
        assert_eq!(failure.to_json(), expected);
    }
}
