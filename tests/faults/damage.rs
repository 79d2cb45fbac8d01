//! A byte that is not what was written, in each kind of thing that a run leaves: noticed, or harmless.

use std::path::Path;

use crate::{files, run, said, victim};

fn sum(folder: &Path) -> String {
    let (output, text, _) = run(victim("every-kind", folder).env("HOME", folder));
    assert!(output.status.success(), "{text}");
    said(&text, "sum").to_owned()
}

#[test]
fn a_damaged_byte_is_noticed_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let right = sum(folder.path());
    let mut kinds = std::collections::BTreeSet::new();
    for path in files(folder.path()) {
        let Ok(whole) = std::fs::read(&path) else { continue };
        let relative = path.strip_prefix(folder.path()).unwrap().display().to_string();
        if whole.is_empty() || relative.ends_with(".lock") {
            continue;
        }
        let extension = path.extension().map(|it| it.to_string_lossy().into_owned());
        let kind = relative.split('/').next().unwrap_or_default().to_owned();
        kinds.insert(format!("{kind}/{}", extension.unwrap_or_default()));
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        #[allow(clippy::permissions_set_readonly_false)]
        permissions.set_readonly(false);
        std::fs::set_permissions(&path, permissions).unwrap();
        for index in [0, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[index] ^= 1;
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(sum(folder.path()), right, "byte {index} of {relative}");
        }
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(sum(folder.path()), right, "half of {relative}");
    }
    // each kind of thing was there; the file of a table has no extension
    for kind in ["cache/entry", ".flyte/bin", ".flyte/", ".flyte/pb", "runs/pb", "runs/json"] {
        assert!(kinds.contains(kind), "no {kind}: {kinds:?}");
    }
}
