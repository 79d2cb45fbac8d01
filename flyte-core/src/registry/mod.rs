//! What is linked into this binary.

use crate::graph::Entity;

/// One entry, submitted by the macros.
pub struct Registration {
    /// The task or workflow.
    pub entity: fn() -> Entity,
}

inventory::collect!(Registration);

/// One name, two functions.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// The name.
    pub name: String,
    /// Both.
    pub entries: [Entity; 2],
}

/// All tasks and workflows of this binary, sorted by name.
#[derive(Debug, Clone)]
pub struct Registry {
    entries: Vec<Entity>,
}

impl Registry {
    /// Collects what is linked in.
    pub fn linked() -> Registry {
        let mut entries: Vec<Entity> =
            inventory::iter::<Registration>.into_iter().map(|entry| (entry.entity)()).collect();
        entries.sort_by_key(|entity| entity.name());
        Registry { entries }
    }
}
