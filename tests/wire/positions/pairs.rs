//! Unions of two types.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::*;
use flyte_types::Value;

use super::Sweep;
use super::leaves::*;

type Int = i64;
type Float = f64;
type Bool = bool;
type Text = String;
type Time = DateTime<Utc>;
type Day = NaiveDate;
type Span = TimeDelta;
type File = FlyteFile;
type Folder = FlyteDirectory;
type Table = StructuredDataset;
type Ints = Vec<i64>;
type Texts = Vec<String>;
type Points = Vec<Point>;
type IntMap = BTreeMap<String, i64>;
type TextMap = BTreeMap<String, String>;
type Untyped = Value;

/// The one value that a member of a union has.
trait Member {
    fn value() -> Self;
}

macro_rules! members {
    ($($ty:ty = $value:expr;)+) => {
        $(impl Member for $ty {
            fn value() -> Self {
                $value
            }
        })+
    };
}

members! {
    Int = 3;
    Float = 1.5;
    Bool = true;
    Text = "s".into();
    Time = time("2024-01-02T03:04:05.000006Z");
    Day = day("2024-02-29");
    Span = TimeDelta::seconds(90);
    Color = Color::Red;
    Mood = Mood::Grim;
    Point = Point { x: 1, y: 2.0 };
    Label = Label { text: "a".into(), size: 3 };
    Inner = Inner { x_size: 1, name: n() };
    Outer = Outer { inner: Inner::value(), maybe: None, many: vec![], named: BTreeMap::new(), pick: one() };
    File = FlyteFile::from_uri("s3://bucket/a").expect("a file");
    Folder = FlyteDirectory::from_uri("s3://bucket/d").expect("a directory");
    Table = table("parquet");
    Ints = vec![1, 2];
    Texts = vec!["a".into()];
    Points = vec![Point::value()];
    IntMap = [("a".to_owned(), 1)].into();
    TextMap = [("a".to_owned(), "b".to_owned())].into();
    Untyped = Value::from_serde(&serde_json::json!({"k": [1]})).expect("a map");
}

macro_rules! around {
    ($name:ident, $pair:ident, [$($attribute:tt)*]) => {
        #[derive(Debug, Clone, FlyteType)]
        $($attribute)*
        struct $name {
            it: $pair,
            many: Vec<$pair>,
            named: BTreeMap<String, $pair>,
            maybe: Option<$pair>,
        }

        impl $name {
            fn all(pair: [$pair; 2]) -> Vec<Self> {
                let mut all: Vec<Self> = pair.iter().map(|it| $name {
                    it: it.clone(),
                    many: vec![it.clone()],
                    named: [("a".to_owned(), it.clone())].into(),
                    maybe: Some(it.clone()),
                }).collect();
                let [left, right] = pair;
                all.push($name {
                    it: left.clone(),
                    many: vec![left.clone(), right.clone()],
                    named: [("a".to_owned(), left), ("b".to_owned(), right)].into(),
                    maybe: None,
                });
                all
            }
        }
    };
}

