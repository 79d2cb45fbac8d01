//! The face of the product, as its users see it.

mod annotations;
mod choices;
mod first_page;
mod own_types;
mod shared_with_an_api;
mod small_things;
mod std_types;
