//! Types that travel as another: structs around one value, and types with a conversion of their own.

use flyte::custom::Via;
use flyte::prelude::*;
use flyte::types::Field;
use flyte::types::convert::references;
use flyte::types::interface::{decode_one, encode_one};

#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
struct Celsius(f64);

#[derive(Debug, Clone, PartialEq, FlyteType, Serialize)]
#[serde(transparent)]
struct Names(Vec<String>);

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Reading {
    station: String,
    value: f64,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Checked(Reading);

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Photo(FlyteFile);

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Value {
    Degrees(Celsius),
    Names(Names),
}

fn warm() -> Celsius {
    Celsius(20.0)
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Bare {
    #[serde(default = "cool")]
    first: f64,
    maybe: Option<f64>,
    all: Vec<f64>,
    by_name: BTreeMap<String, f64>,
}

fn cool() -> f64 {
    20.0
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[serde(rename = "Bare")]
struct Wrapped {
    #[serde(default = "warm")]
    first: Celsius,
    maybe: Option<Celsius>,
    all: Vec<Celsius>,
    by_name: BTreeMap<String, Celsius>,
}

#[test]
fn a_struct_around_one_value_is_that_value() {
    assert_eq!(encode_one(&Celsius(1.5)).unwrap(), encode_one(&1.5).unwrap());
    assert_eq!(Celsius::literal_type(), f64::literal_type());
    assert_eq!(Celsius::UNION_TAG, "float");
    let names = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(encode_one(&Names(names.clone())).unwrap(), encode_one(&names).unwrap());
    assert_eq!(decode_one::<Names>(&encode_one(&names).unwrap()).unwrap(), Names(names.clone()));
    assert_eq!(
        encode_one(&Some(Celsius(1.5))).unwrap(),
        encode_one(&Some(1.5)).unwrap(),
        "in a union"
    );
    for value in [Value::Degrees(Celsius(1.0)), Value::Names(Names(names))] {
        assert_eq!(decode_one::<Value>(&encode_one(&value).unwrap()).unwrap(), value);
    }
    const { assert!(!Names::HAS_REFERENCES && Photo::HAS_REFERENCES) };
    let photo = Photo(FlyteFile::new("/a.png").unwrap());
    assert_eq!(references(&vec![Some(photo.clone()), None, Some(photo)]).len(), 2);
}

#[test]
fn inside_structs_too() {
    assert_eq!(Wrapped::literal_type(), Bare::literal_type(), "the schema and its defaults");
    let bare = Bare {
        first: 1.0,
        maybe: Some(2.0),
        all: vec![3.0],
        by_name: [("four".to_owned(), 4.0)].into(),
    };
    let literal = encode_one(&bare).unwrap();
    let wrapped: Wrapped = decode_one(&literal).unwrap();
    assert_eq!(wrapped.maybe, Some(Celsius(2.0)));
    assert_eq!(wrapped.by_name["four"], Celsius(4.0));
    assert_eq!(encode_one(&wrapped).unwrap(), literal);
}

#[task]
fn measure(base: Celsius) -> Checked {
    Checked(Reading { station: "north".into(), value: base.0 + 1.0 })
}

#[task]
fn double(x: f64) -> f64 {
    x * 2.0
}

#[task]
fn heat(by: Celsius) -> Celsius {
    Celsius(by.0 + 10.0)
}

#[task]
fn all(readings: Vec<Celsius>) -> f64 {
    readings.iter().map(|reading| reading.0).sum()
}

#[workflow]
fn steps(base: Celsius) -> (String, f64, Celsius) {
    let checked = measure(base);
    let hot = heat(base);
    let end = if hot.0 > 25.0 { heat(hot) } else { heat(Celsius(0.0)) };
    (checked.0.station, double(hot.0), end)
}

#[tokio::test]
async fn promises_of_what_is_inside() {
    let (station, doubled, end) = steps(Celsius(20.0)).await.unwrap();
    assert_eq!((station.as_str(), doubled, end), ("north", 60.0, Celsius(40.0)));
    assert_eq!(steps(Celsius(1.0)).await.unwrap().2, Celsius(10.0));
    assert_eq!(all(vec![heat(Celsius(1.0)), heat(Celsius(2.0))]).await.unwrap(), 23.0);
    assert_eq!(double(heat(Celsius(1.0)).0).await.unwrap(), 22.0, "outside of workflows too");
}

/// A color, which Flyte doesn't know.
#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
#[flyte(via)]
struct Color(u8, u8, u8);

impl Via for Color {
    type Repr = String;

    fn to_repr(&self) -> Result<String> {
        let Color(red, green, blue) = self;
        Ok(format!("#{red:02x}{green:02x}{blue:02x}"))
    }

    fn from_repr(text: String) -> Result<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| Error::fatal(format!("`{text}` is no color")))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Color(red, green, blue))
    }
}

/// A choice that travels as a number.
#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(via)]
enum Level {
    Low,
    Above(i64),
}

impl Via for Level {
    type Repr = i64;

    fn to_repr(&self) -> Result<i64> {
        match self {
            Level::Low => Ok(0),
            Level::Above(level) if *level > 0 => Ok(*level),
            Level::Above(level) => Err(Error::fatal(format!("{level} is above nothing"))),
        }
    }

    fn from_repr(level: i64) -> Result<Self> {
        Ok(if level == 0 { Level::Low } else { Level::Above(level) })
    }
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Theme {
    paper: Color,
    ink: Option<Color>,
    levels: BTreeMap<String, Level>,
}

#[task]
fn invert(theme: Theme) -> Theme {
    let Theme { paper, ink, levels } = theme;
    Theme { paper: ink.unwrap_or(paper), ink: Some(paper), levels }
}

#[task]
fn name(color: Color) -> String {
    format!("{color:?}")
}

#[task]
fn lower(level: Level) -> Level {
    match level {
        Level::Above(level) => Level::Above(level - 1),
        Level::Low => Level::Low,
    }
}

#[workflow]
fn named(theme: Theme) -> (String, Theme) {
    let inverted = invert(theme);
    (name(inverted.paper), inverted)
}

#[tokio::test]
async fn by_way_of_another_type() {
    let (black, white) = (Color(0, 0, 0), Color(255, 255, 255));
    assert_eq!(encode_one(&white).unwrap(), encode_one(&"#ffffff".to_owned()).unwrap());
    assert_eq!(Color::literal_type(), String::literal_type());
    let levels = BTreeMap::from([("a".to_owned(), Level::Low), ("b".into(), Level::Above(2))]);
    let theme = Theme { paper: white, ink: Some(black), levels };
    let (name, inverted) = named(theme.clone()).await.unwrap();
    assert_eq!((name.as_str(), inverted.ink), ("Color(0, 0, 0)", Some(white)));
    assert_eq!(inverted.levels, theme.levels);
}

#[tokio::test]
async fn what_does_not_convert_names_task_and_input() {
    let error = lower(Level::Above(1)).await.unwrap_err().to_string();
    assert!(error.contains("own_types.lower") && error.contains("0 is above nothing"), "{error}");
    let literal = encode_one(&"orange".to_owned()).unwrap();
    let task = flyte::graph::Entity::Task(self::name::definition());
    let failed = flyte::Local::new().run_entity(task, vec![literal]).await.unwrap_err();
    let error = failed.error.to_string();
    for words in ["own_types.name", "`color`", "`orange` is no color"] {
        assert!(error.contains(words), "{error}");
    }
}
