//! Entries as files: a word on what it is, the key, a checksum, the outputs as a `LiteralMap`, and what is known of
//! the data that they name. Whatever has no fixed length is written after its length.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flyte_types::wire;

use super::key::Key;
use super::sweep;
use crate::definition::TaskDefinition;
use crate::local::check;

const MAGIC: &[u8] = b"flyte cache entry 4\n";
const HEAD: usize = MAGIC.len() + 64;
const ENTRY: &str = "entry";
const LOCK: &str = "lock";
/// What is being written. A process that is killed leaves one; it is never read, and removed when it is old.
const NEW: &str = ".new-";

fn path(folder: &Path, key: &Key, extension: &str) -> PathBuf {
    let name = key.to_hex();
    folder.join(&name[..2]).join(format!("{name}.{extension}"))
}

pub(super) fn lock_path(folder: &Path, key: &Key) -> PathBuf {
    path(folder, key, LOCK)
}

fn checksum(key: &Key, body: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.as_bytes());
    hasher.update(body);
    hasher.finalize()
}

/// What an entry holds.
pub(super) struct Found {
    pub(super) outputs: Vec<Bytes>,
    /// What was in the files and directories of this machine that the outputs name, in their order.
    pub(super) hashes: Vec<String>,
    /// What the stores said of all files and directories that the outputs name, in their order.
    pub(super) references: Vec<String>,
    /// The uris of values that are offloaded.
    pub(super) offloaded: Vec<String>,
    /// What was at each of these uris.
    pub(super) marks: Vec<String>,
}

/// What is under a key. Nothing when there is no entry, or one that is torn, foreign or not what the task
/// declares.
pub(super) fn read(folder: &Path, key: &Key, task: &TaskDefinition) -> Option<Found> {
    let file = Bytes::from(fs::read(path(folder, key, ENTRY)).ok()?);
    let head = file.get(..HEAD)?;
    let body = file.slice(HEAD..);
    let (magic, sums) = head.split_at(MAGIC.len());
    let (whose, sum) = sums.split_at(32);
    let ours = magic == MAGIC && whose == key.as_bytes() && sum == checksum(key, &body).as_bytes();
    if !ours {
        return None;
    }
    let mut rest = &body[..];
    let literals = body.slice_ref(take(&mut rest)?);
    let (hashes, references) = (take_texts(&mut rest)?, take_texts(&mut rest)?);
    let (offloaded, marks) = (take_texts(&mut rest)?, take_texts(&mut rest)?);
    let found = wire::read_literal_map(&literals).ok()?;
    let declared = task.spec.output_variables();
    let value = |name: &str| Some(found.iter().find(|(key, _)| key == name)?.1.clone());
    let outputs: Vec<Bytes> =
        declared.iter().map(|variable| value(&variable.name)).collect::<Option<_>>()?;
    let fit = found.len() == declared.len()
        && marks.len() == offloaded.len()
        && check::outputs(declared, &outputs).is_ok();
    fit.then_some(Found { outputs, hashes, references, offloaded, marks })
}

/// Puts outputs under a key: beside it, to the disk, and then in its place.
pub(super) fn write(
    folder: &Path,
    key: &Key,
    task: &TaskDefinition,
    Found { outputs, hashes, references, offloaded, marks }: &Found,
) -> io::Result<()> {
    let entry = path(folder, key, ENTRY);
    let parent = entry.parent().unwrap_or(folder);
    fs::create_dir_all(parent)?;
    let declared = task.spec.output_variables().iter().zip(outputs);
    let literals =
        wire::write_literal_map(declared.map(|(variable, value)| (&*variable.name, &value[..])));
    let mut body = Vec::new();
    put(&mut body, &literals);
    for texts in [hashes, references, offloaded, marks] {
        body.extend_from_slice(&(texts.len() as u64).to_le_bytes());
        texts.iter().for_each(|text| put(&mut body, text.as_bytes()));
    }
    let mut file = tempfile::Builder::new().prefix(NEW).tempfile_in(parent)?;
    // a sign of life; not every disk has locks
    let _ = file.as_file().try_lock();
    file.write_all(MAGIC)?;
    file.write_all(key.as_bytes())?;
    file.write_all(checksum(key, &body).as_bytes())?;
    file.write_all(&body)?;
    file.as_file().sync_data()?;
    file.persist(&entry).map_err(|error| error.error)?;
    sweep::once(folder);
    Ok(())
}

fn put(body: &mut Vec<u8>, bytes: &[u8]) {
    body.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    body.extend_from_slice(bytes);
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let (number, after) = rest.split_first_chunk()?;
    *rest = after;
    usize::try_from(u64::from_le_bytes(*number)).ok()
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(rest)?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

fn take_texts(rest: &mut &[u8]) -> Option<Vec<String>> {
    let count = take_number(rest)?;
    let text = |_| Some(std::str::from_utf8(take(rest)?).ok()?.to_owned());
    (0..count).map(text).collect()
}

/// Removes what is under a key, if it is there.
pub(super) fn remove(folder: &Path, key: &Key) {
    // Errors are dropped: an entry that stays is verified again.
    let _ = fs::remove_file(path(folder, key, ENTRY));
}

/// Removes what this cache has written, and nothing else; gives the number of entries. A lock that is held stays.
pub(super) fn clear(folder: &Path) -> Result<usize, (PathBuf, io::Error)> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    let list = |folder: &Path| -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(at(folder))?,
        };
        entries.map(|entry| Ok(entry.map_err(at(folder))?.path())).collect()
    };
    let mut count = 0;
    for part in list(folder)? {
        let is_part = |name: &str| name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit());
        if !part.is_dir() || !name(&part).is_some_and(is_part) {
            continue;
        }
        for file in list(&part)? {
            let extension = file.extension().and_then(|extension| extension.to_str());
            let is_new = name(&file).is_some_and(|name| name.starts_with(NEW));
            let removed = match extension {
                Some(LOCK) => super::lock::remove(&file),
                Some(ENTRY) => fs::remove_file(&file),
                _ if is_new => fs::remove_file(&file),
                _ => continue,
            };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err((file, error)),
                _ => count += usize::from(extension == Some(ENTRY)),
            }
        }
        // Not empty: somebody keeps something else there, or has just stored an entry.
        let _ = fs::remove_dir(&part);
    }
    Ok(count)
}

/// Whether this is an entry that never got to its place, or isn't there yet.
pub(super) fn is_unfinished(path: &Path) -> bool {
    name(path).is_some_and(|name| name.starts_with(NEW))
}

/// Whether this is the file of a lock.
pub(super) fn is_lock(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == LOCK)
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}
