//! What a run gave, for people and for scripts.

use std::path::Path;

use anstyle::Style;
use serde_json::{Map, Value, json};

use super::errors::Failure;
use super::terminal::Stream;
use super::{note, pipe, value};
use crate::graph::Entity;
use crate::local::Finished;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Prints the outputs.
pub(super) fn finished(entity: Entity, finished: &Finished, json: bool) -> Result<(), Failure> {
    let mut outputs = Map::new();
    for (variable, literal) in entity.outputs().iter().zip(&finished.outputs) {
        let value = value::to_json(literal, &variable.ty).map_err(|error| {
            Failure::system(format!("the output `{}` can't be read: {error}", variable.name))
        })?;
        outputs.insert(variable.name.to_string(), value);
    }
    if json {
        let run = finished.run.as_ref().map(|path| path.display().to_string());
        return pipe::line(
            &Stream::Out.shown(&json!({ "outputs": outputs, "run": run }).to_string()),
        );
    }
    pipe::text(&for_people(&outputs))
}

/// A single output is just its value; several stand below each other with their names.
fn for_people(outputs: &Map<String, Value>) -> String {
    if let (1, Some(value)) = (outputs.len(), outputs.get("o0")) {
        return format!("{}\n", Stream::Out.shown(&value::pretty(value, 0)));
    }
    let width = outputs.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let bold = Stream::Out.style(BOLD);
    let lines = outputs.iter().map(|(name, value)| {
        let value = value::pretty(value, width + 2);
        format!("{bold}{name:width$}{bold:#}  {}\n", Stream::Out.shown(&value))
    });
    lines.collect()
}

/// Says where the run folder and the picture are.
pub(super) fn folder(folder: Option<&Path>, picture: Option<&Path>) {
    let dim = Stream::Err.style(DIM);
    if let Some(folder) = folder {
        note(format_args!("{dim}run folder:{dim:#} {}", shown(folder)));
    }
    if let Some(picture) = picture {
        note(format_args!("{dim}picture:   {dim:#} {}", shown(picture)));
    }
}

/// A path as it is shortest: from the current folder, where it lies below that.
pub(super) fn shown(path: &Path) -> String {
    let below = std::env::current_dir().ok();
    let path = below
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or_else(|| path.to_owned());
    Stream::Err.shown(&path.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_aligned() {
        let outputs = json!({"train": 3, "o": "x"});
        let text = for_people(outputs.as_object().unwrap());
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(plain, "train  3\no      x\n");
    }

    #[test]
    fn one_value_stands_alone() {
        assert_eq!(for_people(json!({"o0": "hello"}).as_object().unwrap()), "hello\n");
    }
}
