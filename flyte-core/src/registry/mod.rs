//! What is linked into this binary: the tasks and workflows of all crates that the linker kept.
//!
//! A crate of which the program uses nothing isn't linked; `use my_tasks as _;` keeps it.

mod broken;
mod find;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub use broken::Broken;
#[cfg(feature = "cli")]
pub(crate) use broken::broken;
pub use find::NotFound;
#[cfg(feature = "cli")]
pub(crate) use find::closest;

use crate::definition::{SourceLocation, Task};
use crate::graph::{Entity, WorkflowDefinition};

/// A workflow, submitted by its macro.
#[derive(Debug)]
pub struct Registration {
    /// The workflow.
    pub entity: fn() -> Entity,
}

inventory::collect!(Registration);

/// The tasks that are linked in. A crate has few workflows but many tasks, so a task is not submitted through
/// `inventory`: what that writes for each costs six times as much on `cargo check` as the one static that `#[task]` writes,
/// a constructor that calls [`register_task`] before `main`.
static TASKS: Mutex<Vec<fn() -> Entity>> = Mutex::new(Vec::new());

/// Has the linker call [`register_task`] before `main`, where each system looks for it.
macro_rules! constructor {
    ($dollar:tt $section:literal) => {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __register_task {
            ($dollar task:ident) => {
                #[used]
                #[unsafe(link_section = $section)]
                static __FLYTE_REGISTER: extern "C" fn() = ::flyte::__private::registered::<$dollar task>;
            };
        }
    };
}

#[cfg(windows)]
constructor!($ ".CRT$XCU");
#[cfg(target_vendor = "apple")]
constructor!($ "__DATA,__mod_init_func,mod_init_funcs");
#[cfg(not(any(windows, target_vendor = "apple")))]
constructor!($ ".init_array");

/// Adds a task to what is linked in. Called before `main`.
pub extern "C" fn register_task<T: Task>() {
    TASKS.lock().unwrap_or_else(PoisonError::into_inner).push(|| Entity::Task(T::definition()));
}

/// One name, two functions.
#[derive(Debug, Clone)]
#[non_exhaustive]
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
        let tasks = TASKS.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let workflows = inventory::iter::<Registration>.into_iter().map(|entry| entry.entity);
        Registry::of(workflows.chain(tasks).map(|entity| entity()))
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
