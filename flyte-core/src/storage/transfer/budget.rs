//! The memory that all transfers of this process share.
//!
//! Only what is sure to move on holds memory of the budget: a part on its way to a store, a range that is read ahead.
//! What waits for its user (the part a writer is filling, the range a reader stands in) holds none, so that any
//! number of open readers and writers can't keep each other from moving.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const MIB: u64 = 1 << 20;
/// What a permit stands for.
const UNIT: u64 = 64 << 10;
/// Says how much memory transfers take, in MiB. A value that is no number is refused when a store is opened.
pub(in crate::storage) const MEMORY: &str = "FLYTE_TRANSFER_MEMORY_MIB";
/// Parts on their way and ranges read ahead, together, if [`MEMORY`] doesn't say otherwise.
const TOTAL: u64 = 40 * MIB;
/// Ranges read ahead.
const AHEAD: u64 = 6 * MIB;
/// The length of a part, unless an object is so long that it must be more.
pub(super) const PART: u64 = 8 * MIB;

struct Budget {
    total: Arc<Semaphore>,
    ahead: Arc<Semaphore>,
    units: u64,
}

static BUDGET: LazyLock<Budget> = LazyLock::new(|| {
    let said = std::env::var(MEMORY).ok();
    let total = said
        .and_then(|text| text.trim().parse::<u64>().ok())
        .map_or(TOTAL, |n| n.clamp(8, 1 << 20) * MIB);
    let ahead = (AHEAD * total / TOTAL).max(2 * MIB);
    let semaphore = |bytes: u64| Arc::new(Semaphore::new((bytes / UNIT) as usize));
    Budget { total: semaphore(total), ahead: semaphore(ahead), units: total / UNIT }
});

/// Memory that is given back when this goes.
pub(super) struct Permit {
    _total: OwnedSemaphorePermit,
    _ahead: Option<OwnedSemaphorePermit>,
}

/// Waits for memory. Who asks for more than there is gets all there is.
pub(super) async fn take(bytes: u64) -> Permit {
    let units = bytes.div_ceil(UNIT).clamp(1, BUDGET.units) as u32;
    let total = BUDGET.total.clone().acquire_many_owned(units).await;
    Permit { _total: total.expect("a semaphore that is never closed"), _ahead: None }
}

/// Memory to read ahead, if there is some.
pub(super) fn try_ahead(bytes: u64) -> Option<Permit> {
    let units = bytes.div_ceil(UNIT) as u32;
    let ahead = BUDGET.ahead.clone().try_acquire_many_owned(units).ok()?;
    let total = BUDGET.total.clone().try_acquire_many_owned(units).ok()?;
    Some(Permit { _total: total, _ahead: Some(ahead) })
}

/// Buffers of [`PART`] bytes that have been used and will be again: fresh memory costs the system a page at a time.
static SPARE: Mutex<(usize, Vec<BytesMut>)> = Mutex::new((0, Vec::new()));

/// Someone who uses buffers. When the last one goes, the spare ones do.
pub(super) struct Buffers(());

impl Buffers {
    pub(super) fn new() -> Buffers {
        SPARE.lock().unwrap_or_else(PoisonError::into_inner).0 += 1;
        Buffers(())
    }

    /// A buffer of this length, whatever is in it.
    pub(super) fn get(&self, length: u64) -> BytesMut {
        let spare = match length == PART {
            true => SPARE.lock().unwrap_or_else(PoisonError::into_inner).1.pop(),
            false => None,
        };
        spare.unwrap_or_else(|| BytesMut::zeroed(length as usize))
    }

    /// Takes a buffer back, if nobody else looks at it.
    pub(super) fn put(bytes: Bytes) {
        let Ok(buffer) = bytes.try_into_mut() else { return };
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        if buffer.len() as u64 == PART && spare.0 > 0 && spare.1.len() < 8 {
            spare.1.push(buffer);
        }
    }
}

impl Drop for Buffers {
    fn drop(&mut self) {
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        spare.0 -= 1;
        if spare.0 == 0 {
            spare.1 = Vec::new();
        }
    }
}
