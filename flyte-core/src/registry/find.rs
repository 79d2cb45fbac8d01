//! Finding a task or workflow by its name or the end of it.

use std::fmt;

use super::Registry;
use crate::graph::Entity;

/// How many names an error lists.
const LISTED: usize = 12;

/// Why a name stands for nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NotFound {
    /// Nothing is linked into the binary.
    Empty,
    /// The name is the end of several names.
    Ambiguous {
        /// What was looked for.
        name: String,
        /// All names that end so.
        candidates: Vec<&'static str>,
    },
    /// No name is or ends so.
    Unknown {
        /// What was looked for.
        name: String,
        /// Names that look alike, closest match first.
        close: Vec<&'static str>,
        /// All names.
        known: Vec<&'static str>,
    },
}

impl Registry {
    /// The task or workflow of this full name, or the only one whose name ends in these parts: `pipeline` and
    /// `taxi.pipeline` find `my_crate.taxi.pipeline`. `::` is read as a dot.
    pub fn find(&self, name: &str) -> Result<Entity, NotFound> {
        if self.is_empty() {
            return Err(NotFound::Empty);
        }
        let wanted = name.replace("::", ".");
        if let Some(entity) = self.entries.iter().find(|entity| entity.name() == wanted) {
            return Ok(*entity);
        }
        let matches: Vec<Entity> =
            self.entries.iter().copied().filter(|entity| ends_in(entity.name(), &wanted)).collect();
        match matches.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.unknown(wanted)),
            several => Err(NotFound::Ambiguous {
                name: wanted,
                candidates: several.iter().map(Entity::name).collect(),
            }),
        }
    }

    /// The shortest end of an entry's name that finds it.
    pub fn short_name(&self, entity: Entity) -> &'static str {
        let full = entity.name();
        let starts = full.match_indices('.').map(|(dot, _)| dot + 1);
        let ends = starts.rev().map(|start| &full[start..]).filter(|end| !end.is_empty());
        ends.into_iter()
            .find(|end| matches!(self.find(end), Ok(found) if found.name() == full))
            .unwrap_or(full)
    }

    fn unknown(&self, name: String) -> NotFound {
        let known: Vec<_> = self.entries.iter().map(Entity::name).collect();
        let close = closest(&name, known.iter().copied(), |known| {
            let parts = name.matches('.').count() + 1;
            let start = known.rmatch_indices('.').nth(parts - 1).map_or(0, |(dot, _)| dot + 1);
            &known[start..]
        });
        NotFound::Unknown { name, close, known }
    }
}

fn ends_in(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|start| start.ends_with('.'))
}

/// At most three of `names` that look like `wanted`, closest match first. `part` is what of a name is compared.
pub(crate) fn closest<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
    part: impl Fn(&'a str) -> &'a str,
) -> Vec<&'a str> {
    let wanted = folded(wanted);
    let mut close: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| Some((unlikeness(&wanted, &folded(part(name)))?, name)))
        .collect();
    close.sort();
    close.into_iter().take(3).map(|(_, name)| name).collect()
}

/// A name without what people mistake without meaning another name.
fn folded(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

/// How far apart two names are; nothing when nobody would mistake one for the other.
fn unlikeness(wanted: &str, name: &str) -> Option<usize> {
    const PARTS: usize = 100;
    let (written, known) = (wanted.chars().count(), name.chars().count());
    let distance = strsim::osa_distance(wanted, name);
    // In a short name every letter counts: `x` is no `n`, but `rl` may be `lr` and `x` may be `xs`.
    let slips = match written.min(known) {
        0 => 0,
        1 | 2 => usize::from(
            name.starts_with(wanted) || wanted.starts_with(name) || turned(wanted, name),
        ),
        // The first letter is seldom wrong.
        shorter if wanted.chars().next() == name.chars().next() => shorter.div_ceil(3),
        shorter => shorter / 3,
    };
    if distance <= slips.min(3) {
        return Some(distance);
    }
    let is_part = |part: &str, whole: &str| {
        let words = || format!("_{whole}_").contains(&format!("_{part}_"));
        part.chars().count() >= 3 && (whole.starts_with(part) || words())
    };
    let is_part = is_part(wanted, name) || is_part(name, wanted);
    is_part.then(|| PARTS + written.abs_diff(known))
}

/// Whether two names of two letters are each other's in reverse.
fn turned(wanted: &str, name: &str) -> bool {
    wanted.chars().rev().eq(name.chars())
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotFound::Empty => f.write_str(
                "no task or workflow is linked into this program; if they stand in a library crate that it uses \
                 nothing else of, add `use my_tasks as _;`",
            ),
            NotFound::Ambiguous { name, candidates } => {
                write!(f, "`{name}` may be any of {}; write more of the name", listed(candidates))
            }
            NotFound::Unknown { name, close, known } => {
                write!(f, "there is no task or workflow `{name}`")?;
                match close.is_empty() {
                    true => write!(f, "; there are {}", listed(known)),
                    false => write!(f, "; did you mean {}?", listed(close)),
                }
            }
        }
    }
}

impl std::error::Error for NotFound {}

fn listed(names: &[&str]) -> String {
    let mut quoted: Vec<String> =
        names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    if names.len() > LISTED {
        quoted.push(format!("{} more", names.len() - LISTED));
    }
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_whole_parts() {
        assert!(ends_in("app.taxi.pipeline", "pipeline"));
        assert!(ends_in("app.taxi.pipeline", "taxi.pipeline"));
        assert!(!ends_in("app.taxi.pipeline", "line"));
        assert!(!ends_in("pipeline", "pipeline"));
    }

    #[test]
    fn likeness_counts_letters() {
        assert_eq!(closest("epoch", ["epochs", "name"], |name| name), ["epochs"]);
        assert_eq!(
            closest("tarin", ["trains", "train", "tar"], |name| name),
            ["train", "trains", "tar"]
        );
        for (wanted, meant) in [
            ("Max-Epochs", Some("max_epochs")),
            ("maxepochs", Some("max_epochs")),
            ("max_epoch", Some("max_epochs")),
            ("epochs", Some("max_epochs")),
            ("max", Some("max_epochs")),
            ("num_max_epochs", Some("max_epochs")),
            ("rl", Some("lr")),
            ("l", Some("lr")),
            ("lrs", Some("lr")),
            ("x", None),
            ("lx", None),
            ("cols", None),
            ("tmp", None),
            ("", None),
        ] {
            let found = closest(wanted, ["lr", "rows", "max_epochs", "n"], |name| name);
            assert_eq!(found.first().copied(), meant, "{wanted}");
        }
    }
}
