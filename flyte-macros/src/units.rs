//! Units in text: durations, Kubernetes quantities, image names. Checked at compile time, so that a slip of the
//! pen doesn't wait for the cluster.

use std::time::Duration;

/// Reads `10m`, `1h30m`, `90s`, `250ms`, `2d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, u64); 5] =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    const FORMS: &str = "write `90s`, `10m`, `1h30m`, `2d` or `250ms`";
    if text.trim().is_empty() {
        return Err(format!("a duration is missing: {FORMS}"));
    }
    let mut rest = text;
    let mut total: u64 = 0;
    let mut smallest = u64::MAX;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, tail) = rest.split_at(digits);
        let letters = tail.len() - tail.trim_start_matches(char::is_alphabetic).len();
        let (unit, tail) = tail.split_at(letters);
        if number.is_empty() {
            return Err(match rest.chars().next() {
                Some('.') => format!("`{text}` has a fraction: write a smaller unit, as `1h30m`"),
                Some('-') => format!("`{text}` is negative: {FORMS}"),
                _ => format!("`{text}` is not a duration: {FORMS}"),
            });
        }
        if unit.is_empty() {
            return Err(match tail.chars().next() {
                Some('.') => format!("`{text}` has a fraction: write a smaller unit, as `1h30m`"),
                None => format!(
                    "`{text}` lacks a unit: write `{text}s` for seconds or `{text}m` for minutes"
                ),
                Some(_) => format!("`{text}` is not a duration: {FORMS}"),
            });
        }
        let Some((_, scale)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!(
                "unknown unit `{unit}`: the units are `d`, `h`, `m`, `s` and `ms`"
            ));
        };
        if *scale >= smallest {
            return Err(format!(
                "`{text}` is out of order: each unit once, from big to small, as `1h30m`"
            ));
        }
        smallest = *scale;
        total = number
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(*scale))
            .and_then(|part| total.checked_add(part))
            .filter(|total| *total <= 315_576_000_000_000)
            .ok_or_else(|| format!("`{text}` is longer than ten thousand years"))?;
        rest = tail;
    }
    if total == 0 {
        return Err(format!("`{text}` is no time at all: leave the option out for no limit"));
    }
    Ok(Duration::from_millis(total))
}

/// What a quantity measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    /// Cores.
    Cpu,
    /// Bytes.
    Bytes,
    /// Whole devices.
    Gpu,
}

/// Checks a Kubernetes quantity; gives its size in cores, bytes or devices.
pub(crate) fn quantity(text: &str, resource: Resource) -> Result<f64, String> {
    const SUFFIXES: [(&str, f64); 14] = [
        ("", 1.0),
        ("m", 1e-3),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
        ("Ki", 1024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
    ];
    let forms = match resource {
        Resource::Cpu => "write cores as `2`, `0.5` or `500m`",
        Resource::Bytes => "write bytes as `500Mi`, `4Gi` or `4G`",
        Resource::Gpu => "write whole devices as `1`",
    };
    let bad = || format!("`{text}` is not a quantity: {forms}");
    if text.contains(char::is_whitespace) && !text.trim().is_empty() {
        let joined: String = text.split_whitespace().collect();
        return Err(format!("`{text}` has a space: write `{joined}`"));
    }
    if text.starts_with('-') {
        return Err(format!("`{text}` is negative: {forms}"));
    }
    let length =
        text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, suffix) = text.split_at(length);
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.ends_with('.') {
        return Err(bad());
    }
    let value: f64 = number.parse().map_err(|_| bad())?;
    let Some((_, scale)) = SUFFIXES.iter().find(|(name, _)| *name == suffix) else {
        let short = suffix.trim_end_matches(['b', 'B']);
        let upper = short.to_uppercase();
        let meant = SUFFIXES.iter().find(|(name, _)| {
            !name.is_empty() && (*name == short || name.to_uppercase() == upper) && *name != "m"
        });
        return Err(match (resource, meant) {
            (Resource::Bytes, Some((name, _))) => {
                format!("unknown unit `{suffix}`: write `{number}{}`", name)
            }
            _ => format!("unknown unit `{suffix}`: {forms}"),
        });
    };
    match resource {
        Resource::Cpu if !matches!(suffix, "" | "m") => {
            Err(format!("`{suffix}` is no unit of cores: {forms}"))
        }
        Resource::Bytes if suffix == "m" => {
            Err(format!("`{text}` is thousandths of a byte: write `{number}Mi` or `{number}M`"))
        }
        Resource::Gpu if !suffix.is_empty() || number.contains('.') => {
            Err(format!("`{text}` is not a number of devices: {forms}"))
        }
        Resource::Cpu if suffix == "m" && number.contains('.') => {
            Err(format!("`{text}` is finer than a thousandth of a core: {forms}"))
        }
        _ => Ok(value * scale),
    }
}