macro_rules! pairs {
    ($($module:ident: $left:ident $right:ident $($inside:ident)?;)+) => {
        $(mod $module {
            #[allow(unused_imports)]
            use super::*;

            #[derive(Debug, Clone, PartialEq, FlyteType)]
            #[flyte(python)]
            enum Pair {
                Left($left),
                Right($right),
            }

            pub fn check(sweep: &mut Sweep) {
                let pair = [Pair::Left(Member::value()), Pair::Right(Member::value())];
                let [left, right] = pair.clone();
                let at = |position: &str| format!("{}Or{}/{position}", stringify!($left), stringify!($right));
                sweep.check(&at("itself"), &pair);
                let map = BTreeMap::from([("a".to_owned(), left.clone()), ("b".to_owned(), right.clone())]);
                sweep.check(&at("map"), &[map, BTreeMap::new()]);
                sweep.check(&at("optional"), &[Some(left), Some(right), None]);
                $($inside(sweep, pair);)?
            }

            $(around!(Around, Pair, []);
            around!(Model, Pair, [#[flyte(pydantic)]]);

            fn $inside(sweep: &mut Sweep, pair: [Pair; 2]) {
                let at = |position: &str| format!("{}Or{}/{position}", stringify!($left), stringify!($right));
                sweep.check(&at("dataclass"), &Around::all(pair.clone()));
                sweep.check(&at("model"), &Model::all(pair));
            })?
        })+

        pub fn check(sweep: &mut Sweep) {
            $($module::check(sweep);)+
        }
    };
}

pairs! {
    int_or_float: Int Float inside;
    int_or_bool: Int Bool inside;
    int_or_text: Int Text inside;
    int_or_time: Int Time inside;
    int_or_span: Int Span inside;
    int_or_color: Int Color inside;
    int_or_point: Int Point inside;
    int_or_table: Int Table inside;
    int_or_ints: Int Ints inside;
    int_or_intmap: Int IntMap inside;
    int_or_untyped: Int Untyped inside;
    float_or_bool: Float Bool inside;
    float_or_text: Float Text inside;
    float_or_span: Float Span;
    float_or_color: Float Color inside;
    float_or_point: Float Point inside;
    float_or_untyped: Float Untyped inside;
    bool_or_text: Bool Text inside;
    bool_or_point: Bool Point inside;
    text_or_time: Text Time;
    text_or_day: Text Day;
    text_or_span: Text Span inside;
    text_or_color: Text Color inside;
    text_or_point: Text Point inside;
    text_or_inner: Text Inner inside;
    text_or_file: Text File inside;
    text_or_ints: Text Ints inside;
    text_or_untyped: Text Untyped inside;
    time_or_day: Time Day inside;
    time_or_span: Time Span inside;
    time_or_point: Time Point inside;
    time_or_file: Time File inside;
    time_or_untyped: Time Untyped inside;
    day_or_span: Day Span inside;
    day_or_color: Day Color inside;
    day_or_untyped: Day Untyped inside;
    span_or_point: Span Point inside;
    span_or_inner: Span Inner inside;
    span_or_untyped: Span Untyped inside;
    color_or_mood: Color Mood inside;
    color_or_point: Color Point inside;
    color_or_inner: Color Inner inside;
    point_or_label: Point Label inside;
    point_or_inner: Point Inner inside;
    point_or_outer: Point Outer inside;
    point_or_file: Point File inside;
    point_or_table: Point Table inside;
    point_or_ints: Point Ints inside;
    point_or_points: Point Points inside;
    point_or_intmap: Point IntMap inside;
    point_or_textmap: Point TextMap inside;
    point_or_untyped: Point Untyped inside;
    label_or_inner: Label Inner inside;
    label_or_textmap: Label TextMap inside;
    label_or_untyped: Label Untyped inside;
    inner_or_outer: Inner Outer inside;
    inner_or_table: Inner Table inside;
    inner_or_ints: Inner Ints inside;
    inner_or_intmap: Inner IntMap inside;
    inner_or_untyped: Inner Untyped inside;
    file_or_folder: File Folder;
    file_or_table: File Table inside;
    file_or_ints: File Ints inside;
    file_or_intmap: File IntMap inside;
    file_or_textmap: File TextMap inside;
    file_or_untyped: File Untyped inside;
    table_or_texts: Table Texts inside;
    table_or_untyped: Table Untyped inside;
    ints_or_texts: Ints Texts inside;
    ints_or_points: Ints Points inside;
    ints_or_intmap: Ints IntMap inside;
    ints_or_untyped: Ints Untyped inside;
    texts_or_points: Texts Points inside;
    texts_or_textmap: Texts TextMap inside;
    intmap_or_textmap: IntMap TextMap inside;
    intmap_or_untyped: IntMap Untyped inside;
    textmap_or_untyped: TextMap Untyped inside;
}
