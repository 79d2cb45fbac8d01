//! Patterns of names: `*` and `?` within a part, `**` across parts.

use crate::error::{Error, Result};

/// A pattern, part by part.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Vec<Vec<char>>);

impl Pattern {
    pub(super) fn new(pattern: &str) -> Result<Pattern> {
        let parts: Vec<&str> = pattern.split('/').collect();
        let wrong = |problem: &str| Error::fatal(format!("the pattern `{pattern}` {problem}"));
        if parts.iter().any(|part| part.is_empty()) {
            return Err(wrong("has an empty part"));
        }
        if parts.iter().any(|part| part.contains("**") && *part != "**") {
            return Err(wrong("has `**` beside other characters: it stands for whole parts"));
        }
        Ok(Pattern(parts.iter().map(|part| part.chars().collect()).collect()))
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        let parts: Vec<Vec<char>> = name.split('/').map(|part| part.chars().collect()).collect();
        let across = |pattern: &Vec<char>| pattern == &['*', '*'];
        walk(&self.0, &parts, across, |pattern, part| {
            walk(pattern, part, |c| *c == '*', |wanted, c| *wanted == '?' || wanted == c)
        })
    }
}

/// Whether items fit a pattern in which some elements stand for any number of items. The last such element is the
/// only one that is ever taken back, so the time is at most the product of the lengths.
fn walk<P, T>(
    pattern: &[P],
    items: &[T],
    any: impl Fn(&P) -> bool,
    one: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut item) = (0, 0);
    let mut retry = None;
    while item < items.len() {
        match pattern.get(at) {
            Some(step) if any(step) => {
                retry = Some((at, item));
                at += 1;
            }
            Some(step) if one(step, &items[item]) => {
                at += 1;
                item += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    at = star + 1;
                    item = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_characters() {
        let fits = |pattern: &str, name: &str| Pattern::new(pattern).unwrap().matches(name);
        for (pattern, name) in [
            ("*.csv", "a.csv"),
            ("**/*.csv", "a.csv"),
            ("**/*.csv", "x/y/a.csv"),
            ("x/**", "x/y/z"),
            ("?b*d", "abccd"),
            ("**", "anything/at/all"),
            ("x/*/z", "x/y/z"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("*.csv", "x/a.csv"), ("x/*", "x/y/z"), ("a", "ab"), ("a?", "a"), ("*.csv", "csv")]
        {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
        assert!(Pattern::new("a//b").is_err());
        assert!(Pattern::new("a**").is_err());
    }
}
