//! `.with(…)`: other settings for one call.

use std::time::Duration;

use super::node::Overrides;

/// Settings of one call that replace those of its task: `heavy(a).with(With::new().cpu("2").retries(5))`.
#[derive(Clone, Debug, Default)]
pub struct With {
    pub(super) overrides: Overrides,
    /// What is wrong with a timeout that was given as text.
    pub(super) bad_timeout: Option<String>,
}

/// A number of cores or devices: a number, or a Kubernetes quantity as text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no amount",
    label = "expected a number or text",
    note = "write `2`, `0.5` or `\"500m\"`"
)]
pub trait Amount {
    /// As a quantity.
    fn quantity(self) -> String;
}

/// A number of bytes: a Kubernetes quantity as text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no size",
    label = "expected text with a unit",
    note = "write `\"500Mi\"` or `\"4Gi\"`"
)]
pub trait Size {
    /// As a quantity.
    fn quantity(self) -> String;
}

/// How long: a [`Duration`], or text as in `#[task(timeout = "10m")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no time span",
    label = "expected a `Duration` or text with a unit",
    note = "write `\"90s\"`, `\"10m\"` or `\"1h30m\"`"
)]
pub trait Span {
    /// As a duration, or what is wrong with the text.
    fn duration(self) -> Result<Duration, String>;
}

macro_rules! texts {
    ($($ty:ty)+) => {$(
        impl Amount for $ty {
            fn quantity(self) -> String {
                self.into()
            }
        }

        impl Size for $ty {
            fn quantity(self) -> String {
                self.into()
            }
        }

        impl Span for $ty {
            fn duration(self) -> Result<Duration, String> {
                let text: String = self.into();
                time_span(&text)
            }
        }
    )+};
}

texts!(&str &String String Box<str> std::borrow::Cow<'_, str>);

macro_rules! numbers {
    ($($ty:ty)+) => {$(
        impl Amount for $ty {
            fn quantity(self) -> String {
                self.to_string()
            }
        }
    )+};
}

numbers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl Span for Duration {
    fn duration(self) -> Result<Duration, String> {
        Ok(self)
    }
}

macro_rules! settings {
    ($($(#[$doc:meta])* $method:ident($value:ident: $ty:ty) -> $field:ident: $stored:expr;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $method(mut self, $value: $ty) -> Self {
            self.overrides.$field = Some($stored);
            self
        }
    )+};
}

impl With {
    /// Nothing changed yet.
    pub fn new() -> Self {
        With::default()
    }

    settings! {
        /// The node's name in the console and in messages. It is the node's id too, in lower case and with `-` for what is no
        /// letter or digit, so no two nodes of a workflow have the same.
        name(name: impl Into<String>) -> name: name.into();
        /// The cpu request: `2`, `0.5`, or a Kubernetes quantity as `"500m"`.
        cpu(cores: impl Amount) -> cpu: cores.quantity();
        /// The memory request, a Kubernetes quantity: `"4Gi"`.
        mem(bytes: impl Size) -> memory: bytes.quantity();
        /// The number of GPUs.
        gpu(devices: impl Amount) -> gpu: devices.quantity();
        /// The request for scratch space, a Kubernetes quantity.
        ephemeral_storage(bytes: impl Size) -> ephemeral_storage: bytes.quantity();
        /// The image.
        container_image(image: impl Into<String>) -> container_image: image.into();
        /// How often a recoverable failure is tried again.
        retries(retries: u32) -> retries: retries;
        /// Whether the call may run on machines that can be taken away.
        interruptible(interruptible: bool) -> interruptible: interruptible;
    }

    /// How long one attempt may take: a [`Duration`], or text as in `#[task(timeout = "10m")]`.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Span) -> Self {
        match timeout.duration() {
            Ok(timeout) => self.overrides.timeout = Some(timeout),
            Err(bad) => self.bad_timeout = Some(bad),
        }
        self
    }

    /// Takes over what `newer` sets.
    pub(super) fn merge(&mut self, newer: With) {
        self.overrides.merge(newer.overrides);
        self.bad_timeout = newer.bad_timeout.or(self.bad_timeout.take());
    }

    /// The settings given, by name, without the node's name: for the words of a refusal.
    pub(super) fn acting(&self) -> Vec<&'static str> {
        let Overrides {
            name: _,
            retries,
            timeout,
            interruptible,
            cpu,
            memory,
            gpu,
            ephemeral_storage,
            container_image,
        } = &self.overrides;
        [
            ("retries", retries.is_some()),
            ("timeout", timeout.is_some() || self.bad_timeout.is_some()),
            ("interruptible", interruptible.is_some()),
            ("cpu", cpu.is_some()),
            ("mem", memory.is_some()),
            ("gpu", gpu.is_some()),
            ("ephemeral_storage", ephemeral_storage.is_some()),
            ("container_image", container_image.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect()
    }

    /// A quantity that Kubernetes would not read, with its setting.
    pub(super) fn bad_quantity(&self) -> Option<(&'static str, &str)> {
        let settings = &self.overrides;
        [
            ("cpu", &settings.cpu),
            ("mem", &settings.memory),
            ("gpu", &settings.gpu),
            ("ephemeral_storage", &settings.ephemeral_storage),
        ]
        .into_iter()
        .find_map(|(name, value)| {
            value.as_deref().filter(|value| !is_quantity(value)).map(|value| (name, value))
        })
    }
}

/// A number with an optional suffix, as Kubernetes reads a quantity; never negative here.
fn is_quantity(text: &str) -> bool {
    const SUFFIXES: [&str; 15] =
        ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi"];
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let digits = number.chars().any(|c| c.is_ascii_digit());
    digits && number.matches('.').count() <= 1 && (SUFFIXES.contains(&suffix) || suffix == "Ei")
}

/// Reads `10m`, `1h30m`, `250ms`: the text that `#[task(timeout = "…")]` takes.
fn time_span(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, u64); 5] =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
    /// Ten thousand years.
    const LONGEST: u64 = 315_576_000_000_000;
    let bad = || {
        format!(
            "`timeout` can't be \"{}\": write \"90s\", \"10m\", \"1h30m\", \"2d\" or \"250ms\", more than nothing",
            text.escape_debug()
        )
    };
    let (mut rest, mut millis, mut units) = (text, 0_u64, UNITS.iter());
    while !rest.is_empty() {
        let (number, tail) =
            rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        let (unit, tail) =
            tail.split_at(tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len()));
        // Each unit once, from the longest on.
        let (_, scale) = units.find(|(name, _)| *name == unit).ok_or_else(bad)?;
        let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*scale));
        millis = part
            .and_then(|part| millis.checked_add(part))
            .filter(|all| *all <= LONGEST)
            .ok_or_else(bad)?;
        rest = tail;
    }
    if millis == 0 { Err(bad()) } else { Ok(Duration::from_millis(millis)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_are_those_of_the_attribute() {
        for (text, seconds) in [("90s", 90), ("10m", 600), ("1h30m", 5_400), ("2d", 172_800)] {
            assert_eq!(time_span(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(time_span("1s250ms"), Ok(Duration::from_millis(1_250)));
        for text in [
            "",
            "10",
            "10 m",
            "10min",
            "1.5h",
            "-5s",
            "30m1h",
            "5m5m",
            "0s",
            "99999999999999999999d",
            "soon",
        ] {
            assert!(time_span(text).is_err_and(|bad| bad.contains(text)), "{text}");
        }
    }
}
