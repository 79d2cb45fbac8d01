//! What to do about a failure of the disk.

use std::io;

/// `EIO`, of a disk that can't be read or written.
#[cfg(unix)]
const BROKEN: i32 = 5;
/// `ENFILE` and `EMFILE`: the system, or this process, has too many open files.
#[cfg(unix)]
const OPEN_FILES: [i32; 2] = [23, 24];

/// `ELOOP`: symbolic links that lead to one another.
#[cfg(target_os = "linux")]
const LINKS: i32 = 40;
#[cfg(all(unix, not(target_os = "linux")))]
const LINKS: i32 = 62;

/// The same for something that was read.
pub(crate) fn advice_on_reading(error: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::PermissionDenied => Some("make it readable"),
        Kind::NotFound | Kind::AlreadyExists | Kind::IsADirectory => None,
        Kind::NotADirectory => Some("a file stands where a folder should be"),
        _ => advice(error),
    }
}

/// What the user can do about it, as far as the kind of the failure says: words that continue a sentence, such as
/// `free some space`.
pub(crate) fn advice(error: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as Kind;

    #[cfg(unix)]
    match error.raw_os_error() {
        Some(code) if OPEN_FILES.contains(&code) => {
            return Some(
                "allow more open files (`ulimit -n`), or run fewer tasks at once (`--parallel`)",
            );
        }
        Some(LINKS) => return Some("see where its symbolic links lead"),
        Some(BROKEN) => return Some("see whether its disk is broken"),
        _ => {}
    }
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => Some("free some space"),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Some("make it writable"),
        Kind::NotFound => Some("see why its folder is gone"),
        Kind::NotADirectory => Some("move the file away that stands where a folder should be"),
        Kind::IsADirectory | Kind::AlreadyExists => Some("move away what stands in its place"),
        Kind::InvalidFilename => Some("give it a shorter name"),
        Kind::FileTooLarge => Some("allow larger files (`ulimit -f`)"),
        Kind::OutOfMemory => Some("free some memory"),
        _ => None,
    }
}
