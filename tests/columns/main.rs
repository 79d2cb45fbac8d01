//! Rows of tables: their columns, and the way of rows into columns and back.

mod plain;
mod rows;
