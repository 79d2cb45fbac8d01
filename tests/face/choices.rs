//! Enums with data: by themselves, inside structs, and where a path leads to them.

use std::fmt::Debug;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::*;
use flyte::types::interface::{decode_one, encode_one};

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Text {
    Nothing,
    #[serde(rename = "left out")]
    LeftOut,
    Words(String),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[serde(rename_all = "kebab-case")]
enum Speed {
    Standstill,
    PerHour(i64),
    Between { from: f64, to: f64 },
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Page {
    text: Text,
    texts: Vec<Text>,
    by_name: HashMap<String, Text>,
    maybe: Option<Text>,
    speed: Speed,
    speeds: Vec<Speed>,
}

#[task]
fn page() -> Page {
    let words = Text::Words("Nothing".into());
    Page {
        text: Text::Nothing,
        texts: vec![Text::LeftOut, words.clone(), Text::Nothing],
        by_name: [("a".to_owned(), Text::Nothing), ("b".to_owned(), words)].into(),
        maybe: Some(Text::LeftOut),
        speed: Speed::Standstill,
        speeds: vec![Speed::PerHour(3), Speed::Standstill, Speed::Between { from: 1.0, to: 2.0 }],
    }
}

#[task]
fn tell(text: Text) -> String {
    format!("{text:?}")
}

#[task]
fn tell_optional(text: Option<Text>) -> String {
    format!("{text:?}")
}

#[task]
fn tell_speed(speed: Speed) -> String {
    format!("{speed:?}")
}

#[task]
fn tell_all(texts: Vec<Text>) -> String {
    format!("{texts:?}")
}

#[task]
fn pass(text: Text) -> Text {
    text
}

#[workflow]
fn listed() -> (Vec<String>, Vec<String>) {
    (page().texts.map(tell), page().speeds.map(tell_speed))
}

#[tokio::test]
async fn a_path_leads_to_variants_without_data() {
    assert_eq!(tell(page().text).await.unwrap(), "Nothing");
    assert_eq!(tell(page().texts[0]).await.unwrap(), "LeftOut");
    assert_eq!(tell(page().texts[1]).await.unwrap(), "Words(\"Nothing\")");
    assert_eq!(tell(page().by_name["a"]).await.unwrap(), "Nothing");
    assert_eq!(tell(page().by_name["b"]).await.unwrap(), "Words(\"Nothing\")");
    assert_eq!(tell_optional(page().maybe).await.unwrap(), "Some(LeftOut)");
    assert_eq!(tell_optional(page().text).await.unwrap(), "Some(Nothing)");
    assert_eq!(tell_speed(page().speed).await.unwrap(), "Standstill");
    assert_eq!(tell_speed(page().speeds[1]).await.unwrap(), "Standstill");
    assert_eq!(tell_speed(page().speeds[2]).await.unwrap(), "Between { from: 1.0, to: 2.0 }");
    assert_eq!(tell_all(page().texts).await.unwrap(), "[LeftOut, Words(\"Nothing\"), Nothing]");
    let (texts, speeds) = listed().await.unwrap();
    assert_eq!(texts, ["LeftOut", "Words(\"Nothing\")", "Nothing"]);
    assert_eq!(speeds, ["PerHour(3)", "Standstill", "Between { from: 1.0, to: 2.0 }"]);
    // Without a path a text has its tag.
    let named = pass(Text::Words("Nothing".into()));
    assert_eq!(tell(named).await.unwrap(), "Words(\"Nothing\")");
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum When {
    On(NaiveDate),
    At(DateTime<Utc>),
    Never,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Later {
    At(DateTime<Utc>),
    On(NaiveDate),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Event {
    when: When,
    later: Vec<Later>,
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 2).unwrap()
}

fn event(hour: u32) -> Event {
    let at = day().and_hms_opt(hour, 0, 0).unwrap().and_utc();
    Event { when: When::At(at), later: vec![Later::On(day()), Later::At(at)] }
}

#[task]
fn an_event(hour: u32) -> Event {
    event(hour)
}

#[task]
fn tell_when(when: When) -> String {
    format!("{when:?}")
}

#[task]
fn tell_later(later: Later) -> String {
    format!("{later:?}")
}

#[tokio::test]
async fn dates_are_not_times() {
    for hour in [0, 1] {
        let event = event(hour);
        assert_eq!(decode_one::<Event>(&encode_one(&event).unwrap()).unwrap(), event);
        let told = tell_when(an_event(hour).when).await.unwrap();
        assert_eq!(told, format!("{:?}", event.when));
        for at in 0..2 {
            let told = tell_later(an_event(hour).later[at]).await.unwrap();
            assert_eq!(told, format!("{:?}", event.later[at]));
        }
    }
    for when in [When::On(day()), When::Never] {
        let event = Event { when, later: vec![] };
        assert_eq!(decode_one::<Event>(&encode_one(&event).unwrap()).unwrap(), event);
    }
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Point {
    x: i64,
    y: f64,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Label {
    text: String,
    #[serde(default)]
    size: i64,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Wide {
    x: i64,
    y: f64,
    z: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
enum Color {
    Red,
    Green,
}

#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
enum Mood {
    Green,
    Grim,
}

/// Python's `Union[Point, Label]`, and its like for whatever the value tells apart.
#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Mark {
    Point(Point),
    Label(Label),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Marked {
    Point { x: i64 },
    Label { text: String },
    Nothing,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Lists {
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Texts(Vec<String>),
    Marks(Vec<Mark>),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Maps {
    Ints(HashMap<String, i64>),
    Texts(HashMap<String, String>),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Names {
    Color(Color),
    Mood(Mood),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum NarrowOrWide {
    Narrow(Point),
    Wide(Wide),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct All {
    mark: Mark,
    marked: Option<Marked>,
    lists: Lists,
    maps: Vec<Maps>,
    names: BTreeMap<String, Names>,
}

fn mark() -> Mark {
    Mark::Point(Point { x: 1, y: 2.0 })
}

fn label() -> Mark {
    Mark::Label(Label { text: "a".into(), size: 0 })
}

fn goes_round<T: FlyteType + PartialEq + Debug>(values: impl IntoIterator<Item = T>) {
    for value in values {
        let literal = encode_one(&value).unwrap();
        assert_eq!(decode_one::<T>(&literal).unwrap(), value);
        let list = vec![value];
        assert_eq!(decode_one::<Vec<T>>(&encode_one(&list).unwrap()).unwrap(), list);
    }
}

fn lists() -> [Lists; 4] {
    [
        Lists::Ints(vec![1]),
        Lists::Floats(vec![1.0, 2.0]),
        Lists::Texts(vec!["a".into()]),
        Lists::Marks(vec![label(), mark()]),
    ]
}

#[test]
fn the_value_tells_the_variants_apart() {
    goes_round([mark(), label()]);
    goes_round([Marked::Point { x: 1 }, Marked::Label { text: "a".into() }, Marked::Nothing]);
    goes_round(lists());
    let ints = Maps::Ints([("a".to_owned(), 1)].into());
    let texts = Maps::Texts([("a".to_owned(), "1".to_owned())].into());
    goes_round([ints.clone(), texts.clone()]);
    goes_round([Names::Color(Color::Red), Names::Mood(Mood::Grim)]);
    goes_round(lists().map(|lists| All {
        mark: label(),
        marked: Some(Marked::Label { text: "a".into() }),
        lists,
        maps: vec![texts.clone(), ints.clone()],
        names: [("a".to_owned(), Names::Mood(Mood::Grim))].into(),
    }));
}

#[task]
fn all() -> All {
    All {
        mark: label(),
        marked: Some(Marked::Point { x: 3 }),
        lists: Lists::Ints(vec![1]),
        maps: vec![Maps::Texts([("a".to_owned(), "b".to_owned())].into())],
        names: [("a".to_owned(), Names::Color(Color::Red))].into(),
    }
}

#[task]
fn tell_mark(mark: Mark) -> String {
    format!("{mark:?}")
}

#[task]
fn tell_marked(marked: Option<Marked>) -> String {
    format!("{marked:?}")
}

#[task]
fn tell_lists(lists: Lists) -> String {
    format!("{lists:?}")
}

#[task]
fn tell_maps(maps: Maps) -> String {
    format!("{maps:?}")
}

#[task]
fn tell_names(names: Names) -> String {
    format!("{names:?}")
}

#[tokio::test]
async fn a_path_leads_to_what_the_value_tells_apart() {
    assert_eq!(tell_mark(all().mark).await.unwrap(), format!("{:?}", label()));
    assert_eq!(tell_marked(all().marked).await.unwrap(), "Some(Point { x: 3 })");
    assert_eq!(tell_lists(all().lists).await.unwrap(), "Ints([1])");
    assert_eq!(tell_maps(all().maps[0]).await.unwrap(), "Texts({\"a\": \"b\"})");
    assert_eq!(tell_names(all().names["a"]).await.unwrap(), "Color(Red)");
}

/// What writing says, which names both variants.
fn refused<T: FlyteType + Debug>(value: T, names: [&str; 2]) {
    let error = encode_one(&value).unwrap_err().to_string();
    for name in names {
        assert!(error.contains(&format!("`{name}`")), "{value:?}: {error}");
    }
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Holder {
    lists: Lists,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum TextOrColor {
    Text(String),
    Color(Color),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Painted {
    color: TextOrColor,
}

#[test]
fn what_reads_as_two_variants_is_not_written() {
    refused(Lists::Ints(vec![]), ["Ints", "Floats"]);
    refused(Holder { lists: Lists::Texts(vec![]) }, ["Ints", "Floats"]);
    refused(vec![Maps::Ints(HashMap::new())], ["Ints", "Texts"]);
    refused(Names::Mood(Mood::Green), ["Color", "Mood"]);
    let wide = Wide { x: 1, y: 2.0, z: 3.0 };
    refused(NarrowOrWide::Wide(wide), ["Narrow", "Wide"]);
    goes_round([NarrowOrWide::Narrow(Point { x: 1, y: 2.0 })]);
    // Tags tell a text from a name; inside a struct there are none.
    goes_round([TextOrColor::Color(Color::Red), TextOrColor::Text("Red".into())]);
    refused(Painted { color: TextOrColor::Color(Color::Red) }, ["Text", "Color"]);
    goes_round([Painted { color: TextOrColor::Text("red".into()) }]);
}

#[test]
fn what_reads_as_two_variants_is_not_read() {
    let empty = encode_one(&Vec::<i64>::new()).unwrap();
    let error = decode_one::<Lists>(&empty).unwrap_err().to_string();
    assert!(error.contains("more than one variant of `Lists`"), "{error}");
    let wide = encode_one(&Wide { x: 1, y: 2.0, z: 3.0 }).unwrap();
    assert!(decode_one::<NarrowOrWide>(&wide).is_err());
    assert_eq!(
        decode_one::<Lists>(&encode_one(&vec![1.5]).unwrap()).unwrap(),
        Lists::Floats(vec![1.5])
    );
    let label = encode_one(&Label { text: "a".into(), size: 0 }).unwrap();
    assert_eq!(decode_one::<Mark>(&label).unwrap(), self::label());
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Lap {
    span: Option<TimeDelta>,
    spans: Vec<std::time::Duration>,
}

#[test]
fn durations_that_a_struct_cannot_hold_are_refused() {
    let long = TimeDelta::seconds(1_700_000_000) + TimeDelta::nanoseconds(123_456_789);
    goes_round([long]);
    let error = encode_one(&Lap { span: Some(long), spans: vec![] }).unwrap_err().to_string();
    assert!(error.starts_with("`span`: the duration of 1700000000.123456789 seconds"), "{error}");
    let error = encode_one(&Lap { span: None, spans: vec![long.to_std().unwrap()] }).unwrap_err();
    assert_eq!(error.path(), "spans[0]");
    assert!(encode_one(&HashMap::from([(1_i64, long)])).is_err(), "an untyped dict");
    let held = TimeDelta::seconds(1_700_000_000) + TimeDelta::microseconds(123_456);
    goes_round([Lap { span: Some(held), spans: vec![held.to_std().unwrap()] }]);
}
