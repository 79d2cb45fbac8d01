//! The way from a value to a part of it: fields, indexes, keys.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

pub use flyte_types::wire::Step;

/// A way into a value. Cheap to copy: equal ways are one number, kept for the life of the process
/// (there are as many as different ways written in the program).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(u32);

impl Path {
    /// The whole value.
    pub const WHOLE: Path = Path(0);

    /// One step further.
    #[must_use]
    pub fn join(self, step: Step) -> Path {
        let mut paths = paths();
        if let Some(known) = paths.known.get(&(self, step.clone())) {
            return *known;
        }
        paths.steps.push((self, step.clone()));
        let path =
            Path(u32::try_from(paths.steps.len()).expect("fewer than 2^32 ways into values"));
        paths.known.insert((self, step), path);
        path
    }

    /// Whether it is the whole value.
    pub fn is_whole(self) -> bool {
        self == Path::WHOLE
    }

    /// The steps, outermost first.
    pub fn steps(self) -> Vec<Step> {
        let paths = paths();
        let (mut path, mut steps) = (self, Vec::new());
        while let Some(index) = path.0.checked_sub(1) {
            let (parent, step) = &paths.steps[index as usize];
            steps.push(step.clone());
            path = *parent;
        }
        steps.reverse();
        steps
    }
}

/// As a user writes it: `.model.layers[0]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps().iter().try_for_each(|step| match step {
            Step::Name(name) => write!(f, ".{name}"),
            Step::Key(key) => write!(f, "[{key:?}]"),
            Step::Index(index) => write!(f, "[{index}]"),
        })
    }
}

#[derive(Default)]
struct Paths {
    steps: Vec<(Path, Step)>,
    known: HashMap<(Path, Step), Path>,
}

fn paths() -> MutexGuard<'static, Paths> {
    static PATHS: LazyLock<Mutex<Paths>> = LazyLock::new(Default::default);
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}
