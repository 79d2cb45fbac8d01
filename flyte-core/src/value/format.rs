//! What a file holds, as a type.

/// The format of a file, or of the files of a directory: a word in the type that tasks agree on. It is written into
/// the literal and not checked against the bytes.
///
/// ```
/// use flyte_core::value::Format;
///
/// enum Fastq {}
///
/// impl Format for Fastq {
///     const NAME: &'static str = "fastq";
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the format of a file",
    label = "not a format",
    note = "use one of `flyte::files`, such as `Csv`, or implement `flyte::files::Format` for a type of your own"
)]
pub trait Format: Send + Sync + 'static {
    /// The word: `csv`, `tar.gz`. Blanks around it, then `~`, then dots in front don't count. Empty means any.
    const NAME: &'static str;
}

/// The word as it is written on the wire. flytekit trims in this order (`literals`, files).
pub(super) fn name<F: Format>() -> &'static str {
    F::NAME.trim().trim_start_matches('~').trim_start_matches('.')
}

macro_rules! formats {
    ($($(#[$docs:meta])* $format:ident = $name:literal;)+) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $format {}

        impl Format for $format {
            const NAME: &'static str = $name;
        }
    )+};
}

formats! {
    /// Any format at all.
    Any = "";
    /// A table of Arrow's own files.
    Arrow = "arrow";
    /// Comma-separated values.
    Csv = "csv";
    /// Compressed by gzip.
    Gz = "gz";
    /// A web page.
    Html = "html";
    /// A photograph.
    Jpeg = "jpeg";
    /// JSON.
    Json = "json";
    /// One JSON value per line.
    JsonLines = "jsonl";
    /// A table of Apache Parquet.
    Parquet = "parquet";
    /// A document for printing.
    Pdf = "pdf";
    /// A picture.
    Png = "png";
    /// A drawing.
    Svg = "svg";
    /// An archive, compressed by gzip.
    TarGz = "tar.gz";
    /// Tab-separated values.
    Tsv = "tsv";
    /// Plain text.
    Txt = "txt";
    /// A zip archive.
    Zip = "zip";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_as_flytekit_trims_them() {
        enum Odd {}
        impl Format for Odd {
            const NAME: &'static str = " ~.jpeg ";
        }
        assert_eq!(name::<Odd>(), "jpeg");
        assert_eq!(name::<TarGz>(), "tar.gz");
        assert_eq!(name::<Any>(), "");
    }
}
