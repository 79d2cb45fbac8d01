//! What a run gave, for people and for scripts.

use std::fmt::Write;
use std::path::Path;

use anstyle::Style;
use flyte_types::interface::Variable;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::errors::Failure;
use super::note;
use super::pipe::Sheet;
use super::terminal::Stream;
use super::value::{self, AsJson, Ended};
use crate::graph::Entity;
use crate::local::Finished;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Prints the outputs.
pub(super) fn finished(entity: Entity, finished: &Finished, json: bool) -> Result<(), Failure> {
    let literals = finished.outputs.iter().map(|literal| &literal[..]);
    let outputs = Outputs(entity.outputs().iter().zip(literals).collect());
    let mut sheet = Sheet::default();
    let printed = match json {
        true => for_scripts(&outputs, finished.run.as_deref(), &mut sheet),
        false => for_people(&outputs, &mut sheet),
    };
    match printed {
        // It tells itself how it failed.
        Ok(()) | Err(Ended::ByOutput) => sheet.finish(),
        Err(Ended::ByValue(error)) => {
            sheet.abandon()?;
            Err(Failure::system(format!("the outputs can't be read: {error}")))
        }
    }
}

/// What a run gave: each output with its literal.
struct Outputs<'a>(Vec<(&'a Variable, &'a [u8])>);

impl Serialize for Outputs<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let outputs = self.0.iter();
        out.collect_map(
            outputs.map(|(variable, literal)| (&variable.name, AsJson::new(literal, &variable.ty))),
        )
    }
}

/// One line of JSON.
fn for_scripts(outputs: &Outputs<'_>, run: Option<&Path>, sheet: &mut Sheet) -> Result<(), Ended> {
    sheet.write_str("{\"outputs\":")?;
    serde_json::to_writer(&mut *sheet, outputs)?;
    let run = run.map(|path| path.display().to_string());
    Ok(writeln!(sheet, ",\"run\":{}}}", json!(run))?)
}

/// A single output is just its value; several stand below each other with their names.
fn for_people(outputs: &Outputs<'_>, sheet: &mut impl Write) -> Result<(), Ended> {
    if let [(variable, literal)] = outputs.0[..]
        && variable.name == "o0"
    {
        value::print(literal, &variable.ty, 0, sheet)?;
        return Ok(sheet.write_char('\n')?);
    }
    let names = outputs.0.iter().map(|(variable, _)| variable.name.chars().count());
    let width = names.max().unwrap_or(0);
    let bold = Stream::Out.style(BOLD);
    for (variable, literal) in &outputs.0 {
        write!(sheet, "{bold}{:width$}{bold:#}  ", variable.name)?;
        value::print(literal, &variable.ty, width + 2, sheet)?;
        sheet.write_char('\n')?;
    }
    Ok(())
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
