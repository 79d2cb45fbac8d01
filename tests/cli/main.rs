//! The command line, driven from outside.

/// Running the programs of `tests/apps`.
mod app;
/// Which exit code and what words a failure has.
mod failures;
mod files;
/// The flags of a task or workflow: values, defaults, files, and what is said of wrong ones.
mod flags;
/// `list`, `show`, `graph` and completions.
mod looking;
/// Names: whole, shortened, ambiguous, unknown, twice.
mod names;
/// What a run prints, and where.
mod output;
/// Calling a run off.
#[cfg(unix)]
mod signals;
/// What the command line makes of values.
mod values;
