//! The options of `#[workflow(…)]`.

use proc_macro2::TokenStream;

use crate::attr::{self, Known, Language};
use crate::report::Report;
use crate::units;

const WORKFLOW: Language = Language {
    owner: "`#[workflow]`",
    options: &[
        Known { name: "name", example: "name = \"team.pipeline\"" },
        Known { name: "main", example: "main" },
        Known { name: "on_failure", example: "on_failure = \"finish\"" },
    ],
};

/// The options as given.
#[derive(Default)]
pub(super) struct Options {
    pub(super) name: Option<String>,
    pub(super) main: bool,
    pub(super) finish_on_failure: bool,
}

/// Reads the options.
pub(super) fn read(tokens: TokenStream, report: &mut Report) -> Options {
    let mut options = Options::default();
    for entry in attr::read(tokens, &WORKFLOW, report) {
        match entry.key.as_str() {
            "name" => {
                options.name = entry.checked(units::entity_name, report).map(|(text, ())| text);
            }
            "main" => options.main = entry.flag(report).unwrap_or_default(),
            _ => {
                let Some(text) = entry.text(report) else { continue };
                match text.value().as_str() {
                    "finish" => options.finish_on_failure = true,
                    "fail" => {}
                    other => report.at(
                        text.span(),
                        format!(
                            "`{other}` is no failure policy: write `\"fail\"` (stop at once) or `\"finish\"` (go on with what can still run)"
                        ),
                    ),
                }
            }
        }
    }
    options
}
