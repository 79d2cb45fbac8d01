// Types, names, values and attributes may come out of the user's own macros, by every kind of fragment.
use std::collections::HashMap;

use flyte::prelude::*;

macro_rules! record {
    ($(#[$meta:meta])* $vis:vis $name:ident { $($(#[$on:meta])* $field:ident: $ty:ident),* $(,)? }) => {
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        $(#[$meta])*
        $vis struct $name {
            $($(#[$on])* $field: $ty,)*
        }
    };
}

record! {
    /// A model.
    #[serde(rename_all = "camelCase")]
    pub(crate) Model {
        #[serde(rename = "best")]
        accuracy: f64,
        first_layer: i64,
        name: String,
    }
}

macro_rules! wrapper {
    ($name:ident($ty:ident)) => {
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        struct $name($ty);
    };
}

wrapper!(Celsius(f64));

macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $unit:ident, $one:ident($ty:ident), $named:ident { $field:ident: $of:ident } }) => {
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        $(#[$meta])*
        enum $name {
            $unit,
            #[flyte(annotation = { "unit": "m" })]
            $one($ty),
            $named { $field: $of },
        }
    };
}

choice!(Size { Unknown, Exact(f64), Range { upto: i64 } });
choice!(#[flyte(python)] Id { Nobody, Number(i64), Person { name: String } });

macro_rules! names {
    ($name:ident: $($variant:ident)+) => {
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        enum $name {
            $($variant),+
        }
    };
}

names!(Color: Red Green);

macro_rules! outputs {
    ($name:ident { $($(#[$on:meta])* $field:ident: $ty:ident),+ }) => {
        #[derive(Debug, PartialEq, Outputs)]
        struct $name {
            $($(#[$on])* $field: $ty),+
        }
    };
}

fn value(text: &str) -> usize {
    text.len()
}

fn bytes(number: &i64) -> i64 {
    *number
}

outputs!(Parts { #[flyte(hash = value)] head: String, #[flyte(annotation = { "unit": "m" })] rest: i64 });

macro_rules! row {
    ($name:ident { $($field:ident: $ty:ident),+ }) => {
        #[derive(Debug, Clone, PartialEq, Columns)]
        struct $name {
            $($field: $ty),+
        }
    };
}

row!(Trip { miles: f64, id: i64 });

macro_rules! via {
    ($name:ident as $repr:ident) => {
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        #[flyte(via)]
        struct $name {
            inner: $repr,
        }

        impl flyte::custom::Via for $name {
            type Repr = $repr;

            fn to_repr(&self) -> Result<$repr> {
                Ok(self.inner.clone())
            }

            fn from_repr(inner: $repr) -> Result<Self> {
                Ok($name { inner })
            }
        }
    };
}

via!(Label as String);

macro_rules! every_option {
    (
        $(#[$meta:meta])*
        $vis:vis fn $name:ident($($input:ident: $ty:ty = $default:expr),*) -> $output:ty $body:block
        called $called:literal, cached $version:literal, retried $retries:literal, within $timeout:literal,
        cpu $cpu:literal, mem $mem:literal, gpu $gpu:literal, level $level:literal, secret $secret:literal,
        image $image:literal, interruptible $interruptible:literal, deprecated $deprecated:literal
    ) => {
        #[task(
            name = $called,
            cache(version = $version),
            retries = $retries,
            timeout = $timeout,
            interruptible = $interruptible,
            requests(cpu = $cpu, mem = $mem, gpu = $gpu),
            env(LEVEL = $level),
            secrets($secret),
            container_image = $image,
            deprecated = $deprecated,
        )]
        $(#[$meta])*
        $vis fn $name($(#[default($default)] $input: $ty),*) -> $output $body
    };
}

every_option! {
    /// Has all.
    #[flyte(hash = bytes, annotation = { "unit": "m" })]
    pub(crate) fn everything(a: i64 = 1, b: String = "b", c: Option<i64> = None) -> i64 { a + b.len() as i64 + c.unwrap_or(0) }
    called "team.everything", cached "1", retried 3, within "10m", cpu "500m", mem "1Gi", gpu 1, level "debug",
    secret "group/key", image "ghcr.io/team/name:v1", interruptible true, deprecated "use another"
}

macro_rules! documented {
    ($($(#[$meta:meta])* $name:ident: $ty:ty;)+) => {$(
        $(#[$meta])*
        fn $name(#[flyte(hash = value)] text: $ty) -> $ty {
            text
        }
    )+};
}

documented! {
    /// One.
    #[task(retries = 2)]
    one: String;
    /// Two.
    #[task]
    two: String;
}

macro_rules! annotated {
    ($name:ident, $ty:ty, $unit:literal, $low:literal, $high:expr) => {
        #[task]
        fn $name(#[flyte(annotation = { "unit": $unit, "range": [$low, 10] })] x: $ty) -> ($ty, HashMap<String, $ty>) {
            let _ = $high;
            (x, HashMap::new())
        }
    };
}

annotated!(measure, f64, "cm", -1, 10);

macro_rules! pipeline {
    ($(#[$meta:meta])* $name:ident($input:ident: $ty:ty) -> $output:ty { $then:expr, $otherwise:expr }, $limit:literal) => {
        $(#[$meta])*
        fn $name($input: $ty) -> $output {
            if $input > $limit { $then } else { $otherwise }
        }
    };
}

#[task]
fn square(x: i64) -> i64 {
    x * x
}

pipeline!(
    /// Squares or counts.
    #[workflow(on_failure = "finish")]
    chosen(x: i64) -> i64 { square(2), promise(7) }, 3
);

#[task]
fn all(
    model: Model,
    celsius: Celsius,
    size: Size,
    id: Id,
    color: Color,
    label: Label,
    trips: Option<StructuredDataset<Trip>>,
) -> Parts {
    Parts { head: format!("{model:?}{celsius:?}{size:?}{id:?}{color:?}{label:?}{}", trips.is_some()), rest: 3 }
}

#[workflow]
fn parts(model: Model) -> Parts {
    let name = model.name;
    let parts = all(model, Celsius(1.5), Size::Exact(1.0), Id::Number(3), Color::Red, Label { inner: "l".into() }, None);
    let _ = one(name);
    SplitOr::pick(parts)
}

struct SplitOr;

impl SplitOr {
    fn pick(parts: Promise<Parts>) -> PartsPromises {
        *parts
    }
}

pub(crate) fn main() {
    let task = everything::definition();
    assert_eq!(task.spec.full_name(), "team.everything");
    assert_eq!(task.spec.docs, "Has all.");
    let options = &task.options;
    assert_eq!(options.cache.as_ref().map(|cache| cache.version), Some("1"));
    assert_eq!((options.retries, options.interruptible), (3, Some(true)));
    assert_eq!(options.timeout.map(|timeout| timeout.as_secs()), Some(600));
    assert_eq!((options.requests.cpu, options.requests.gpu), (Some("500m"), Some("1")));
    assert_eq!(options.env, [("LEVEL", "debug")]);
    assert_eq!(options.secrets[0].key, "key");
    assert_eq!(options.container_image, Some("ghcr.io/team/name:v1"));
    assert_eq!((one::definition().options.retries, one::definition().spec.docs), (2, "One."));
    assert_eq!(two::call("x".into()), "x");
    assert_eq!(measure::call(1.0).0, 1.0);
    assert!(chosen::definition().graph().is_ok());
    assert!(parts::definition().graph().is_ok());
    let model = Model { accuracy: 0.5, first_layer: 3, name: "m".into() };
    let parts = all::call(
        model,
        Celsius(1.0),
        Size::Range { upto: 3 },
        Id::Person { name: "n".into() },
        Color::Green,
        Label { inner: "l".into() },
        None,
    );
    assert_eq!(parts.rest, 3);
}
