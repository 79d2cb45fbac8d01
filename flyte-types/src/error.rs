//! Why a value could not be converted, and where in it.

use std::fmt;

/// The result of a conversion.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any error of a user's task.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// A value that could not be converted: what was wanted, what was found, and the path to it.
///
/// Displayed on one line: `` `corners[3].x`: expected an integer, found a string ``.
pub struct Error(Box<Inner>);

struct Inner {
    message: String,
    /// From the innermost step outwards.
    path: Vec<Step>,
}

/// One step of the way from the whole value to the part that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field of a struct.
    Field(std::borrow::Cow<'static, str>),
    /// An element of a list.
    Index(usize),
    /// A key of a map.
    Key(String),
}

impl Error {
    /// An error with the given words (lower case, no full stop).
    pub fn new(message: impl Into<String>) -> Self {
        Error(Box::new(Inner { message: message.into(), path: Vec::new() }))
    }

    /// `expected {wanted}, found {found}`.
    pub fn expected(wanted: &str, found: impl fmt::Display) -> Self {
        Error::new(format!("expected {wanted}, found {found}"))
    }

    /// The same error, one step further out.
    #[must_use]
    pub fn at(mut self, step: Step) -> Self {
        self.0.path.push(step);
        self
    }

    /// The same error inside a struct's field.
    #[must_use]
    pub fn in_field(self, name: &'static str) -> Self {
        self.at(Step::Field(name.into()))
    }

    /// The words without the path.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The way from the whole value to the wrong part, outermost step first, as a user writes it:
    /// `corners[3].x`. Empty when the whole value is wrong.
    pub fn path(&self) -> String {
        let mut text = String::new();
        for step in self.0.path.iter().rev() {
            match step {
                Step::Field(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Step::Index(index) => text.push_str(&format!("[{index}]")),
                Step::Key(key) => text.push_str(&format!("[{key:?}]")),
            }
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flyte_types::Error({self})")
    }
}

impl std::error::Error for Error {}
