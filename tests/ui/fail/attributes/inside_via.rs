// A type that travels as another has no fields on the wire.
use flyte::custom::Via;
use flyte::prelude::*;

#[derive(Clone, FlyteType)]
#[flyte(via)]
pub struct Celsius {
    #[flyte(annotation = { "unit": "C" })] //~ under `via` that is another type
    pub degrees: f64,
}

impl Via for Celsius {
    type Repr = f64;

    fn to_repr(&self) -> flyte::Result<f64> {
        Ok(self.degrees)
    }

    fn from_repr(degrees: f64) -> flyte::Result<Self> {
        Ok(Celsius { degrees })
    }
}

fn main() {}
