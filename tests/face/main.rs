//! The face of the product, as its users see it.

mod annotations;
mod first_page;
mod own_types;
mod small_things;
