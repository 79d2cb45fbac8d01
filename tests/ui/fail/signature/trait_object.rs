// What travels has a type that both sides know.
use flyte::prelude::*;

#[task]
fn area(shape: Box<dyn Shape>) -> f64 { //~ an enum of the choices
    shape.area()
}

trait Shape {
    fn area(&self) -> f64;
}

fn main() {}
