//! The JSON schema of a struct, field by field.

use prost_types::{Struct, Value};

use super::json;
use crate::convert::Field;

/// Builds the JSON schema of a struct.
#[derive(Clone, Debug)]
pub struct StructSchema {
    title: String,
    properties: Struct,
    required: Vec<Value>,
}

impl StructSchema {
    /// A schema without fields.
    pub fn new(title: impl Into<String>) -> Self {
        StructSchema { title: title.into(), properties: Struct::default(), required: Vec::new() }
    }

    /// Adds a field. One with a default isn't required, and the schema states the default if it is
    /// of a kind that schemas state: scalars, enum values and null.
    #[must_use]
    pub fn field<T: Field>(self, name: &str, default: Option<&T>) -> Self {
        let stated = default.and_then(T::default_json);
        self.property(name, T::schema(), default.is_none(), stated)
    }

    /// Adds a field by its schema.
    #[must_use]
    pub fn property(
        mut self,
        name: &str,
        schema: Struct,
        required: bool,
        default: Option<Value>,
    ) -> Self {
        let mut schema = schema;
        if let Some(default) = default {
            schema.fields.insert("default".into(), default);
        }
        if required {
            self.required.push(json::text(name));
        }
        self.properties.fields.insert(name.to_owned(), json::object(schema));
        self
    }

    /// The schema.
    pub fn finish(self) -> Struct {
        let mut schema = json::fields([
            ("type", json::text("object")),
            ("title", json::text(self.title)),
            ("additionalProperties", json::boolean(false)),
        ]);
        if !self.properties.fields.is_empty() {
            schema.fields.insert("properties".into(), json::object(self.properties));
        }
        if !self.required.is_empty() {
            schema.fields.insert("required".into(), json::list(self.required));
        }
        schema
    }
}
