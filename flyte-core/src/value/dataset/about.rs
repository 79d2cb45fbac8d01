//! What a dataset's value says of itself beside its type.

use bytes::Bytes;
use flyte_types::idl::core::StructuredDatasetType;
use flyte_types::{Error, Result};
use prost::Message;

/// Columns, format and a schema of another library, as the value has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct About {
    pub(super) ty: StructuredDatasetType,
    /// The same as it came in a literal. Handed on, it stays as it came.
    arrived: Option<Bytes>,
}

impl About {
    /// Of a value that is made here.
    pub(super) fn of_format(format: &str) -> About {
        About {
            ty: StructuredDatasetType {
                format: format.to_owned(),
                ..StructuredDatasetType::default()
            },
            arrived: None,
        }
    }

    /// Of a value whose literal says this.
    pub(super) fn arrived(ty: &[u8]) -> Result<About> {
        let arrived = Bytes::copy_from_slice(ty);
        let ty = StructuredDatasetType::decode(arrived.clone()).map_err(|error| {
            Error::new(format!("not the type of a structured dataset: {error}"))
        })?;
        Ok(About { ty, arrived: Some(arrived) })
    }

    /// Changes it: it is not as it came any more.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut StructuredDatasetType)) {
        change(&mut self.ty);
        self.arrived = None;
    }

    /// The type that its literal has, where `declared` is the type of inputs and outputs. What is declared goes first,
    /// as in flytekit (`StructuredDatasetTransformerEngine.async_to_literal`).
    pub(super) fn settled(&self, declared: StructuredDatasetType) -> Bytes {
        if let Some(arrived) = &self.arrived {
            return arrived.clone();
        }
        let mut settled = declared;
        let own = &self.ty;
        if settled.columns.is_empty() {
            settled.columns.clone_from(&own.columns);
        }
        if settled.format.is_empty() {
            settled.format.clone_from(&own.format);
        }
        if settled.external_schema_type.is_empty() {
            settled.external_schema_type.clone_from(&own.external_schema_type);
            settled.external_schema_bytes = own.external_schema_bytes.clone();
        }
        settled.encode_to_vec().into()
    }
}
