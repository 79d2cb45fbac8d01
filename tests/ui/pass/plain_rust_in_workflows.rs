// What isn't a promise is plain Rust in a workflow, decided while the graph is built.
use flyte::prelude::*;

const DEBUG: bool = false;

#[derive(PartialEq)]
enum Mode {
    Fast,
    Slow(u32),
}

fn mode() -> Mode {
    Mode::Slow(3)
}

fn parse(text: &str) -> Option<i64> {
    text.parse().ok()
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn plain_ifs(x: i64) -> i64 {
    let mut last = x;
    let names = ["a".to_owned(), "b".to_owned()];
    for (at, name) in names.iter().enumerate() {
        if at > 5 {
            break;
        }
        if name == "a" {
            continue;
        }
        if DEBUG {
            last = add(last, 100);
        }
        last = add(last, at as i64);
    }
    let width = if names.len() > 1 && names[0] != names[1] { 3 } else { 4 };
    let text = if !names.is_empty() { "some" } else { "none" };
    if text.len() == 4 {
        last = add(last, width);
    } else {
        last = add(last, 0);
    }
    if mode() == Mode::Fast {
        return last;
    }
    add(last, -width)
}

#[workflow]
fn patterns(x: i64) -> i64 {
    let Some(three) = parse("3") else { return x };
    let [first, second] = [1, 2];
    let (a, b) = (x, three);
    let (c, d) = &(first, second);
    let mut total = add(a, b);
    if let Some(four) = parse("4") {
        total = add(total, four);
    }
    match mode() {
        Mode::Fast => total = add(total, 1),
        Mode::Slow(n) if n > 2 => total = add(total, i64::from(n)),
        Mode::Slow(_) => {}
    }
    let kind = mode();
    match kind {
        Mode::Fast => {}
        Mode::Slow(n) => total = add(total, -i64::from(n)),
    }
    let mut left = 3;
    while left > 0 {
        left -= 1;
        total = add(total, *c + *d);
    }
    let value = loop {
        left += 1;
        if left == 2 {
            break left;
        }
    };
    add(total, value)
}

#[workflow]
fn closures(x: i64) -> i64 {
    fn nested(x: Promise<i64>) -> Promise<i64> {
        if cfg!(debug_assertions) { add(x, 1) } else { add(x, 2) }
    }
    let step = |y: Promise<i64>| {
        if y_is_wanted() {
            return add(y, 3);
        }
        add(y, 4)
    };
    let parsed = || -> Option<i64> { Some(parse("3")? + parse("4")?) };
    let list: Vec<_> = (0..3i64).map(|i| add(x, i)).collect();
    let all = sum(list);
    add(nested(step(all)), parsed().unwrap_or(0))
}

fn y_is_wanted() -> bool {
    true
}

#[workflow]
fn mixed(x: i64, flag: bool) -> i64 {
    let limit = 3;
    let wanted = limit > 2;
    let inner = if wanted && x > limit { add(x, 1) } else { x };
    let owned = String::from("kept");
    let other = if owned == "kept" || flag { add(inner, 2) } else { inner };
    drop(owned);
    if flag {
        let y = add(other, 1);
        let z = if y == x { y } else { add(y, -1) };
        add(z, y)
    } else if x < other {
        promise(4)
    } else {
        add(other, 1)
    }
}

#[workflow]
fn arms_of_plain_ifs(x: i64) -> i64 {
    let one;
    if DEBUG {
        one = add(x, 1);
    } else {
        one = add(x, 2);
    }
    let mut all = vec![one];
    let mut names = String::new();
    if all.len() > 3 {
        all.clear();
        names.push('a');
    } else {
        all.push(x);
    }
    let count = if DEBUG { 0 } else { all.len() };
    let name = if DEBUG { "none" } else { names.as_str() };
    let last: u8 = if name.is_empty() { 3 } else { panic!("{name}") };
    let some = if DEBUG { None } else { Some(last) };
    if DEBUG {
        add(one, 3);
    } else {
        nothing(one);
    }
    let doubled = all.into_iter().map(|x| add(x, 2)).collect::<Vec<_>>();
    let factor = match some {
        Some(n) if n > 3 && !DEBUG => i64::from(n),
        _ => 1,
    };
    if let Some(n) = some
        && n > 2
        && DEBUG
    {
        return one;
    }
    add(doubled[0], factor * count as i64)
}

#[workflow]
fn nothing(x: i64) {
    add(x, 1);
}

pub(crate) fn main() {
    for graph in [plain_ifs::definition(), patterns::definition(), closures::definition()] {
        assert!(graph.graph().is_ok(), "{:?}", graph.graph().err());
    }
    assert!(mixed::definition().graph().is_ok());
    assert!(arms_of_plain_ifs::definition().graph().is_ok());
    assert!(nothing::definition().graph().is_ok());
}
