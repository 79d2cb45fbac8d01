//! The line: which outputs are stored apart, and what is too large altogether.

use std::cmp::Reverse;

use flyte_types::wire;

use crate::error::{Error, Result};

const MIB: u64 = 1 << 20;
/// What propeller sends when nothing else is configured.
const ABOVE: u64 = 10 * MIB;
const BELOW: u64 = 1000 * MIB;
const MIN: &str = "_F_L_MIN_SIZE_MB";
const MAX: &str = "_F_L_MAX_SIZE_MB";

/// When values are stored apart from the message that hands them over.
///
/// A task's outputs travel in one message. If it is longer than [`above`](Offload::above) says (10 MiB), the largest
/// outputs are stored, each in a file of its own, until the rest fits: exactly 10 MiB stay as they are, one byte more
/// doesn't. What counts is the whole message, names included, so one output alone is stored if its literal has some
/// 15 bytes less than the line. A literal as long as [`below`](Offload::below) says (1000 MiB) or longer is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offload {
    above: u64,
    below: u64,
    off: bool,
}

impl Default for Offload {
    fn default() -> Self {
        Offload::new()
    }
}

impl Offload {
    /// Above 10 MiB, below 1000 MiB, as the platform does it.
    pub const fn new() -> Self {
        Offload { above: ABOVE, below: BELOW, off: false }
    }

    /// Nothing is stored apart, as where the platform's literal offloading is off, which is how it is installed. Outputs
    /// that have more than 10 MiB together are an error that names the size of each, where the platform would fail the
    /// task after it has succeeded. [`above`](Offload::above) sets the limit of an installation
    /// (`limits.maxDownloadMBs`).
    ///
    /// ```
    /// use flyte_core::value::Offload;
    ///
    /// let strict = Offload::off().above(2 << 20);
    /// assert_ne!(strict, Offload::new().above(2 << 20));
    /// ```
    pub const fn off() -> Self {
        Offload { above: ABOVE, below: BELOW, off: true }
    }

    /// A task's outputs may have this many bytes together before the largest are stored apart. With 0 every output is.
    #[must_use]
    pub const fn above(mut self, bytes: u64) -> Self {
        self.above = bytes;
        self
    }

    /// A literal of this many bytes or more is refused.
    #[must_use]
    pub const fn below(mut self, bytes: u64) -> Self {
        self.below = bytes;
        self
    }

