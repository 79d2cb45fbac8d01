//! Files, made and written one after the other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders and files of a tree, each folder before what is in it.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Tree {
    /// Reads a tree.
    pub fn read(root: &Path) -> io::Result<Tree> {
        let mut tree = Tree::default();
        let mut left = vec![root.to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = path.strip_prefix(root).unwrap_or(&path).to_owned();
                if path.is_dir() {
                    tree.folders.push(name);
                    left.push(path);
                } else {
                    tree.files.push((name, fs::read(&path)?));
                }
            }
        }
        Ok(tree)
    }

    /// Writes it below a folder that doesn't exist yet.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        fs::create_dir_all(root)?;
        for folder in &self.folders {
            fs::create_dir(root.join(folder))?;
        }
        for (file, bytes) in &self.files {
            fs::write(root.join(file), bytes)?;
        }
        Ok(())
    }

    /// How many files it has.
    pub fn files(&self) -> usize {
        self.files.len()
    }
}
