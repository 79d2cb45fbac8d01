//! A struct of ten fields, as they come in tables.

use flyte_types::convert::record;
use flyte_types::idl::core::{LiteralType, SimpleType};
use flyte_types::msgpack::{Packer, Unpacker};
use flyte_types::schema::{self};
use flyte_types::{Field, FlyteType, Result, wire};
use serde::{Deserialize, Serialize};

/// A ride in a taxi.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

macro_rules! fields {
    ($($name:ident)*) => {
        impl Field for Row {
            fn field_type() -> LiteralType { schema::simple(SimpleType::Struct) }
            fn schema() -> prost_types::Struct { Default::default() }
            fn pack(&self, out: &mut Packer) -> Result<()> {
                out.map_header(10);
                $(
                    out.key(stringify!($name));
                    Field::pack(&self.$name, out).map_err(|error| error.in_field(stringify!($name)))?;
                )*
                Ok(())
            }
            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                $(let mut $name = None;)*
                for _ in 0..input.map_header("the struct `Row`")? {
                    match input.key()? {
                        $(stringify!($name) => $name = Some(record::field(input, stringify!($name))?),)*
                        _ => input.skip()?,
                    }
                }
                Ok(Row { $($name: record::required($name, "Row", stringify!($name))?),* })
            }
        }
        impl FlyteType for Row {
            fn literal_type() -> LiteralType { schema::simple(SimpleType::Struct) }
            fn union_tag() -> &'static str { record::TAG }
            fn encode(&self, out: &mut Vec<u8>) -> Result<()> { record::encode(self, out) }
            fn decode(literal: wire::Literal<'_>) -> Result<Self> { record::decode(literal, "Row") }
        }
    };
}
fields!(id vendor pickup minutes miles passengers fare tip shared zone);
