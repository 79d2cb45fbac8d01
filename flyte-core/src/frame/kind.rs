//! What a file is, by its first bytes: for messages about files that are something else than they are read as.

/// The first bytes that are enough.
pub(super) const ENOUGH: usize = 8;

/// What a file is that begins so, and what to do about it; empty if nobody can tell.
pub(super) fn advice(head: &[u8]) -> String {
    let read_as = |what: &str, format: &str| {
        format!("; it looks like {what}: say so with `with_format(\"{format}\")`")
    };
    let is_text = !head.is_empty()
        && head.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n'));
    match head {
        [b'P', b'A', b'R', b'1', ..] => read_as("a Parquet file", "parquet"),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => read_as("an Arrow file", "arrow"),
        [0xff, 0xff, 0xff, 0xff, ..] => read_as("an Arrow stream", "arrow"),
        [b'F', b'E', b'A', b'1', ..] => {
            "; it is a Feather file of version 1: write it with version 2, or as Parquet".into()
        }
        [b'O', b'R', b'C', ..] => "; it looks like an ORC file: write it as Parquet".into(),
        [b'O', b'b', b'j', 1, ..] => "; it looks like an Avro file: write it as Parquet".into(),
        [0x1f, 0x8b, ..] => {
            "; it is compressed by gzip, which is read of CSV: say so with `with_format(\"csv\")`, \
             or unpack it"
                .into()
        }
        [b'{' | b'[', ..] if is_text => "; it looks like JSON: write it as Parquet or CSV".into(),
        [b'<', ..] if is_text => "; it looks like a page of the web, and no table".into(),
        _ if is_text => read_as("text", "csv"),
        _ => compression(head).map(unpack).unwrap_or_default(),
    }
}

/// By what a file is compressed that isn't read so.
pub(super) fn compression(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("Zstandard"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz"),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some("bzip2"),
        [b'P', b'K', 3, 4, ..] => Some("zip"),
        [0x04, 0x22, 0x4d, 0x18, ..] => Some("LZ4"),
        _ => None,
    }
}

fn unpack(by: &str) -> String {
    format!("; it is compressed by {by}: unpack it")
}
