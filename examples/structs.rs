//! `cargo run --example structs` passes structs, enums and maps between tasks, uses the fields of a promise, and prints a
//! bill.

use flyte::prelude::*;

/// What a customer pays with.
#[derive(Debug, Clone, FlyteType)]
enum Payment {
    Cash,
    Card { number: String },
    Voucher(i64),
}

/// How good a customer is.
#[derive(Debug, Clone, FlyteType)]
#[serde(rename_all = "lowercase")]
enum Tier {
    Basic,
    Gold,
}

/// An order: nested values cross between tasks as they are.
#[derive(Debug, Clone, FlyteType)]
struct Order {
    items: BTreeMap<String, f64>,
    tier: Tier,
    payment: Payment,
    #[serde(default)]
    note: Option<String>,
}

/// An order for the example.
#[task]
fn order(gold: bool) -> Order {
    Order {
        items: BTreeMap::from([("tea".into(), 4.5), ("cake".into(), 3.25)]),
        tier: if gold { Tier::Gold } else { Tier::Basic },
        payment: if gold { Payment::Card { number: "4000".into() } } else { Payment::Voucher(5) },
        note: None,
    }
}

/// Adds the prices up.
#[task]
fn total(items: BTreeMap<String, f64>) -> f64 {
    items.values().sum()
}

/// Takes ten percent off.
#[task]
fn discounted(total: f64) -> f64 {
    total * 0.9
}

/// Writes the bill.
#[task]
fn bill(total: f64, payment: Payment, tea: f64) -> String {
    let by = match payment {
        Payment::Cash => "cash".to_owned(),
        Payment::Card { number } => format!("card {number}"),
        Payment::Voucher(value) => format!("a voucher of {value}"),
    };
    format!("{total:.2} by {by}, {tea:.2} of it for tea")
}

/// From an order to a bill.
#[workflow]
fn checkout(#[default(true)] gold: bool) -> String {
    let order = order(gold);
    let sum = total(order.items);
    // An enum is compared with a constant, a map has keys, a struct has fields: all of them promises.
    let due = if order.tier == Tier::Gold { discounted(sum) } else { sum };
    bill(due, order.payment, order.items["tea"])
}

fn main() -> ExitCode {
    flyte::main()
}
