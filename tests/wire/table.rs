//! Which Rust type stands for which type of the recorded cases.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::files::{Any, Csv, Parquet, TarGz};
use flyte::prelude::{FlyteDirectory, FlyteFile, StructuredDataset};
use flyte_types::idl::core::literal::Value as LiteralValue;
use flyte_types::idl::core::scalar::Value as Scalar;
use flyte_types::idl::core::{Literal, LiteralType};
use flyte_types::{Field, FlyteType, Value, interface};
use serde_json::{Value as Json, json};

use crate::models::*;
use crate::notation::Notation;

/// A Rust type, with its values in the notation of the cases or as debug text. Debug text tells all
/// floats apart but the NaNs.
pub trait Stand {
    /// Its literal type.
    fn literal_type(&self) -> LiteralType;
    /// A value as a literal; `None` if the value is no value of the type.
    fn encode(&self, json: &Json) -> Option<flyte_types::Result<Vec<u8>>>;
    /// A literal's value.
    fn decode(&self, literal: &[u8]) -> flyte_types::Result<String>;
    /// A value as [`Stand::decode`] shows it.
    fn show(&self, json: &Json) -> Option<String>;
}

struct Of<T>(PhantomData<T>);

impl<T: FlyteType + Notation + Debug> Stand for Of<T> {
    fn literal_type(&self) -> LiteralType {
        T::literal_type()
    }

    fn encode(&self, json: &Json) -> Option<flyte_types::Result<Vec<u8>>> {
        Some(interface::encode_one(&T::read(json)?).map(Vec::from))
    }

    fn decode(&self, literal: &[u8]) -> flyte_types::Result<String> {
        interface::decode_one::<T>(literal).map(|value| format!("{value:?}"))
    }

    fn show(&self, json: &Json) -> Option<String> {
        T::read(json).map(|value| format!("{value:?}"))
    }
}

fn kind(name: &str) -> Json {
    json!({"kind": name})
}

fn list(item: Json) -> Json {
    json!({"kind": "list", "item": item})
}

fn map(value: Json) -> Json {
    json!({"kind": "map", "value": value})
}

fn dict(key: Json, value: Json) -> Json {
    json!({"kind": "dict", "key": key, "value": value})
}

fn union<const N: usize>(variants: [Json; N]) -> Json {
    json!({"kind": "union", "variants": variants.to_vec()})
}

fn optional(ty: Json) -> Json {
    union([ty, kind("none")])
}

fn field(name: &str, ty: Json) -> Json {
    json!({"name": name, "type": ty})
}

fn with_default(name: &str, ty: Json, default: Json) -> Json {
    json!({"name": name, "type": ty, "default": default})
}

fn structure<const N: usize>(name: &str, fields: [Json; N]) -> Json {
    json!({"kind": "struct", "model": "dataclass", "name": name, "fields": fields.to_vec()})
}

fn color() -> Json {
    let variants = json!([["RED", "red"], ["GREEN", "green"], ["BLUE", "blue"]]);
    json!({"kind": "enum", "name": "Color", "variants": variants})
}

fn red() -> Json {
    json!({"$enum": "RED", "value": "red"})
}

fn point() -> Json {
    structure("Point", [field("x", kind("int")), field("y", kind("float"))])
}

fn file(format: &str) -> Json {
    json!({"kind": "file", "format": format})
}

fn directory(format: &str) -> Json {
    json!({"kind": "directory", "format": format})
}

fn dataset<const N: usize>(columns: [(&str, Json); N], format: &str) -> Json {
    let columns: Vec<Json> = columns.into_iter().map(|(name, ty)| json!([name, ty])).collect();
    json!({"kind": "structured_dataset", "columns": columns, "format": format})
}

fn with_file() -> Json {
    structure("WithFile", [field("f", file("")), with_default("note", kind("str"), json!(""))])
}

fn deep3() -> Json {
    structure("Deep3", [field("w", with_file()), field("grid", list(list(kind("int"))))])
}

fn flags() -> Json {
    structure(
        "Flags",
        [
            field("on", kind("bool")),
            field("name", kind("str")),
            with_default("level", optional(kind("int")), Json::Null),
        ],
    )
}

fn hashed(inner: Json) -> Json {
    json!({"kind": "annotated", "hash_method": "h-{value}", "inner": inner})
}

