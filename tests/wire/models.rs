//! The types of the recorded cases, in Rust.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::{Columns, FlyteDirectory, FlyteFile, FlyteType, StructuredDataset};
use flyte_types::contents::{Levels, Nothing};
use flyte_types::idl::core::{LiteralType, SimpleType};
use flyte_types::msgpack::{Packer, Unpacker};
use flyte_types::schema::{self, json};
use flyte_types::{Field, Result, wire};
use serde_json::Value as Json;

use crate::notation::Notation;

/// The rows of tables.
#[derive(Columns)]
pub struct Abc {
    pub a: i64,
    pub b: String,
    pub c: f64,
}

/// Its columns are not in the order of their names.
#[derive(Columns)]
pub struct Za {
    pub z: Option<i32>,
    pub a: String,
}

/// Structs, and how the recorded cases write their values.
macro_rules! record {
    ($($(#[$form:meta])* $struct:ident { $($(#[$attribute:meta])* $field:ident: $ty:ty),+ $(,)? })+) => {$(
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        $(#[$form])*
        pub struct $struct {
            $($(#[$attribute])* pub $field: $ty),+
        }

        impl Notation for $struct {
            fn read(json: &Json) -> Option<Self> {
                let fields = json["fields"].as_array()?;
                if json["$struct"] != stringify!($struct) {
                    return None;
                }
                let value = |name: &str| fields.iter().find(|field| field[0] == name);
                Some($struct { $($field: <$ty>::read(&value(stringify!($field))?[1])?),+ })
            }
        }
    )+};
}

record! {
    Point { x: i64, y: f64 }
    Scalars { i: i64, f: f64, s: String, b: bool, n: Option<String>, raw: Bytes }
    Shape {
        name: String,
        origin: Point,
        corners: Vec<Point>,
        #[serde(default)]
        tags: BTreeMap<String, String>,
        #[serde(default)]
        color: Color,
    }
    Flags {
        on: bool,
        name: String,
        #[serde(default)]
        level: Option<i64>,
    }
    Keyed { by_id: BTreeMap<i64, String>, by_name: BTreeMap<String, Vec<i64>> }
    Ints { vals: Vec<i64> }
    IntField { a: i64 }
    FloatField { a: f64 }
    StrField { a: String }
    OptField { a: Option<i64> }
    OptDefault {
        #[serde(default)]
        a: Option<i64>,
        #[serde(default = "seven")]
        b: i64,
    }
    UnionField { a: IntFloatOrStr }
    Times { at: DateTime<Utc>, span: TimeDelta, day: NaiveDate }
    Choice {
        pick: PointStrOrInt,
        #[serde(default)]
        maybe: Option<IntOrFloat>,
    }
    WithFile {
        f: FlyteFile,
        #[serde(default)]
        note: String,
    }
    Bundle {
        doc: FlyteFile,
        folder: FlyteDirectory,
        table: StructuredDataset,
        many: Vec<FlyteFile>,
        named: BTreeMap<String, FlyteFile>,
        #[serde(default)]
        maybe: Option<FlyteFile>,
    }
    Deep3 { w: WithFile, grid: Vec<Vec<i64>> }
    Deep2 { d: Deep3, lookup: BTreeMap<String, Deep3> }
    Narrow { x: i64 }
    Wide {
        x: i64,
        #[serde(default)]
        y: i64,
    }
    #[flyte(pydantic)]
    Model {
        a: i64,
        #[serde(default)]
        b: Option<String>,
        #[serde(default)]
        when: Option<DateTime<Utc>>,
        #[serde(default)]
        span: Option<TimeDelta>,
        #[serde(default)]
        table: BTreeMap<i64, f64>,
        #[serde(default)]
        color: Color,
    }
}

fn seven() -> i64 {
    7
}

/// Enums with data that are unions of Python, and how the recorded cases write their values.
macro_rules! union {
    ($($union:ident { $($variant:ident($ty:ty)),+ $(,)? })+) => {$(
        #[derive(Debug, Clone, PartialEq, FlyteType)]
        #[flyte(python)]
        pub enum $union {
            $($variant($ty)),+
        }

        impl Notation for $union {
            fn read(json: &Json) -> Option<Self> {
                None$(.or_else(|| <$ty>::read(json).map(Self::$variant)))+
            }
        }
    )+};
}

union! {
    BoolOrInt { Bool(bool), Int(i64) }
    DatetimeOrDate { Datetime(DateTime<Utc>), Date(NaiveDate) }
    IntOrFloat { Int(i64), Float(f64) }
    IntOrStr { Int(i64), Str(String) }
    IntFloatOrStr { Int(i64), Float(f64), Str(String) }
    IntStrOrPoint { Int(i64), Str(String), Point(Point) }
    PointStrOrInt { Point(Point), Str(String), Int(i64) }
    StrOrFloat { Str(String), Float(f64) }
    StrOrFile { Str(String), File(FlyteFile) }
    StrOrColor { Str(String), Color(Color) }
    IntsOrStrs { Ints(Vec<i64>), Strs(Vec<String>) }
    PointOrFlags { Point(Point), Flags(Flags) }
    NarrowOrWide { Narrow(Narrow), Wide(Wide) }
}

/// An enum of texts.
#[derive(Debug, Clone, Copy, PartialEq, Default, FlyteType)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    #[default]
    Red,
    Green,
    Blue,
}

impl Notation for Color {
    fn read(json: &Json) -> Option<Self> {
        match json["value"].as_str()? {
            "red" => Some(Color::Red),
            "green" => Some(Color::Green),
            "blue" => Some(Color::Blue),
            _ => None,
        }
    }
}

/// Types that Rust has no use for, but that the builders must be able to make: each is another type
/// with something added.
macro_rules! dressed {
    ($($name:ident($inner:ty), $ty:expr, $encode:expr;)+) => {$(
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub $inner);

        impl Field for $name {
            type Inside<L: Levels> = Nothing;

            fn field_type() -> LiteralType {
                Self::literal_type()
            }

            fn schema() -> prost_types::Struct {
                <$inner as Field>::schema()
            }

            fn pack(&self, out: &mut Packer) -> Result<()> {
                self.0.pack(out)
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                Field::unpack(input).map(Self)
            }
        }

        impl FlyteType for $name {
type Shape = flyte_types::interface::shape::Single;
            fn literal_type() -> LiteralType {
                $ty
            }

            const UNION_TAG: &'static str = <$inner>::UNION_TAG;

            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                let plain = flyte_types::interface::encode_one(&self.0)?;
                let dress: fn(&$inner, Bytes) -> Bytes = $encode;
                out.extend_from_slice(&dress(&self.0, plain));
                Ok(())
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                FlyteType::decode(literal).map(Self)
            }
        }

        impl Notation for $name {
            fn read(json: &Json) -> Option<Self> {
                Notation::read(json).map(Self)
            }
        }
    )+};
}

dressed! {
    Centimetres(i64),
        schema::annotated(
            schema::simple(SimpleType::Integer),
            json::fields([
                ("unit", json::text("cm")),
                ("range", json::list([json::number(1.0), json::number(10.0)])),
            ]),
        ),
        |_, literal| literal;
    HashedInt(i64),
        schema::simple(SimpleType::Integer),
        |value, literal| wire::with_hash(literal, &format!("h-{value}"));
    HashedStr(String),
        schema::simple(SimpleType::String),
        |value, literal| wire::with_hash(literal, &format!("h-{value}"));
    HashedFile(FlyteFile),
        FlyteFile::<flyte::files::Any>::literal_type(),
        |_, literal| wire::with_hash(literal, "file-hash");
    AOrB(String),
        schema::annotated(
            schema::simple(SimpleType::String),
            json::fields([("literal_values", json::list(["a", "b"].map(json::text)))]),
        ),
        |_, literal| literal;
}

impl Notation for () {
    fn read(json: &Json) -> Option<Self> {
        json.is_null().then_some(())
    }
}
