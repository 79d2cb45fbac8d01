//! The user's folder for data, `~/.flyte/rust-data`: files that a cache knows of, and those of runs without a folder.
//!
//! It is for its user alone, so that several users of one machine neither see nor hinder each other. Nothing is removed
//! from it but what processes that were killed have left half written.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use crate::error::{Error, Result};
use crate::storage::sweep_in_background;

/// The folder, which is made if there is none.
pub(super) fn get() -> Result<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let home = home.ok_or_else(|| {
        problem(
            "there is no folder for the files of this run: the user has no home directory (HOME)"
                .to_owned(),
        )
    })?;
    let folder = home.join(".flyte").join("rust-data");
    make(&folder).map_err(|error| {
        problem(format!(
            "can't make the folder {} for the files of this run: {error}",
            folder.display()
        ))
    })?;
    static SWEEP: Once = Once::new();
    SWEEP.call_once(|| sweep_in_background(folder.clone()));
    Ok(folder)
}

fn problem(what: String) -> Error {
    Error::system(format!(
        "{what}; name another place with `--raw-output-prefix` or FLYTE_RAW_OUTPUT_PREFIX, in code with \
         `Local::raw_output_prefix`"
    ))
    .not_recoverable()
}

/// Makes the folder for its owner alone, or takes it from everybody else.
#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};

    let mode = match fs::metadata(folder) {
        Ok(meta) if meta.is_dir() => meta.permissions().mode(),
        _ => {
            fs::create_dir_all(folder.parent().unwrap_or(folder))?;
            let made = fs::DirBuilder::new().mode(0o700).create(folder);
            match made {
                // another process was faster
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                made => made?,
            }
            fs::metadata(folder)?.permissions().mode()
        }
    };
    if mode & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