/// The same notation with its objects' keys in order.
pub fn canonical(json: &Json) -> Json {
    match json {
        Json::Object(object) => {
            let mut keys: Vec<_> = object.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            keys.into_iter().map(|(key, value)| (key.clone(), canonical(value))).collect()
        }
        Json::Array(items) => items.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

/// The Rust type of every type that cases have, by its canonical notation.
pub fn table() -> BTreeMap<String, Box<dyn Stand>> {
    let mut table: BTreeMap<String, Box<dyn Stand>> = BTreeMap::new();
    macro_rules! stands {
        ($($ty:ty: $json:expr;)+) => {
            $(
                let before =
                    table.insert(canonical(&$json).to_string(), Box::new(Of::<$ty>(PhantomData)));
                assert!(before.is_none(), "two Rust types stand for {}", $json);
            )+
        };
    }
    let (int, float, text, boolean) = (kind("int"), kind("float"), kind("str"), kind("bool"));
    stands! {
        i64: int.clone();
        f64: float.clone();
        String: text.clone();
        bool: boolean.clone();
        (): kind("none");
        DateTime<Utc>: kind("datetime");
        NaiveDate: kind("date");
        TimeDelta: kind("timedelta");
        Value: kind("dict");
        Color: color();

        Vec<i64>: list(int.clone());
        Vec<bool>: list(boolean.clone());
        Vec<DateTime<Utc>>: list(kind("datetime"));
        Vec<Color>: list(color());
        Vec<Point>: list(point());
        Vec<Vec<String>>: list(list(text.clone()));
        Vec<Vec<BTreeMap<String, Point>>>: list(list(map(point())));
        Vec<IntOrStr>: list(union([int.clone(), text.clone()]));
        BTreeMap<String, i64>: map(int.clone());
        BTreeMap<String, TimeDelta>: map(kind("timedelta"));
        BTreeMap<String, Vec<i64>>: map(list(int.clone()));
        BTreeMap<String, BTreeMap<String, Vec<i64>>>: map(map(list(int.clone())));
        BTreeMap<String, Option<i64>>: map(optional(int.clone()));
        BTreeMap<String, Point>: map(point());
        BTreeMap<i64, String>: dict(int.clone(), text.clone());

        Option<i64>: optional(int.clone());
        Option<String>: optional(text.clone());
        Option<DateTime<Utc>>: optional(kind("datetime"));
        Option<Vec<i64>>: optional(list(int.clone()));
        Option<Point>: optional(point());
        Option<IntOrStr>: union([int.clone(), text.clone(), kind("none")]);
        BoolOrInt: union([boolean.clone(), int.clone()]);
        DatetimeOrDate: union([kind("datetime"), kind("date")]);
        IntOrFloat: union([int.clone(), float.clone()]);
        IntOrStr: union([int.clone(), text.clone()]);
        IntStrOrPoint: union([int.clone(), text.clone(), point()]);
        IntsOrStrs: union([list(int.clone()), list(text.clone())]);
        StrOrFloat: union([text.clone(), float.clone()]);
        StrOrColor: union([text.clone(), color()]);
        PointOrFlags: union([point(), flags()]);
        NarrowOrWide: union([
            structure("Narrow", [field("x", int.clone())]),
            structure("Wide", [
                field("x", int.clone()),
                with_default("y", int.clone(), json!({"$int": "0"})),
            ]),
        ]);

        Point: point();
        Flags: flags();
        Scalars: structure("Scalars", [
            field("i", int.clone()),
            field("f", float.clone()),
            field("s", text.clone()),
            field("b", boolean.clone()),
            field("n", optional(text.clone())),
            field("raw", kind("bytes")),
        ]);
        Shape: structure("Shape", [
            field("name", text.clone()),
            field("origin", point()),
            field("corners", list(point())),
            with_default("tags", map(text.clone()), json!({"$dict": []})),
            with_default("color", color(), red()),
        ]);
        Keyed: structure("Keyed", [
            field("by_id", dict(int.clone(), text.clone())),
            field("by_name", map(list(int.clone()))),
        ]);
        Ints: structure("Ints", [field("vals", list(int.clone()))]);
        IntField: structure("IntField", [field("a", int.clone())]);
        FloatField: structure("FloatField", [field("a", float.clone())]);
        StrField: structure("StrField", [field("a", text.clone())]);
        OptField: structure("OptField", [field("a", optional(int.clone()))]);
        OptDefault: structure("OptDefault", [
            with_default("a", optional(int.clone()), Json::Null),
            with_default("b", int.clone(), json!({"$int": "7"})),
        ]);
        UnionField: structure("UnionField", [
            field("a", union([int.clone(), float.clone(), text.clone()])),
        ]);
        Times: structure("Times", [
            field("at", kind("datetime")),
            field("span", kind("timedelta")),
            field("day", kind("date")),
        ]);
        Choice: structure("Choice", [
            field("pick", union([point(), text.clone(), int.clone()])),
            with_default("maybe", union([int.clone(), float.clone(), kind("none")]), Json::Null),
        ]);
        Model: json!({"kind": "struct", "model": "pydantic", "name": "Model", "fields": [
            field("a", int.clone()),
            with_default("b", optional(text.clone()), Json::Null),
            with_default("when", optional(kind("datetime")), Json::Null),
            with_default("span", optional(kind("timedelta")), Json::Null),
            with_default("table", dict(int.clone(), float.clone()), json!({"$dict": []})),
            with_default("color", color(), red()),
        ]});

        FlyteFile: file("");
        FlyteFile<Csv>: file("csv");
        FlyteFile<TarGz>: file("tar.gz");
        FlyteDirectory: directory("");
        FlyteDirectory<Parquet>: directory("parquet");
        Vec<FlyteFile>: list(file(""));
        Option<FlyteFile>: optional(file(""));
        StrOrFile: union([text.clone(), file("")]);
        WithFile: with_file();
        Deep2: structure("Deep2", [
            field("d", deep3()),
            field("lookup", map(deep3())),
        ]);
        StructuredDataset: dataset([], "");
        StructuredDataset<Any, Csv>: dataset([], "csv");
        StructuredDataset<Abc>: dataset(
            [("a", int.clone()), ("b", text.clone()), ("c", float.clone())], "",
        );
        StructuredDataset<Za, Parquet>: dataset([("z", int.clone()), ("a", text.clone())], "parquet");
        Option<StructuredDataset>: optional(dataset([], ""));
        Bundle: structure("Bundle", [
            field("doc", file("")),
            field("folder", directory("")),
            field("table", dataset([], "")),
            field("many", list(file(""))),
            field("named", map(file(""))),
            with_default("maybe", optional(file("")), Json::Null),
        ]);
        HashedFile: json!({
            "kind": "annotated", "hash_method": "file-hash", "inner": file(""),
        });

        Centimetres: json!({
            "kind": "annotated", "annotation": {"range": [1, 10], "unit": "cm"}, "inner": int,
        });
        HashedInt: hashed(int.clone());
        Vec<HashedStr>: list(hashed(text.clone()));
        AOrB: json!({"kind": "literal_choice", "values": ["a", "b"]});
    }
    table
}

/// For a case whose value no Rust value of the type can be: the compile-fail case that shows it.
pub fn held(case: &str) -> Option<&'static str> {
    Some(match case {
        "file_none" => "file_none",
        "int_from_bool" => "int_from_bool",
        "int_from_none" => "int_from_none",
        "int_overflow" => "int_overflow",
        "float_from_int" => "float_from_int",
        "list_mixed" => "list_mixed",
        "list_from_tuple" => "list_from_tuple",
        "map_bad_value" => "map_bad_value",
        "enum_unknown" => "enum_unknown",
        "struct_wrong_class" => "struct_wrong_class",
        "union_no_match" => "union_no_match",
        "dict_untyped_datetime" => "dict_untyped_datetime",
        _ => return None,
    })
}

/// For a case whose type can't be a type of Rust: the compile-fail case that shows it.
pub fn no_type(case: &str) -> Option<&'static str> {
    Some(match case {
        "tuple_type" => "tuple_type",
        "list_untyped" => "untyped_list",
        "enum_int_values" => "enum_values",
        "annotated_struct" => "annotated_struct",
        _ => return None,
    })
}

