// However long the way back is, and whatever lies on it.
use std::collections::HashMap;

use flyte::prelude::*;

#[derive(FlyteType)]
struct Country { //~ through `Country.cities`, `City.streets` and `Street.country`
    cities: HashMap<String, City>,
}

#[derive(FlyteType)]
struct City {
    streets: Option<Vec<Street>>,
}

#[derive(FlyteType)]
struct Street {
    name: String,
    country: Box<Country>,
}

#[derive(Outputs)]
struct Atlas {
    country: Country,
    street: Street,
}

fn main() {}
