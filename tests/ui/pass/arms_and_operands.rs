// What arms may end in, what statements may be, and operands of plain values: nothing of it is taken for a promise.
use flyte::prelude::*;

#[derive(Clone, PartialEq)]
enum Kind {
    Plain,
    Named(String),
}

fn named() -> Option<String> {
    Some("a".to_owned())
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or_default()
}

#[derive(Outputs)]
struct Split {
    train: i64,
    test: i64,
}

impl SplitPromises {
    fn whole(&self) -> Promise<i64> {
        add(self.train, self.test)
    }
}

trait Twice {
    fn twice(self) -> Promise<i64>;
}

impl Twice for Promise<i64> {
    fn twice(self) -> Promise<i64> {
        add(self, self)
    }
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
fn split(n: i64) -> Split {
    Split { train: n, test: 1 }
}

#[task]
fn many(n: i64) -> Vec<i64> {
    (0..n).collect()
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[task]
fn log(_n: i64) {}

#[workflow]
fn statements(n: i64) -> i64 {
    if n > 3 { log(n) } else { log(3) }
    if n > 3 { log(n) } else {
    }
    for i in 0..2 {
        if n > i { log(i) } else { log(n) }
    }
    let flag = true;
    if flag { log(n) } else { log(3) }
    n
}

#[workflow]
fn arms(n: i64) -> i64 {
    let (flag, least) = (true, 4);
    let a = if flag { least } else { 3 };
    let b: &[i64] = if flag { &[1, 2] } else { &[3, 4] };
    let c: i64 = if flag { "3".parse().unwrap_or_default() } else { least };
    let d = if n > a { promise(0) } else { promise(n) };
    let list = vec![n, d];
    let e = if n > a { list } else { many(n) };
    let f = {
        let whole = &d;
        if n > a { whole } else { &n }
    };
    let parts = SplitPromises { train: n, test: d };
    let g = if n > a { parts } else { split(n) };
    let h = if n > b[0] { if flag { add(n, c) } else { n } } else { f };
    add(g.whole(), add(sum(e), h.twice()))
}

#[workflow]
fn operands(n: i64) -> i64 {
    let kind = Kind::Named("x".to_owned());
    let mut t = n;
    for _ in 0..2 {
        if matches!(kind, Kind::Named(_)) {
            t = add(t, 1);
        }
    }
    match kind.clone() {
        Kind::Plain => {}
        Kind::Named(text) => drop(text),
    }
    let name = named();
    if let Some(text) = name {
        drop(text);
    }
    let mut xs = vec![1, 2];
    let first = &mut xs[0];
    *first = 5;
    *first += 1;
    let boxed = Box::new(String::from("abc"));
    let text = *boxed;
    let shared = std::rc::Rc::new(3);
    let x = *shared + *shared;
    let (y, z) = (-x, 3_usize as i64);
    let negate = |q: i64| -q;
    let wide = |q| q as i64;
    let most = *xs.iter().max().unwrap_or(&0);
    if kind == Kind::Plain {
        return t;
    }
    add(t, x + y + z + negate(1) + wide(1_i32) + most + length(&text))
}

pub(crate) fn main() {
    for graph in [statements::definition(), arms::definition(), operands::definition()] {
        assert!(graph.graph().is_ok(), "{:?}", graph.graph().err());
    }
}
