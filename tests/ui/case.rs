//! One case: a file with one mistake, and what must be said about it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compiler::Diagnostic;

/// Fewer would mean that some have been lost.
const AT_LEAST: usize = 60;

/// A file under `ui/fail`.
pub struct Case {
    /// The name of the file without its ending: it is unique.
    pub name: String,
    /// The path below the package.
    pub path: PathBuf,
    /// The line of the mistake, counted from 1.
    line: usize,
    /// What must be said.
    words: String,
}

/// All cases, or those that `UI` names.
pub fn all() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for theme in entries(Path::new("ui/fail")) {
        assert!(theme.is_dir(), "{} lies in no theme's folder", theme.display());
        for path in entries(&theme) {
            let source = path.with_extension("rs");
            assert!(source.exists(), "{} was recorded for no case", path.display());
        }
        for path in files(&theme) {
            let case = Case::read(path).unwrap_or_else(|why| panic!("{why}"));
            let twin = cases.iter().find(|other| other.name == case.name);
            assert!(twin.is_none(), "two cases are called `{}`", case.name);
            cases.push(case);
        }
    }
    assert!(std::env::var_os("UI").is_some() || cases.len() >= AT_LEAST, "{} cases", cases.len());
    cases
}

/// The Rust files of a folder, or those of them that `UI` names.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let wanted = std::env::var("UI").unwrap_or_default();
    let mut files = entries(folder);
    files.retain(|path| {
        path.extension().is_some_and(|end| end == "rs") && path.to_string_lossy().contains(&wanted)
    });
    files
}

/// The name of a file without its ending.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

impl Case {
    fn read(path: PathBuf) -> Result<Case, String> {
        let shown = path.display();
        let text = fs::read_to_string(&path).map_err(|why| format!("{shown}: {why}"))?;
        if !text.lines().next().is_some_and(|line| line.starts_with("// ")) {
            return Err(format!(
                "{shown}: the first line is the rule that it breaks, as a comment"
            ));
        }
        let marked = text.lines().enumerate().filter_map(|(at, line)| {
            let (_, words) = line.split_once("//~ ")?;
            Some((at + 1, words.trim().to_owned()))
        });
        let [(line, words)] = &marked.collect::<Vec<_>>()[..] else {
            return Err(format!("{shown}: one line, and only one, ends in `//~ words`"));
        };
        Ok(Case { name: stem(&path), line: *line, words: words.clone(), path })
    }

    /// Whether the compiler said what it should, where it should.
    pub fn judge(&self, error: Option<&Diagnostic>) -> Result<(), String> {
        let Some(error) = error else { return Err("compiles, and should not".to_owned()) };
        let here = error.file.as_deref().is_some_and(|file| file.ends_with(&self.path));
        if !here || error.line != self.line {
            let place = error.file.as_ref().map_or("nowhere".into(), |file| file.to_string_lossy());
            return Err(format!(
                "the mistake is on line {}, but the first error on line {} of {place}:\n{}",
                self.line, error.line, error.rendered
            ));
        }
        if !error.texts.iter().any(|text| text.contains(&self.words)) {
            return Err(format!(
                "the first error does not say `{}`:\n{}",
                self.words, error.rendered
            ));
        }
        Ok(())
    }
}