    /// What the engine says to a container: `_F_L_MIN_SIZE_MB` and `_F_L_MAX_SIZE_MB`, in MiB. Nothing if the first is
    /// not set: then the platform takes no offloaded values ([`Offload::off`]).
    pub fn of_container() -> Result<Option<Offload>> {
        // What is no text is no number either, and said to be none.
        Offload::of_variables(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
    }

    /// As [`Offload::of_container`], with these for the environment's variables.
    pub fn of_variables(get: impl Fn(&str) -> Option<String>) -> Result<Option<Offload>> {
        let bytes = |name: &str| {
            let Some(text) = get(name).filter(|text| !text.trim().is_empty()) else {
                return Ok(None);
            };
            let mib = text.trim().parse::<u64>().ok().and_then(|mib| mib.checked_mul(MIB));
            mib.map(Some).ok_or_else(|| {
                Error::fatal(format!("{name}: expected a whole number of MiB, found {text:?}"))
            })
        };
        let (above, below) = (bytes(MIN)?, bytes(MAX)?.unwrap_or(BELOW));
        Ok(above.map(|above| Offload { above, below, off: false }))
    }

    /// Whether outputs with names and literals of these lengths have to be looked at.
    pub(super) fn is_crossed(&self, outputs: impl IntoIterator<Item = (usize, usize)>) -> bool {
        let mut longest = 0;
        let outputs = outputs.into_iter().inspect(|(_, len)| longest = longest.max(*len));
        self.is_above(outputs) || longest as u64 >= self.below
    }

    fn is_above(&self, outputs: impl IntoIterator<Item = (usize, usize)>) -> bool {
        wire::literal_map_len(outputs) as u64 > self.above
    }

    /// Which outputs are to be stored, largest first: names, and the lengths of their literals. `reference` says how
    /// long the literal is that would stand for one.
    pub fn choose(
        &self,
        outputs: &[(&str, usize)],
        reference: impl Fn(usize) -> usize,
    ) -> Result<Vec<usize>> {
        if self.off {
            return fit_message("the outputs", outputs, self.above, "the limit")
                .map(|()| Vec::new());
        }
        if outputs.iter().any(|(_, len)| *len as u64 >= self.below) {
            return Err(Error::fatal(format!(
                "{}: a value has to be smaller than {} ({MAX}); hand over a file, a directory or a dataset instead",
                sizes("the outputs are too large", outputs),
                size(self.below),
            )));
        }
        let mut left: Vec<usize> = outputs.iter().map(|(_, len)| *len).collect();
        let mut order: Vec<usize> = (0..outputs.len()).collect();
        order.sort_by_key(|index| Reverse(outputs[*index].1));
        let mut chosen = Vec::new();
        for index in order {
            let names = outputs.iter().map(|(name, _)| name.len());
            let stands_for = reference(index);
            let helps = self.above == 0 || left[index] > stands_for;
            if !self.is_above(names.zip(left.iter().copied())) || !helps {
                break;
            }
            left[index] = stands_for;
            chosen.push(index);
        }
        Ok(chosen)
    }
}

/// Whether these fields (names and the lengths of their literals) may be sent in one message to whoever takes no more
/// than `limit` bytes; an error with the size of each field if not. Outputs are asked about here where offloading is
/// off ([`Offload::off`]); whoever sends inputs or a specification, which can't be offloaded, asks before that.
///
/// ```
/// use flyte_core::value::fit_message;
///
/// assert!(fit_message("the inputs", &[("a", 100), ("b", 200)], 1 << 10, "the platform's limit").is_ok());
/// let error = fit_message("the inputs", &[("a", 100), ("b", 2 << 20)], 1 << 20, "the platform's limit");
/// assert!(error.unwrap_err().to_string().contains("`b` 2.0 MiB, `a` 100 bytes"));
/// ```
pub fn fit_message(what: &str, fields: &[(&str, usize)], limit: u64, whose: &str) -> Result<()> {
    let len = wire::literal_map_len(fields.iter().map(|(name, len)| (name.len(), *len))) as u64;
    if len <= limit {
        return Ok(());
    }
    Err(Error::fatal(format!(
        "{}: together {len} bytes, {} more than {whose} of {}; hand over files, directories or datasets instead, or \
         raise the limit",
        sizes(&format!("{what} are too large"), fields),
        len - limit,
        size(limit),
    )))
}

/// How many fields are named.
const NAMED: usize = 12;

fn sizes(what: &str, fields: &[(&str, usize)]) -> String {
    let mut fields = fields.to_vec();
    fields.sort_by_key(|(_, len)| Reverse(*len));
    let named: Vec<String> = fields
        .iter()
        .take(NAMED)
        .map(|(name, len)| format!("`{name}` {}", size(*len as u64)))
        .collect();
    let more = match fields.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} smaller ones"),
    };
    format!("{what} ({}{more})", named.join(", "))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..MIB => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / MIB as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(limits: Offload, lens: &[usize]) -> Vec<usize> {
        let outputs: Vec<_> = lens.iter().map(|len| ("o0", *len)).collect();
        limits.choose(&outputs, |_| 100).unwrap()
    }

    #[test]
    fn at_the_line_and_beside_it() {
        // an entry of the message: its tag, its length, the name and the literal with theirs
        let around = wire::literal_map_len([(2, 9 << 20)]) - (9 << 20);
        let line = (10 << 20) - around;
        let limits = Offload::new();
        assert!(choose(limits, &[line - 1]).is_empty());
        assert!(choose(limits, &[line]).is_empty());
        assert_eq!(choose(limits, &[line + 1]), [0]);
        assert_eq!(choose(limits, &[10 << 20]), [0], "a value as long as the line, always");
    }

    #[test]
    fn the_largest_until_the_rest_fits() {
        let limits = Offload::new().above(10_000);
        assert_eq!(choose(limits, &[4_000, 7_000, 5_000]), [1]);
        assert_eq!(choose(limits, &[4_000, 11_000, 7_000]), [1, 2]);
        assert_eq!(choose(limits, &[6_000, 6_000]), [0], "the first of equals");
        assert!(choose(limits, &[]).is_empty());
        // what stands for them counts too
        let outputs = vec![("o", 600); 20];
        let chosen = limits.choose(&outputs, |_| 100).unwrap();
        let left = outputs.iter().enumerate().map(|(index, (name, len))| {
            (name.len(), if chosen.contains(&index) { 100 } else { *len })
        });
        assert!(wire::literal_map_len(left) <= 10_000);
    }

    #[test]
    fn what_is_smaller_than_its_reference_stays() {
        assert_eq!(choose(Offload::new().above(150), &[90, 90, 120]), [2]);
        assert_eq!(choose(Offload::new().above(0), &[90, 10]), [0, 1], "unless everything goes");
    }

    #[test]
    fn too_large_is_an_error_with_all_sizes() {
        let outputs = [("small", 7), ("large", 1000 << 20), ("other", 2048)];
        let error = Offload::new().choose(&outputs, |_| 100).unwrap_err();
        assert!(!error.is_recoverable());
        assert_eq!(
            error.to_string(),
            "the outputs are too large (`large` 1000.0 MiB, `other` 2.0 KiB, `small` 7 bytes): a value has to be \
             smaller than 1000.0 MiB (_F_L_MAX_SIZE_MB); hand over a file, a directory or a dataset instead"
        );
        assert!(Offload::new().choose(&[("o", (1000 << 20) - 1)], |_| 100).is_ok());
        // also where nothing would be stored
        let odd = Offload::new().below(5 << 20);
        assert!(odd.is_crossed([(2, 5 << 20)]) && !odd.is_crossed([(2, (5 << 20) - 1)]));
        assert!(odd.choose(&[("o0", 5 << 20)], |_| 100).is_err());
    }

    #[test]
    fn a_message_that_is_too_long() {
        let exact = wire::literal_map_len([(1, 5_000)]) as u64;
        assert!(fit_message("the inputs", &[("a", 5_000)], exact, "the limit").is_ok());
        let error = fit_message("the inputs", &[("a", 5_000)], exact - 1, "the limit").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the inputs are too large (`a` 4.9 KiB): together 5009 bytes, 1 more than the limit of 4.9 KiB; hand over \
             files, directories or datasets instead, or raise the limit"
        );
        let many: Vec<(&str, usize)> = vec![("a", 100); 40];
        let error = fit_message("the inputs", &many, 100, "the limit").unwrap_err().to_string();
        assert!(error.contains("and 28 smaller ones"), "{error}");
    }

    #[test]
    fn where_offloading_is_off() {
        let off = Offload::off().above(10_000);
        let outputs = [("small", 7), ("large", 9_000)];
        assert!(off.choose(&outputs, |_| 100).unwrap().is_empty());
        let error = off.choose(&[("small", 7), ("large", 20_000)], |_| 100).unwrap_err();
        assert!(!error.is_recoverable());
        let error = error.to_string();
        assert!(
            error.contains("too large (`large` 19.5 KiB, `small` 7 bytes): together"),
            "{error}"
        );
        assert!(error.contains("more than the limit of 9.8 KiB"), "{error}");
    }

    #[test]
    fn what_the_engine_says() {
        let of = |min: Option<&str>, max: Option<&str>| {
            Offload::of_variables(|name| match name {
                MIN => min.map(str::to_owned),
                _ => max.map(str::to_owned),
            })
        };
        assert_eq!(of(None, Some("5")).unwrap(), None);
        assert_eq!(of(Some(""), None).unwrap(), None);
        assert_eq!(of(Some("10"), None).unwrap(), Some(Offload::new()));
        assert_eq!(of(Some("0"), Some("1")).unwrap(), Some(Offload::new().above(0).below(MIB)));
        assert_eq!(of(Some(" 10\n"), Some(" ")).unwrap(), Some(Offload::new()));
        for wrong in ["ten", "-1", "1.5", "0x10", "99999999999999999999", "18446744073709551615"] {
            let error = of(Some(wrong), None).unwrap_err().to_string();
            assert!(error.contains(MIN) && error.contains(wrong), "{error}");
        }
        assert!(of(Some("1"), Some("x")).unwrap_err().to_string().contains(MAX));
    }
}
