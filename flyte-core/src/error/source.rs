//! The error that caused an error: the user's, or another library's.

use std::error::Error as StdError;
use std::fmt::Write;

use flyte_types::BoxError;

use super::guard::{self, Panic};
use super::text::Text;

/// How deep a chain of causes is followed.
const DEEPEST: usize = 64;

/// An error in a box. If its drop panics, that goes no further.
pub(super) struct Source(Option<BoxError>);

/// What an error of the user's says, read once.
pub(super) struct Told {
    pub(super) text: String,
    /// The texts of the errors behind it.
    pub(super) causes: Vec<String>,
    /// The text is cut, so the error itself is as large and isn't kept.
    pub(super) too_long: bool,
}

impl Source {
    pub(super) fn new(error: BoxError) -> Self {
        Source(Some(error))
    }

    pub(super) fn get(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.as_deref()
    }

    /// Reads what the error says, whatever its `Display` does.
    pub(super) fn tell(&self) -> Result<Told, Panic> {
        guard::catch(|| {
            let Some(error) = self.get() else {
                return Told { text: String::new(), causes: Vec::new(), too_long: false };
            };
            let mut text = Text::default();
            let _ = write!(text, "{error}");
            let mut too_long = text.is_cut();
            let mut causes = Vec::new();
            let mut cause = error.source();
            while let Some(error) = cause.filter(|_| causes.len() < DEEPEST) {
                let mut text = Text::default();
                let _ = write!(text, "{error}");
                too_long |= text.is_cut();
                causes.push(text.finish());
                cause = error.source();
            }
            Told { text: text.finish(), causes, too_long }
        })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if let Some(error) = self.0.take() {
            guard::discard(error);
        }
    }
}
