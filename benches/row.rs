//! A struct of ten fields, as they come in tables.

use flyte::FlyteType;
use serde::{Deserialize, Serialize};

/// A ride in a taxi.
#[derive(Clone, Debug, PartialEq, FlyteType, Serialize, Deserialize)]
pub struct Row {
    id: i64,
    vendor: String,
    pickup: i64,
    minutes: f64,
    miles: f64,
    passengers: u8,
    fare: f64,
    tip: f64,
    shared: bool,
    zone: String,
}

/// A thousand of them.
pub fn rows() -> Vec<Row> {
    (0..1_000)
        .map(|index: i64| Row {
            id: index * 7_919,
            vendor: format!("vendor {}", index % 7),
            pickup: 1_704_067_200 + index * 61,
            minutes: index as f64 * 0.25,
            miles: index as f64 * 0.1,
            passengers: (index % 5) as u8,
            fare: index as f64 * 1.75,
            tip: index as f64 * 0.2,
            shared: index % 3 == 0,
            zone: format!("zone number {}", index % 263),
        })
        .collect()
}
