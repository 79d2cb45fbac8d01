//! Compressed blocks, looked at before they are unfolded: how long the result is, each part says itself, and so much
//! room is made for it at once.

use arrow_ipc::{Block, RecordBatch, root_as_message};
use arrow_schema::ArrowError;

/// A batch that unfolds to more than this, and to more than `RATIO` times its length, is taken for a trap.
const LARGE: u64 = 1 << 30;
/// What LZ4 can do at most. Zstandard can do more where a large column has the same value all over.
const RATIO: u64 = 255;

/// An error if what a block says of itself can't be believed. Of a block that isn't whole or isn't compressed, the
/// decoder says what there is to say.
pub(super) fn check(block: &Block, bytes: &[u8]) -> Result<(), ArrowError> {
    let Some((message, body)) = usize::try_from(block.metaDataLength())
        .ok()
        .and_then(|length| bytes.split_at_checked(length))
    else {
        return Ok(());
    };
    // a length, and since Arrow 0.15 a mark before it
    let start = if message.starts_with(&[0xff; 4]) { 8 } else { 4 };
    let Some(Ok(message)) = message.get(start..).map(root_as_message) else { return Ok(()) };
    let dictionary = message.header_as_dictionary_batch();
    let batch = message.header_as_record_batch().or_else(|| dictionary?.data());
    let Some(batch) = batch.filter(|batch| batch.compression().is_some()) else { return Ok(()) };
    let length = announced(&batch, body);
    let fits = length.filter(|length| *length <= LARGE.max(body.len() as u64 * RATIO));
    let room = fits.and_then(|length| usize::try_from(length).ok());
    // what can't be had ends the process when the decoder asks for it
    match room.is_some_and(|room| Vec::<u8>::new().try_reserve_exact(room).is_ok()) {
        true => Ok(()),
        false => Err(ArrowError::IpcError(format!(
            "a compressed batch of {} bytes says that it unfolds to {}, which nobody should \
             believe; if it is right, write the table in smaller batches, or as Parquet",
            body.len(),
            length.map_or("more than 2^64".to_owned(), |length| length.to_string())
        ))),
    }
}

/// What all parts of a batch say that they unfold to; `None` if that is no number.
fn announced(batch: &RecordBatch<'_>, body: &[u8]) -> Option<u64> {
    batch.buffers().iter().flatten().try_fold(0_u64, |sum, part| {
        let at = usize::try_from(part.offset()).ok();
        let length = at.and_then(|at| body.get(at..)?.first_chunk::<8>());
        match length.map(|length| i64::from_le_bytes(*length)) {
            // one that isn't compressed says -1
            Some(length) if length > 0 && part.length() > 0 => sum.checked_add(length as u64),
            _ => Some(sum),
        }
    })
}
