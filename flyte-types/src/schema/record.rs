//! The JSON schema of a struct, field by field.

use prost_types::{Struct, Value};

use super::{json, pydantic};
use crate::convert::Field;

/// Whose schema it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// mashumaro's, of a dataclass.
    Dataclass,
    /// pydantic's, of a model.
    Model,
    /// pydantic's, of a dataclass in a model.
    DataclassInModel,
}

/// Builds the JSON schema of a struct.
#[derive(Clone, Debug)]
pub struct StructSchema {
    form: Form,
    title: String,
    properties: Struct,
    required: Vec<Value>,
    definitions: Struct,
}

impl StructSchema {
    /// A schema without fields.
    pub fn new(title: impl Into<String>) -> Self {
        Self::of(Form::Dataclass, title.into())
    }

    /// The schema of a pydantic model, without fields.
    pub fn model(title: impl Into<String>) -> Self {
        Self::of(Form::Model, title.into())
    }

    /// The schema that pydantic gives a dataclass, without fields.
    pub fn in_model(title: impl Into<String>) -> Self {
        Self::of(Form::DataclassInModel, title.into())
    }

    fn of(form: Form, title: String) -> Self {
        StructSchema {
            form,
            title,
            properties: Struct::default(),
            required: Vec::new(),
            definitions: Struct::default(),
        }
    }

    /// Adds a field. One with a default isn't required. The schema of a dataclass states the default if it is of a kind
    /// that schemas state, scalars, enum values and null; that of a pydantic model states every one.
    #[must_use]
    pub fn field<T: Field>(mut self, name: &str, default: Option<&T>) -> Self {
        let required = default.is_none();
        if self.form == Form::Dataclass {
            let stated = default.and_then(T::default_json);
            return self.property(name, T::schema(), required, stated);
        }
        let mut schema = T::pydantic_schema(&mut self.definitions);
        if pydantic::has_title(&schema) {
            schema.fields.insert("title".into(), json::text(pydantic::title(name)));
        }
        let is_stated = |default: &&T| self.form == Form::Model || default.default_json().is_some();
        let stated = default.filter(is_stated).and_then(pydantic::stated);
        self.property(name, schema, required, stated)
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
        self.with_title().1
    }

    pub(super) fn with_title(self) -> (String, Struct) {
        let mut schema = json::fields([
            ("type", json::text("object")),
            ("title", json::text(self.title.as_str())),
        ]);
        let mut insert = |key: &str, value| drop(schema.fields.insert(key.to_owned(), value));
        if self.form == Form::Dataclass {
            insert("additionalProperties", json::boolean(false));
        }
        if self.form != Form::Dataclass || !self.properties.fields.is_empty() {
            insert("properties", json::object(self.properties));
        }
        if !self.required.is_empty() {
            insert("required", json::list(self.required));
        }
        if !self.definitions.fields.is_empty() {
            insert(pydantic::DEFINITIONS, json::object(self.definitions));
        }
        (self.title, schema)
    }
}
