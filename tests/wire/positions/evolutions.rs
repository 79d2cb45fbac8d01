//! Values that another version of a class or an older flytekit wrote.

use std::collections::BTreeMap;
use std::fmt::Debug;

use flyte::prelude::*;
use flyte_types::interface::decode_one;
use flyte_types::{Value, wire};

use super::leaves::*;
use super::record::{self, Reading};

struct Readings {
    recorded: BTreeMap<String, Reading>,
    faults: Vec<String>,
}

/// How reading here differs from flytekit's.
#[derive(Clone, Copy, PartialEq)]
enum Than {
    Same,
    Stricter,
    Looser,
}

impl Readings {
    fn take(&mut self, name: &str) -> Reading {
        self.recorded.remove(name).unwrap_or_else(|| panic!("{name} is not recorded"))
    }

    /// The value of both forms, msgpack and a struct of protobuf's.
    fn read<T: FlyteType + Debug>(&mut self, name: &str, than: Than, value: T) {
        for name in [format!("evolution/{name}"), format!("evolution/{name}/generic")] {
            let reading = self.take(&name);
            assert_eq!(reading.is_read, than == Than::Same, "{name}");
            self.reads(&name, &reading, &value);
        }
    }

    fn reads<T: FlyteType + Debug>(&mut self, name: &str, reading: &Reading, value: &T) {
        match decode_one::<T>(&reading.literal) {
            Ok(read) if format!("{read:?}") == format!("{value:?}") => {}
            other => self.faults.push(format!("{name}: {other:?}")),
        }
    }

    fn refused<T: FlyteType + Debug>(&mut self, name: &str, than: Than, words: &str) {
        for name in [format!("evolution/{name}"), format!("evolution/{name}/generic")] {
            let reading = self.take(&name);
            assert_eq!(reading.is_read, than == Than::Stricter, "{name}");
            match decode_one::<T>(&reading.literal) {
                Err(error) if error.to_string() == words => {}
                other => self.faults.push(format!("{name}: {other:?}")),
            }
        }
    }

    fn legacy<T: FlyteType + Debug>(&mut self, name: &str, value: T) {
        let name = format!("legacy/{name}");
        let reading = self.take(&name);
        assert!(reading.is_read);
        self.reads(&name, &reading, &value);
    }

    fn done(self) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }
}

fn readings(prefix: &str) -> Readings {
    let mut recorded = record::readings();
    recorded.retain(|name, _| name.starts_with(prefix));
    Readings { recorded, faults: Vec::new() }
}

fn label(size: i64) -> Label {
    Label { text: "a".into(), size }
}

fn point() -> Point {
    Point { x: 1, y: 2.0 }
}

fn untyped(whole: fn(i64) -> Value) -> Value {
    let text = |text: &str| Value::Text(text.into());
    Value::Map(vec![
        (text("d"), Value::Map(vec![(text("e"), Value::Bool(true))])),
        (text("f"), Value::Float(1.5)),
        (text("i"), whole(3)),
        (text("l"), Value::List(vec![whole(1), Value::Nil, text("x")])),
    ])
}

