//! The way from a type through its fields that doesn't end.

/// So many steps of a way are known.
const KNOWN: usize = 12;

/// The beginning of a way down from a type, always through the first part that doesn't end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    steps: [Step; KNOWN],
    len: usize,
}

/// A step from a type into one of its parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) part: &'static str,
    /// The type.
    pub(super) name: &'static str,
    /// The line of its derive: with the name, what tells it from other types.
    pub(super) line: u32,
}

/// Where a way leads.
pub(super) enum End {
    /// Back to where it began, after so many steps.
    Back(usize),
    /// Into a circle of other types, or back past a type that is derived before the one where it began: told there.
    Elsewhere,
    /// Further than it is known.
    Unknown,
}

impl Way {
    pub(super) const NONE: Way =
        Way { steps: [Step { part: "", name: "", line: 0 }; KNOWN], len: 0 };

    /// This way behind a first step.
    pub(super) const fn behind(&self, first: Step) -> Way {
        let mut way = Way { steps: [first; KNOWN], len: 1 };
        while way.len < KNOWN && way.len <= self.len {
            way.steps[way.len] = self.steps[way.len - 1];
            way.len += 1;
        }
        way
    }

    /// The names of its first parts, as many as are known.
    pub(super) const fn part(&self, at: usize) -> Option<&'static str> {
        if at < self.len { Some(self.steps[at].part) } else { None }
    }

    /// The name of the type where it begins.
    pub(super) const fn owner(&self) -> &'static str {
        self.steps[0].name
    }

    pub(super) const fn end(&self) -> End {
        let mut first = true;
        let mut at = 1;
        while at < self.len {
            let step = &self.steps[at];
            if step.is(&self.steps[0]) {
                return if first { End::Back(at) } else { End::Elsewhere };
            }
            first = first && !step.is_before(&self.steps[0]);
            let mut earlier = 1;
            while earlier < at {
                if step.is(&self.steps[earlier]) {
                    return End::Elsewhere;
                }
                earlier += 1;
            }
            at += 1;
        }
        End::Unknown
    }
}

impl Step {
    /// Whether it is a step from the same type.
    const fn is(&self, other: &Step) -> bool {
        self.line == other.line && compare(self.name, other.name) == 0
    }

    /// Whether its type is derived before another's.
    const fn is_before(&self, other: &Step) -> bool {
        self.line < other.line || self.line == other.line && compare(self.name, other.name) < 0
    }
}

/// Less than 0 for a text that comes before another, 0 for the same, and more for one behind it.
const fn compare(left: &str, right: &str) -> i32 {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] as i32 - right[at] as i32;
        }
        at += 1;
    }
    left.len() as i32 - right.len() as i32
}
