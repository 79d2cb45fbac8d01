//! Bytes in memory into a store.

use bytes::Bytes;

use super::budget;
use super::parts::{Parts, part_size};
use super::{Moved, Transfer};
use crate::error::Result;
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::location::{Location, Scheme};
use crate::storage::stores::Stores;

impl Stores {
    /// Stores bytes, replacing what is there, as [`Stores::write`] does; what is long goes in parts, none of which is
    /// copied. The object appears when it is whole, or not at all.
    pub async fn write_bytes(&self, to: &Location, bytes: Bytes, how: Transfer) -> Result<Moved> {
        let object = self.object(to)?;
        let size = bytes.len() as u64;
        if let Some(announced) = how.size.filter(|announced| *announced != size) {
            let message = format!("{size} bytes were given for {to}, not {announced} as announced");
            return Err(Fault::new(Reason::Changed, message).into_error());
        }
        let mut eyes = how.eyes();
        io::run(async move {
            let here = matches!(object.location.scheme(), Scheme::File | Scheme::Memory);
            let step = if here { size } else { part_size(size) };
            let mut parts = match size > step {
                true => Some(Parts::open(&object).await?),
                false => None,
            };
            let mut at = 0;
            loop {
                let part = bytes.slice(at as usize..(at + step.min(size - at)) as usize);
                at += part.len() as u64;
                if !eyes.closed() {
                    let seen = part.clone();
                    eyes = io::blocking(move || {
                        eyes.see(&seen);
                        eyes
                    })
                    .await;
                }
                match &mut parts {
                    None => {
                        object
                            .put(part, false)
                            .await
                            .map_err(|error| object.fault("writing", &error))?;
                    }
                    Some(parts) => {
                        let memory = budget::take(part.len() as u64).await;
                        parts.send(part, memory).await?;
                    }
                }
                if at == size {
                    break;
                }
            }
            if let Some(parts) = parts {
                parts.finish().await?;
            }
            Ok(Moved { size, hash: eyes.hash() })
        })
        .await
    }
}
