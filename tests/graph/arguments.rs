//! What may be given in a call: values where optionals are wanted, text, lists and maps of promises, long tuples.

use std::collections::{BTreeMap, HashMap};

use flyte::prelude::*;

#[task]
async fn maybe(x: Option<i64>) -> i64 {
    x.unwrap_or(-1)
}

#[task]
async fn maybe_text(name: Option<String>) -> String {
    name.unwrap_or_else(|| "nobody".into())
}

#[task]
async fn maybe_list(xs: Option<Vec<i64>>) -> i64 {
    xs.map_or(-1, |xs| xs.iter().sum())
}

#[task]
async fn joined(names: Vec<String>) -> String {
    names.join("+")
}

#[task]
async fn present(xs: Vec<Option<i64>>) -> i64 {
    xs.into_iter().flatten().sum()
}

#[task]
async fn total(sizes: HashMap<String, i64>) -> i64 {
    sizes.values().sum()
}

#[task]
async fn labelled(labels: BTreeMap<String, String>) -> String {
    labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

#[task]
async fn square(x: i64) -> i64 {
    x * x
}

#[task]
async fn greet(name: String) -> String {
    format!("hello {name}")
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Color {
    Red,
    Green,
}

#[task]
async fn paint(color: Option<Color>, model: Option<Model>) -> String {
    format!("{color:?} {}", model.map_or(0, |model| model.layers))
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Model {
    layers: i64,
}

#[tokio::test]
async fn a_value_is_given_for_an_optional() {
    assert_eq!(maybe(3).await.unwrap(), 3);
    assert_eq!(maybe(None).await.unwrap(), -1);
    assert_eq!(maybe(Some(4)).await.unwrap(), 4);
    assert_eq!(maybe(square(3)).await.unwrap(), 9);
    assert_eq!(maybe_text("x").await.unwrap(), "x");
    assert_eq!(maybe_text(None).await.unwrap(), "nobody");
    assert_eq!(maybe_text("x".to_owned()).await.unwrap(), "x");
    assert_eq!(maybe_text(promise("a")).await.unwrap(), "a");
    assert_eq!(maybe_text(greet("x")).await.unwrap(), "hello x");
    assert_eq!(maybe_list(vec![1, 2]).await.unwrap(), 3);
    assert_eq!(maybe_list(vec![square(1), square(2)]).await.unwrap(), 5);
    assert_eq!(maybe_list(None).await.unwrap(), -1);
    assert_eq!(paint(Color::Red, Model { layers: 3 }).await.unwrap(), "Some(Red) 3");
    assert_eq!(paint(None, None).await.unwrap(), "None 0");
}

#[tokio::test]
async fn text_is_given_as_it_is_written() {
    assert_eq!(joined(vec!["a", "b"]).await.unwrap(), "a+b");
    assert_eq!(joined(promise(vec!["a", "b"])).await.unwrap(), "a+b");
    assert_eq!(joined(vec![greet("a"), promise("b")]).await.unwrap(), "hello a+b");
    assert_eq!(greet(promise("x")).await.unwrap(), "hello x");
    assert_eq!(labelled(BTreeMap::from([("a", "1"), ("b", "2")])).await.unwrap(), "a=1,b=2");
    assert_eq!(labelled(BTreeMap::from([("a", greet("1"))])).await.unwrap(), "a=hello 1");
    assert_eq!(total(HashMap::from([("a", 1), ("b", 2)])).await.unwrap(), 3);
    assert_eq!(total(HashMap::from([("a", square(2))])).await.unwrap(), 4);
    assert_eq!(total(HashMap::from([("a".to_owned(), 1)])).await.unwrap(), 1);
    assert_eq!(present(vec![square(2), promise(1)]).await.unwrap(), 5);
}

#[task]
async fn defaults(
    #[default("x".into())] text: String,
    #[default("y")] maybe: Option<String>,
    #[default(3)] number: Option<i64>,
    #[default(None)] nothing: Option<i64>,
    #[default("4".parse().unwrap())] parsed: i64,
    #[default(Default::default())] empty: Vec<i64>,
    #[default(["a", "b"].into_iter().map(str::to_owned).collect())] list: Vec<String>,
    #[default(vec![])] none: Vec<i64>,
    #[default(" z ".trim())] trimmed: String,
) -> String {
    format!(
        "{text} {maybe:?} {number:?} {nothing:?} {parsed} {empty:?} {list:?} {none:?} {trimmed}"
    )
}

#[tokio::test]
async fn a_default_is_written_as_an_argument() {
    let d = flyte::default;
    assert_eq!(
        defaults(d(), d(), d(), d(), d(), d(), d(), d(), d()).await.unwrap(),
        "x Some(\"y\") Some(3) None 4 [] [\"a\", \"b\"] [] z"
    );
}

#[workflow]
fn list_of_promises(x: i64) -> Vec<i64> {
    let squares = promise(vec![square(x), square(3), promise(5)]);
    squares.map(square)
}

#[workflow]
fn element_of_a_list(x: i64) -> i64 {
    let squares = promise(vec![square(x), square(3)]);
    square(squares[1])
}

#[workflow]
fn list_in_arms(x: i64) -> Vec<i64> {
    if x > 10 {
        vec![square(x), promise(1)]
    } else if x > 5 {
        let first = square(2);
        vec![first]
    } else {
        promise(vec![7_i64])
    }
}

#[workflow]
fn plain_lists_in_plain_arms(x: i64) -> Vec<i64> {
    let many = 3 > 2;
    let mut list = if many { vec![square(x), square(2)] } else { vec![] };
    list.push(promise(1));
    list
}

#[workflow]
fn list_kept_in_a_variable(x: i64) -> i64 {
    let list = if x > 3 {
        let list = vec![square(x)];
        list
    } else {
        let list = vec![square(1), square(2)];
        list
    };
    maybe_list(list)
}

#[tokio::test]
async fn a_list_of_promises_is_a_promise_of_a_list() {
    assert_eq!(list_of_promises(2).await.unwrap(), [16, 81, 25]);
    assert_eq!(element_of_a_list(2).await.unwrap(), 81);
    assert_eq!(list_in_arms(11).await.unwrap(), [121, 1]);
    assert_eq!(list_in_arms(6).await.unwrap(), [4]);
    assert_eq!(list_in_arms(1).await.unwrap(), [7]);
    assert_eq!(plain_lists_in_plain_arms(2).await.unwrap(), [4, 4, 1]);
    assert_eq!(list_kept_in_a_variable(4).await.unwrap(), 16);
    assert_eq!(list_kept_in_a_variable(1).await.unwrap(), 5);
}

#[derive(Debug, PartialEq, Outputs)]
struct Split {
    a: Vec<i64>,
    b: i64,
    name: String,
    more: Option<i64>,
}

#[task]
async fn split(x: i64) -> Split {
    Split { a: vec![x], b: x, name: "task".into(), more: None }
}

#[workflow]
fn constants(x: i64) -> Split {
    let a = vec![square(x), promise(2)];
    SplitPromises { a, b: 3, name: "x", more: square(2) }
}

#[workflow]
fn in_arms(x: i64) -> Split {
    if x > 10 {
        let more = promise(1);
        SplitPromises { a: vec![1, 2], b: square(x), name: "big", more }
    } else if x > 5 {
        split(x)
    } else {
        SplitPromises { b: 0, ..*split(x) }
    }
}

#[workflow]
fn field_of_an_arm(x: i64) -> i64 {
    let parts =
        if x > 3 { SplitPromises { a: vec![x], b: 1, name: "a", more: None } } else { split(x) };
    square(parts.b)
}

#[tokio::test]
async fn outputs_may_be_constants() {
    let text = |name: &str| name.to_owned();
    let expected = Split { a: vec![4, 2], b: 3, name: text("x"), more: Some(4) };
    assert_eq!(constants(2).await.unwrap(), expected);
    let expected = Split { a: vec![1, 2], b: 121, name: text("big"), more: Some(1) };
    assert_eq!(in_arms(11).await.unwrap(), expected);
    let expected = Split { a: vec![6], b: 6, name: text("task"), more: None };
    assert_eq!(in_arms(6).await.unwrap(), expected);
    let expected = Split { a: vec![1], b: 0, name: text("task"), more: None };
    assert_eq!(in_arms(1).await.unwrap(), expected);
    assert_eq!(field_of_an_arm(4).await.unwrap(), 1);
    assert_eq!(field_of_an_arm(3).await.unwrap(), 9);
}

type Twelve = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, String);

#[task]
async fn twelve(x: i64) -> (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, String) {
    (x, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "twelve".into())
}

#[workflow]
fn unpacked(x: i64) -> (String, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) {
    let (a, b, c, d, e, f, g, h, i, j, k, l) = twelve(x);
    (l, k, j, i, h, g, f, e, d, c, b, a)
}

#[workflow]
fn five_in_arms(x: i64) -> (i64, i64, i64, i64, i64) {
    let all = twelve(x);
    let (a, b, c, d, e) = if x > 3 {
        (all.0, all.1, all.2, all.3, all.4)
    } else {
        (all.4, all.3, all.2, all.1, all.0)
    };
    (a, b, c, d, e)
}

#[tokio::test]
async fn a_tuple_has_up_to_twelve_items() {
    let expected: Twelve = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "twelve".into());
    assert_eq!(twelve(1).await.unwrap(), expected);
    let (last, ..) = unpacked(1).await.unwrap();
    assert_eq!(last, "twelve");
    assert_eq!(five_in_arms(4).await.unwrap(), (4, 2, 3, 4, 5));
    assert_eq!(five_in_arms(1).await.unwrap(), (5, 4, 3, 2, 1));
}

#[task]
async fn log(x: i64) {
    let _ = x;
}

#[workflow]
fn after_several(x: i64) -> i64 {
    let [first, second] = [square(x), square(2)];
    let text = greet("x");
    let done = log(3);
    let third = square(3).after([first, second]);
    let fourth = square(4).after((text, done)).after(vec![third]);
    let all = [first, second];
    square(5).after(fourth).after(&all[..])
}

#[test]
fn a_call_comes_after_several() {
    let graph = after_several::definition().graph().unwrap();
    let after: Vec<usize> = graph.nodes.iter().map(|node| node.after.len()).collect();
    assert_eq!(after, [0, 0, 0, 0, 2, 3, 3]);
}

#[task(requests(cpu = 2, gpu = 1), limits(cpu = 2.5))]
async fn heavy(x: i64) -> i64 {
    x
}

#[workflow]
fn settings(x: i64) -> i64 {
    let a = heavy(x).with(With::new().cpu(2).gpu(1_u8).timeout("1h30m"));
    let b = heavy(a).with(With::new().cpu(0.5).timeout(std::time::Duration::from_secs(3)));
    heavy(b).with(With::new().cpu("500m").mem(String::from("4Gi")))
}

#[workflow]
fn bad_timeout(x: i64) -> i64 {
    let limit = "10";
    heavy(x).with(With::new().timeout(limit))
}

#[workflow]
fn bad_cpu(x: i64) -> i64 {
    let cores = -1;
    heavy(x).with(With::new().cpu(cores))
}

#[test]
fn settings_are_numbers_and_texts() {
    let options = &heavy::definition().options;
    assert_eq!((options.requests.cpu, options.requests.gpu), (Some("2"), Some("1")));
    assert_eq!(options.limits.cpu, Some("2.5"));
    let graph = settings::definition().graph().unwrap();
    let overrides: Vec<_> =
        graph.nodes.iter().map(|node| node.overrides.clone().unwrap()).collect();
    assert_eq!(overrides[0].cpu.as_deref(), Some("2"));
    assert_eq!(overrides[0].gpu.as_deref(), Some("1"));
    assert_eq!(overrides[0].timeout.unwrap().as_secs(), 5_400);
    assert_eq!(overrides[1].cpu.as_deref(), Some("0.5"));
    assert_eq!(overrides[1].timeout.unwrap().as_secs(), 3);
    assert_eq!(overrides[2].memory.as_deref(), Some("4Gi"));
    let error = bad_timeout::definition().graph().unwrap_err().to_string();
    assert!(
        error.contains("`timeout` can't be \"10\"") && error.contains("arguments.rs:"),
        "{error}"
    );
    let error = bad_cpu::definition().graph().unwrap_err().to_string();
    assert!(error.contains("`cpu` can't be \"-1\""), "{error}");
}
