//! Checksums of the pieces of an Arrow file, which its footer carries.
//!
//! A piece is what was written at once: a batch with its header, or each buffer where dictionaries come before batches,
//! because then only the footer tells where one ends and the other begins. A block that is read is one piece or several.

use std::io::{self, Write};
use std::ops::Range;

use crc32fast::Hasher;

use crate::frame::place::Sink;
use crate::frame::seal;

/// Where a file goes. The footer waits until it has been sealed.
pub(super) struct Output {
    pub(super) sink: Sink,
    pieces: Vec<Piece>,
    hasher: Hasher,
    end: u64,
    each: bool,
    footer: Option<Vec<u8>>,
}

/// Where a piece ends, which begins where the one before does, and its checksum.
#[derive(Clone, Copy)]
struct Piece {
    end: u64,
    checksum: u32,
}

impl Output {
    /// `each` makes a piece of each buffer.
    pub(super) fn new(sink: Sink, each: bool) -> Output {
        Output { sink, pieces: Vec::new(), hasher: Hasher::new(), end: 0, each, footer: None }
    }

    /// Ends a piece.
    pub(super) fn cut(&mut self) {
        if self.pieces.last().map_or(0, |last| last.end) < self.end {
            let checksum = std::mem::take(&mut self.hasher).finalize();
            self.pieces.push(Piece { end: self.end, checksum });
        }
    }

    /// What the footer is to carry. All that follows is kept until [`Output::end`].
    pub(super) fn text(&mut self) -> String {
        self.cut();
        self.footer = Some(Vec::new());
        seal::text(self.pieces.iter().flat_map(|piece| {
            let end = piece.end;
            [(end >> 32) as u32, end as u32, piece.checksum]
        }))
    }

    /// Writes the footer, whose length stands behind it, before the magic word.
    pub(super) fn end(self) -> io::Result<Sink> {
        let Output { mut sink, footer, .. } = self;
        let mut footer = footer.unwrap_or_default();
        if let Some((body, trailer)) = footer.split_last_chunk_mut::<{ super::file::TRAILER }>() {
            let length = u32::from_le_bytes([trailer[0], trailer[1], trailer[2], trailer[3]]);
            let start = body.len().saturating_sub(length as usize);
            seal::seal(&mut body[start..]);
        }
        sink.write_all(&footer)?;
        Ok(sink)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(footer) = &mut self.footer {
            return footer.write(bytes);
        }
        let written = self.sink.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.end += written as u64;
        if self.each {
            self.cut();
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The pieces that a file was written in; none if its footer carries no checksums.
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    /// Of a file with this footer.
    pub(super) fn of(footer: &[u8]) -> Result<Pieces, &'static str> {
        let words = seal::open(footer)?.unwrap_or_default();
        let (pieces, rest) = words.as_chunks::<3>();
        if !rest.is_empty() {
            return Err("its checksums are incomplete");
        }
        let piece = |[high, low, checksum]: &[u32; 3]| Piece {
            end: (u64::from(*high) << 32) | u64::from(*low),
            checksum: *checksum,
        };
        Ok(Pieces(pieces.iter().map(piece).collect()))
    }

    /// An error if what lies at this range isn't what was written there.
    pub(super) fn check(&self, range: &Range<u64>, bytes: &[u8]) -> Result<(), &'static str> {
        const CHANGED: &str =
            "its bytes aren't those that were written, by the checksums in its footer";
        if self.0.is_empty() {
            return Ok(());
        }
        let first = self.0.partition_point(|piece| piece.end <= range.start);
        let begin = first.checked_sub(1).map_or(0, |before| self.0[before].end);
        if begin != range.start {
            return Err(CHANGED);
        }
        let (mut at, mut rest) = (begin, bytes);
        for piece in &self.0[first..] {
            if rest.is_empty() {
                break;
            }
            let length = piece.end.checked_sub(at).and_then(|length| usize::try_from(length).ok());
            let own = length.and_then(|length| rest.split_at_checked(length));
            let (own, behind) = own.ok_or(CHANGED)?;
            if crc32fast::hash(own) != piece.checksum {
                return Err(CHANGED);
            }
            (at, rest) = (piece.end, behind);
        }
        if rest.is_empty() { Ok(()) } else { Err(CHANGED) }
    }
}