#[test]
fn values_of_another_version() {
    use Than::{Looser, Same, Stricter};

    let mut all = readings("evolution/");
    all.read("default", Same, label(3));
    all.refused::<Label>("required", Same, "the field `text` of `Label` is missing");
    all.read("more_fields", Same, label(1));
    all.read("int_as_float", Same, point());
    all.read("float_as_int", Same, point());
    all.refused::<Point>(
        "fraction_as_int",
        Stricter,
        "`x`: expected an integer, found the float 1.5",
    );
    all.refused::<Point>("text_as_int", Stricter, "`x`: expected an integer, found a string");
    all.read("all_defaults", Same, Defaults::default());
    all.refused::<Defaults>("null_for_int", Same, "`i`: expected an integer, found nil");
    all.refused::<Defaults>("null_for_list", Same, "`many`: expected a list, found nil");
    all.refused::<Defaults>("null_for_text", Stricter, "`s`: expected a string, found nil");
    all.read("null_for_optional", Same, Defaults { p: None, ..Defaults::default() });
    all.refused::<Defaults>(
        "new_enum_value",
        Same,
        "`c`: expected one of `red`, `green`, found `blue`",
    );
    let text = Defaults { u: IntOrText::Text("x".into()), ..Defaults::default() };
    all.read("union_of_text", Same, text);
    all.read("span_in_int", Same, Defaults::default());
    all.read("time_with_z", Same, Defaults::default());
    let words = "`d`: expected a date without a time of day, found \"2024-02-29T00:00:00\"";
    all.refused::<Defaults>("date_with_time", Same, words);
    all.refused::<Line>("deep_required", Same, "`start`: the field `y` of `Point` is missing");
    let line = |marks: &[&str]| Line {
        start: point(),
        via: vec![],
        end: None,
        marks: marks.iter().map(|mark| ((*mark).to_owned(), label(3))).collect(),
    };
    all.read("deep_null", Same, line(&["m"]));
    all.read("missing_optional", Looser, line(&[]));
    let inner = Inner { x_size: 1, name: n() };
    all.read("model_default", Same, inner.clone());
    all.refused::<Inner>("model_required", Same, "the field `x_size` of `Inner` is missing");
    all.read("model_more_fields", Same, inner.clone());
    all.read("model_float_as_int", Same, inner.clone());
    let words = "`x_size`: expected an integer, found the float 1.5";
    all.refused::<Inner>("model_fraction", Same, words);
    let outer = Outer { inner, maybe: None, many: vec![], named: BTreeMap::new(), pick: one() };
    all.read("model_null_for_optional", Same, outer);
    let words = "`many[0]`: the field `x_size` of `Inner` is missing";
    all.refused::<Outer>("model_deep_required", Same, words);
    all.read("optional_of_class", Same, Some(label(3)));
    let packed = all.take("evolution/untyped");
    // In the order in which it was written.
    let read: Value = decode_one(&packed.literal).unwrap();
    for (key, value) in untyped(|whole| Value::Int(whole.into())).into_map().unwrap() {
        let Value::Text(key) = &key else { panic!("{key:?}") };
        assert_eq!(read.get(key), Some(&value));
    }
    let generic = all.take("evolution/untyped/generic");
    all.reads("untyped", &generic, &untyped(|whole| Value::Float(whole as f64)));
    assert!(all.recorded.is_empty(), "{:?}", all.recorded.keys());
    all.done();
}

#[test]
fn values_of_an_older_flytekit() {
    let mut all = readings("legacy/");
    all.legacy("label", label(3));
    all.legacy("point", point());
    let line = Line {
        start: point(),
        via: vec![Point { x: -1, y: 0.5 }],
        end: None,
        marks: [("m".to_owned(), label(3))].into(),
    };
    all.legacy("line", line);
    let defaults = Defaults {
        i: 1,
        o: Some(2),
        p: None,
        u: IntOrText::Text("u".into()),
        many: vec![1],
        named: [("a".to_owned(), vec![1, 2])].into(),
        ..Defaults::default()
    };
    all.legacy("defaults", defaults);
    all.legacy("points", vec![point()]);
    all.legacy("point_map", BTreeMap::from([("a".to_owned(), point())]));
    all.legacy("maybe", Some(point()));
    all.legacy("none", None::<Point>);
    all.legacy("untyped", untyped(|whole| Value::Float(whole as f64)));
    all.legacy("by_id", BTreeMap::from([(1_i64, "a".to_owned())]));
    let inner = |x_size| Inner { x_size, name: n() };
    let (maybe, many) = (Some(inner(2)), vec![]);
    all.legacy(
        "outer",
        Outer { inner: inner(1), maybe, many, named: BTreeMap::new(), pick: one() },
    );
    assert!(all.recorded.is_empty(), "{:?}", all.recorded.keys());
    all.done();
}

#[test]
fn a_pickle_is_no_dict() {
    // `generic { fields { "pickle_file": "s3://…" } }`, with what an older flytekit says beside it.
    let mut literal = readings("legacy/").take("legacy/untyped").literal;
    wire::put_metadata(&mut literal, "format", "pickle");
    for error in [
        decode_one::<Value>(&literal).unwrap_err(),
        decode_one::<BTreeMap<i64, f64>>(&literal).unwrap_err(),
        decode_one::<Label>(&literal).unwrap_err(),
    ] {
        let words = "expected an untyped struct, found a Python pickle, which only Python reads";
        assert_eq!(error.to_string(), words);
    }
}
