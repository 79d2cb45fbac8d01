//! Names that a tree on a local disk can have.

use std::collections::{HashMap, HashSet};

use super::fault::{Fault, Reason};
use super::location::check_key;
use crate::error::{Error, Result};

/// No disk takes a longer name, in bytes.
const LONGEST: usize = 255;

/// Keeps the names of a tree that is written to a local disk from overwriting each other.
#[derive(Debug, Default)]
pub struct Names {
    fold: bool,
    seen: HashMap<String, String>,
    folders: HashSet<String>,
}

impl Names {
    /// For this machine's usual disks: on Windows and macOS `A` and `a` are one file.
    pub fn new() -> Names {
        Names::folding(cfg!(any(windows, target_vendor = "apple")))
    }

    /// For a disk on which `A` and `a` are one file, or not.
    pub fn folding(fold: bool) -> Names {
        Names { fold, ..Names::default() }
    }

    /// Adds a name. An error if it climbs, if no disk takes it, or if a name before is the same file or needs a folder
    /// where this is a file.
    pub fn add(&mut self, name: &str) -> Result<()> {
        check_key(name).map_err(|problem| refuse(name, &problem))?;
        if cfg!(windows) && name.contains(['\\', ':']) {
            return Err(refuse(name, "it holds a backslash or a colon"));
        }
        if name.split('/').any(|part| part.len() > LONGEST) {
            return Err(refuse(name, "a part of it is longer than 255 bytes"));
        }
        let folded = if self.fold { name.to_lowercase() } else { name.to_owned() };
        if self.folders.contains(&folded) {
            return Err(refuse(name, "another file lies below it, so it is a folder too"));
        }
        for (end, _) in folded.match_indices('/') {
            let folder = &folded[..end];
            if let Some(file) = self.seen.get(folder) {
                return Err(refuse(name, &format!("`{file}`, above it, is a file")));
            }
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
        match self.seen.insert(folded, name.to_owned()) {
            Some(other) if other != name => {
                Err(refuse(name, &format!("`{other}` is the same file on this disk")))
            }
            Some(_) => Err(refuse(name, "it comes twice")),
            None => Ok(()),
        }
    }
}

fn refuse(name: &str, problem: &str) -> Error {
    let message = format!("`{}` can't be a file's name here: {problem}", name.escape_debug());
    Fault::new(Reason::Refused, message).into_error()
}
