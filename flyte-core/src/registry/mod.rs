//! What is linked into this binary: the tasks and workflows of all crates that the linker kept.
//!
//! A crate of which the program uses nothing isn't linked; `use my_tasks as _;` keeps it.

mod find;

use std::collections::BTreeMap;

pub use find::NotFound;
#[cfg(feature = "cli")]
pub(crate) use find::closest;

use crate::definition::SourceLocation;
use crate::graph::{Entity, WorkflowDefinition};

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

impl Duplicate {
    /// Where the two functions stand.
    pub fn locations(&self) -> [SourceLocation; 2] {
        self.entries.map(|entity| entity.spec().location)
    }
}

impl std::fmt::Display for Duplicate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [first, second] = self.locations();
        write!(f, "two functions are called `{}`: {first} and {second}", self.name)
    }
}

/// All tasks and workflows of this binary, sorted by name.
#[derive(Debug, Clone)]
pub struct Registry {
    entries: Vec<Entity>,
}

impl Registry {
    /// Collects what is linked in.
    pub fn linked() -> Registry {
        Registry::of(inventory::iter::<Registration>.into_iter().map(|entry| (entry.entity)()))
    }

    /// A registry of these.
    pub fn of(entries: impl IntoIterator<Item = Entity>) -> Registry {
        let mut entries: Vec<Entity> = entries.into_iter().collect();
        entries.sort_by_key(|entity| {
            (entity.name(), entity.spec().location.file, entity.spec().location.line)
        });
        Registry { entries }
    }

    /// All entries, sorted by name.
    pub fn entries(&self) -> &[Entity] {
        &self.entries
    }

    /// Whether nothing is linked in.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The workflows, sorted by name.
    pub fn workflows(&self) -> impl Iterator<Item = &'static WorkflowDefinition> + '_ {
        self.entries.iter().filter_map(|entity| match entity {
            Entity::Workflow(workflow) => Some(*workflow),
            Entity::Task(_) => None,
        })
    }

    /// The crates that the entries stand in, each with the number of its entries.
    pub fn crates(&self) -> BTreeMap<&'static str, usize> {
        let mut crates = BTreeMap::new();
        for entity in &self.entries {
            *crates.entry(entity.spec().crate_name()).or_default() += 1;
        }
        crates
    }

    /// Names that stand for more than one function.
    pub fn duplicates(&self) -> Vec<Duplicate> {
        let pairs = self.entries.iter().zip(self.entries.iter().skip(1));
        pairs
            .filter(|(left, right)| left.name() == right.name())
            .map(|(left, right)| Duplicate {
                name: left.name().to_owned(),
                entries: [*left, *right],
            })
            .collect()
    }
}
