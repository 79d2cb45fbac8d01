//! Files, made and written one after the other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders and files of a tree, each folder before what is in it.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    Folder(PathBuf),
    File(PathBuf, Vec<u8>),
}

impl Tree {
    /// Reads a tree.
    pub fn read(root: &Path) -> io::Result<Tree> {
        let mut tree = Tree::default();
        let mut left = vec![root.to_owned()];
        while let Some(folder) = left.pop() {
            let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
            tree.entries.push(Entry::Folder(name(&folder)));
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    left.push(path);
                } else {
                    tree.entries.push(Entry::File(name(&path), fs::read(&path)?));
                }
            }
        }
        Ok(tree)
    }

    /// Writes it to a folder that doesn't exist yet.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        fs::create_dir_all(root.parent().unwrap_or(root))?;
        for entry in &self.entries {
            match entry {
                Entry::Folder(name) => fs::create_dir(root.join(name))?,
                Entry::File(name, bytes) => fs::write(root.join(name), bytes)?,
            }
        }
        Ok(())
    }

    /// How many files it has.
    pub fn files(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry, Entry::File(..))).count()
    }
}