/// Checks the name of a container image.
pub(crate) fn image(text: &str) -> Result<(), String> {
    const FORM: &str = "write `registry.example.com/team/name:tag`";
    if text.trim().is_empty() {
        return Err(format!("an image is missing: {FORM}"));
    }
    if text.contains(char::is_whitespace) {
        return Err(format!("`{text}` has a space: {FORM}"));
    }
    if let Some(scheme) =
        ["https://", "http://", "docker://"].iter().find(|s| text.starts_with(**s))
    {
        return Err(format!("an image has no scheme: drop `{scheme}`"));
    }
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    if let Some(digest) = digest {
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        if hex.len() != 64 || !hex.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            return Err(format!(
                "`{digest}` is not a digest: write `sha256:` and 64 hexadecimal digits"
            ));
        }
    }
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match name[slash..].find(':') {
        Some(colon) => (&name[..slash + colon], Some(&name[slash + colon + 1..])),
        None => (name, None),
    };
    if let Some(tag) = tag {
        let first = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let later = |c: char| first(c) || c == '.' || c == '-';
        if !tag.starts_with(first) || !tag.chars().all(later) || tag.len() > 128 {
            return Err(format!(
                "`{tag}` is not a tag: at most 128 letters, digits, `_`, `.` and `-`, as `v1.2`"
            ));
        }
    }
    let mut parts: Vec<&str> = name.split('/').collect();
    if parts.len() > 1 && is_registry(parts[0]) {
        parts.remove(0);
    }
    for part in parts {
        if part.is_empty() {
            return Err(format!("`{text}` has an empty part: {FORM}"));
        }
        if part.contains(|c: char| c.is_ascii_uppercase()) {
            return Err(format!(
                "`{part}` has capitals: an image's name is lower case, write `{}`",
                part.to_lowercase()
            ));
        }
        let ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let inner = |c: char| ends(c) || matches!(c, '.' | '_' | '-');
        if !part.starts_with(ends) || !part.ends_with(ends) || !part.chars().all(inner) {
            return Err(format!("`{part}` can't stand in an image's name: {FORM}"));
        }
    }
    Ok(())
}

/// The first part of an image is a host if it looks like one.
fn is_registry(part: &str) -> bool {
    let (host, port) = match part.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (part, None),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    (host == "localhost" || host.contains('.') || port.is_some())
        && !host.is_empty()
        && host.chars().all(fits)
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Checks the name of a task or workflow.
pub(crate) fn entity_name(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match text.chars().find(|c| !fits(*c)) {
        _ if text.is_empty() => Err(String::from("a name is missing: write `team.train`")),
        Some(odd) => Err(format!(
            "a name can't have `{}`: it is made of letters, digits, `.`, `_` and `-`",
            odd.escape_debug()
        )),
        None if text.len() > 255 => Err(String::from("a name has at most 255 characters")),
        None if text.starts_with('.') || text.ends_with('.') => {
            Err(String::from("a name neither starts nor ends with `.`"))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("1h30m"), Ok(Duration::from_secs(5_400)));
        assert_eq!(duration("2d"), Ok(Duration::from_secs(172_800)));
        assert_eq!(duration("1s250ms"), Ok(Duration::from_millis(1_250)));
        for (text, words) in [
            ("", "missing"),
            ("10", "lacks a unit"),
            ("10 m", "not a duration"),
            ("10min", "unknown unit `min`"),
            ("1.5h", "fraction"),
            ("-5s", "negative"),
            ("30m1h", "out of order"),
            ("5m5m", "out of order"),
            ("0s", "no time at all"),
            ("99999999999999999999d", "ten thousand years"),
            ("soon", "not a duration"),
        ] {
            let error = duration(text).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn quantities() {
        assert_eq!(quantity("500m", Resource::Cpu), Ok(0.5));
        assert_eq!(quantity("0.5", Resource::Cpu), Ok(0.5));
        assert_eq!(quantity("4Gi", Resource::Bytes), Ok(4.0 * 1_073_741_824.0));
        assert_eq!(quantity("1", Resource::Gpu), Ok(1.0));
        for (text, resource, words) in [
            ("", Resource::Cpu, "not a quantity"),
            ("two", Resource::Cpu, "not a quantity"),
            ("4Gi", Resource::Cpu, "no unit of cores"),
            ("500m", Resource::Bytes, "write `500Mi`"),
            ("4GB", Resource::Bytes, "write `4G`"),
            ("4gb", Resource::Bytes, "write `4G`"),
            ("4 Gi", Resource::Bytes, "write `4Gi`"),
            ("-1", Resource::Cpu, "negative"),
            ("1.5", Resource::Gpu, "number of devices"),
            ("1.", Resource::Cpu, "not a quantity"),
            ("1.2.3", Resource::Cpu, "not a quantity"),
        ] {
            let error = quantity(text, resource).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn images() {
        for good in [
            "python",
            "python:3.12",
            "ghcr.io/org/name:v1",
            "localhost:5000/a/b_c",
            "a/b@sha256:".to_owned().as_str(),
        ] {
            if good.ends_with(':') {
                let digest = format!("{good}{}", "0".repeat(64));
                assert_eq!(image(&digest), Ok(()));
            } else {
                assert_eq!(image(good), Ok(()), "{good}");
            }
        }
        for (text, words) in [
            ("", "missing"),
            ("my image", "space"),
            ("https://ghcr.io/a", "drop `https://`"),
            ("Team/name", "capitals"),
            ("a//b", "empty part"),
            ("name:", "not a tag"),
            ("name:v 1", "space"),
            ("name@sha256:12", "not a digest"),
            ("-name", "can't stand"),
        ] {
            let error = image(text).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(entity_name("team.train_model-2"), Ok(()));
        for text in ["", "a b", "a::b", ".a", "a\n"] {
            assert!(entity_name(text).is_err(), "{text}");
        }
    }
}
