//! Checksums that a file of a table carries in its own footer.
//!
//! The parquet crate can't write the checksums of pages, and Arrow's files have none at all, so a byte that a disk or a
//! network changed would be read as another value. Our writers therefore add one text to the key-value metadata of the
//! footer, which other readers pass over: CRC-32 of each piece of the file that is read as one, and of the footer
//! itself, where the eight digits of its own checksum count as zeros.
//!
//! The text is looked for in the bytes of the footer rather than in what was decoded of them: where the entry itself is
//! hidden by a changed byte, the footer's checksum still finds that. Files without the text are read as they are.

/// The key of the text.
pub(super) const KEY: &str = "flyte.checksums";

const MARK: &[u8] = b"flyte crc32 footer=";
const DATA: &[u8] = b" data=";
/// So many digits has a checksum.
const DIGITS: usize = 8;

/// The text that a footer carries for these checksums, before [`seal`] fills in the footer's own.
pub(super) fn text(data: impl IntoIterator<Item = u32>) -> String {
    use std::fmt::Write;
    let mut text = String::from("flyte crc32 footer=00000000 data=");
    for checksum in data {
        // writing to a String can't fail
        let _ = write!(text, "{checksum:08x}");
    }
    text
}

/// Fills in the checksum of a footer that carries the text.
pub(super) fn seal(footer: &mut [u8]) {
    if let Some(at) = own_checksum(footer) {
        let checksum = crc32fast::hash(footer);
        footer[at..at + DIGITS].copy_from_slice(format!("{checksum:08x}").as_bytes());
    }
}

/// The checksums that a footer carries; `None` if it carries none. An error if the footer isn't as it was written.
pub(super) fn open(footer: &[u8]) -> Result<Option<Vec<u32>>, &'static str> {
    const CHANGED: &str =
        "its footer isn't as it was written: the checksum that it carries is another";
    let Some(at) = own_checksum(footer) else { return Ok(None) };
    let (before, rest) = footer.split_at(at);
    let (own, rest) = rest.split_at(DIGITS);
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(before);
    hasher.update(&[b'0'; DIGITS]);
    hasher.update(rest);
    if number(own) != Some(hasher.finalize()) {
        return Err(CHANGED);
    }
    let data = rest.strip_prefix(DATA).ok_or(CHANGED)?;
    let end = data.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(data.len());
    data[..end].chunks(DIGITS).map(number).collect::<Option<_>>().map(Some).ok_or(CHANGED)
}

/// Where the digits of the footer's own checksum stand. The text is near the end.
fn own_checksum(footer: &[u8]) -> Option<usize> {
    let at = footer.windows(MARK.len() + DIGITS).rposition(|window| window.starts_with(MARK))?;
    Some(at + MARK.len())
}

fn number(digits: &[u8]) -> Option<u32> {
    let is_whole = digits.len() == DIGITS && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_whole)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_bit_of_a_footer_is_noticed_or_hides_the_text() {
        let mut footer = format!("columns {} and more", text([1, 0xffff_ffff])).into_bytes();
        seal(&mut footer);
        assert_eq!(open(&footer), Ok(Some(vec![1, 0xffff_ffff])));
        let hidden = (0..footer.len() * 8).filter(|bit| {
            let mut changed = footer.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            open(&changed).is_ok_and(|found| found.is_none())
        });
        assert_eq!(hidden.count(), MARK.len() * 8, "the mark alone");
        assert_eq!(open(b"no checksums here"), Ok(None));
        assert_eq!(open(MARK), Ok(None), "cut off");
    }
}
