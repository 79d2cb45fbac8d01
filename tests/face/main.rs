//! The face of the product, as its users see it.

mod annotations;
mod first_page;
mod small_things;