/// The literal with the maps in its msgpack sorted by key.
pub fn sorted(literal: &Literal) -> Literal {
    fn sort(value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(sort),
            Value::Map(entries) => {
                entries.iter_mut().for_each(|(_, value)| sort(value));
                entries.sort_by_key(|(key, _)| format!("{key:?}"));
            }
            _ => {}
        }
    }
    let mut literal = literal.clone();
    if let Some(LiteralValue::Scalar(scalar)) = &mut literal.value
        && let Some(Scalar::Binary(binary)) = &mut scalar.value
    {
        let mut input = flyte_types::msgpack::Unpacker::new(&binary.value);
        if let Ok(mut value) = Value::unpack(&mut input) {
            sort(&mut value);
            let mut packer = flyte_types::msgpack::Packer::new();
            value.pack(&mut packer).expect("what was read can be written");
            binary.value = packer.into_bytes().into();
        }
    }
    literal
}

/// Asserts that the msgpack of a literal, read as untyped data and written again, is the same byte
/// for byte.
pub fn repack(literal: &Literal) -> Result<(), String> {
    let Some(LiteralValue::Scalar(scalar)) = &literal.value else { return Ok(()) };
    let Some(Scalar::Binary(binary)) = &scalar.value else { return Ok(()) };
    let mut input = flyte_types::msgpack::Unpacker::new(&binary.value);
    let mut packer = flyte_types::msgpack::Packer::new();
    let value = Value::unpack(&mut input).map_err(|error| error.to_string())?;
    value.pack(&mut packer).map_err(|error| error.to_string())?;
    let again = packer.into_bytes();
    match again == binary.value {
        true => Ok(()),
        false => Err(format!("read and written again: {again:02x?}, not {:02x?}", binary.value)),
    }
}
