//! Large values go into the store.

use bytes::Bytes;
use flyte_types::interface::Variable;
use flyte_types::wire::{self, Offloaded};
use prost::Message;

use super::{Depot, HASH};
use crate::error::{Error, Result};
use crate::storage::{Location, Transfer};

impl Depot {
    /// Whether any of these outputs has to be stored.
    pub fn is_crossed(&self, declared: &[Variable], outputs: &[Bytes]) -> bool {
        let lens = declared
            .iter()
            .zip(outputs)
            .map(|(variable, output)| (variable.name.len(), output.len()));
        self.0.limits.is_crossed(lens)
    }

    /// The outputs with the largest of them stored, so that the rest fits into a message. What `outlives` the run (a
    /// cache will know of it) isn't stored where the run itself is.
    pub async fn put(
        &self,
        declared: &[Variable],
        mut outputs: Vec<Bytes>,
        outlives: bool,
    ) -> Result<Vec<Bytes>> {
        let sizes: Vec<(&str, usize)> = declared
            .iter()
            .zip(&outputs)
            .map(|(variable, output)| (&*variable.name, output.len()))
            .collect();
        let folder = self.place(outlives)?.directory()?;
        let locations = declared
            .iter()
            .map(|variable| folder.join(&file_name(&variable.name)))
            .collect::<Result<Vec<Location>>>()?;
        let stands_for = |index: usize| {
            let ty = declared[index].ty.encode_to_vec();
            let hash = wire::hash_of(&outputs[index]).map_or(HASH, |hash| hash.len());
            let size_bytes = outputs[index].len() as u64;
            let uri = locations[index].to_string();
            reference(&uri, size_bytes, &ty, &"0".repeat(hash)).len()
        };
        let chosen = self.0.limits.choose(&sizes, stands_for)?;
        // One after the other, the largest first: each gives its memory back before the next one moves.
        for index in chosen {
            let literal = std::mem::take(&mut outputs[index]);
            outputs[index] = self.store(&declared[index], literal, &locations[index]).await?;
        }
        Ok(outputs)
    }

    /// Stores one literal; gives what stands for it.
    async fn store(&self, variable: &Variable, literal: Bytes, to: &Location) -> Result<Bytes> {
        let size_bytes = literal.len() as u64;
        let own = wire::hash_of(&literal);
        let how = match own {
            None => Transfer::new().hash(),
            Some(_) => Transfer::new(),
        };
        let moved = self.0.context.stores().write_bytes(to, literal, how).await;
        let moved = moved.map_err(|error| {
            let what =
                format!("output `{}` ({size_bytes} bytes) can't be offloaded", variable.name);
            error.context(what)
        })?;
        let hash = own.or_else(|| moved.hash.map(|hash| blake3::Hash::from(hash).to_string()));
        let hash = hash.ok_or_else(|| Error::system("a value was stored without its hash"))?;
        Ok(reference(&to.to_string(), size_bytes, &variable.ty.encode_to_vec(), &hash))
    }
}

/// The file of a variable, as the platform names it. A name that no disk takes is cut and told apart by its hash.
fn file_name(variable: &str) -> String {
    const LONGEST: usize = 200;
    let Some((end, _)) = variable.char_indices().find(|(end, _)| *end > LONGEST) else {
        return format!("{variable}_offloaded_metadata.pb");
    };
    let start: String = variable[..end].chars().take(LONGEST / 4).collect();
    format!("{start}-{}_offloaded_metadata.pb", blake3::hash(variable.as_bytes()).to_hex())
}

fn reference(uri: &str, size_bytes: u64, inferred_type: &[u8], hash: &str) -> Bytes {
    Offloaded { uri, size_bytes, inferred_type }.literal(hash)
}
