//! The serde attributes that the wire form honours: `rename`, `rename_all`, `default` and `skip`. Any other would
//! make serde's form differ from ours, and is refused.

use syn::{Attribute, ExprPath, Ident, LitStr};

use crate::attr::{self, Entry, Known, Language, Shape};
use crate::report::Report;

const RENAME: Known = Known { name: "rename", example: "rename = \"wire_name\"" };
const RENAME_ALL: Known = Known { name: "rename_all", example: "rename_all = \"camelCase\"" };
const DEFAULT: Known = Known { name: "default", example: "default or default = \"path\"" };
const SKIP: Known = Known { name: "skip", example: "skip" };

/// On a struct.
pub(crate) const STRUCT: Language = Language {
    owner: "`#[serde]` on a struct with `FlyteType`",
    options: &[RENAME, RENAME_ALL, DEFAULT],
};

/// On a struct around one value.
pub(crate) const NEWTYPE: Language = Language {
    owner: "`#[serde]` on a struct around one value",
    options: &[Known { name: "transparent", example: "transparent" }],
};

/// On a field.
pub(crate) const FIELD: Language =
    Language { owner: "`#[serde]` on a field with `FlyteType`", options: &[RENAME, DEFAULT, SKIP] };

/// On an enum.
pub(crate) const ENUM: Language =
    Language { owner: "`#[serde]` on an enum with `FlyteType`", options: &[RENAME, RENAME_ALL] };

/// On a variant.
pub(crate) const VARIANT: Language =
    Language { owner: "`#[serde]` on a variant with `FlyteType`", options: &[RENAME, RENAME_ALL] };

/// On a row. A `default` is for serde and `FlyteType`: a table has all its columns.
pub(crate) const ROW: Language = Language {
    owner: "`#[serde]` on a struct with `Columns`",
    options: &[RENAME, RENAME_ALL, DEFAULT],
};

/// On a column.
pub(crate) const COLUMN: Language =
    Language { owner: "`#[serde]` on a field with `Columns`", options: &[RENAME, DEFAULT, SKIP] };

/// What the attributes say.
#[derive(Default)]
pub(crate) struct Serde {
    /// `rename`.
    pub(crate) rename: Option<LitStr>,
    /// `rename_all`.
    pub(crate) rename_all: Option<Style>,
    /// `default`.
    pub(crate) default: Option<Fallback>,
    /// `skip`.
    pub(crate) skip: bool,
}

/// Where a missing value comes from.
#[derive(Clone)]
pub(crate) enum Fallback {
    /// `Default::default()`.
    Trait,
    /// A function.
    Path(ExprPath),
}

/// Reads the serde attributes.
pub(crate) fn read(attributes: &[Attribute], language: &Language, report: &mut Report) -> Serde {
    let mut serde = Serde::default();
    let mut attributes = attributes.to_vec();
    for entry in attr::take(&mut attributes, "serde", language, report) {
        match entry.key.as_str() {
            "rename" => serde.rename = entry.words(report),
            "rename_all" => serde.rename_all = style(&entry, report),
            "default" => serde.default = fallback(&entry, report),
            "transparent" => drop(entry.flag(report)),
            _ => serde.skip = entry.flag(report).unwrap_or_default(),
        }
    }
    serde
}

fn fallback(entry: &Entry, report: &mut Report) -> Option<Fallback> {
    if matches!(entry.shape, Shape::Flag) {
        return Some(Fallback::Trait);
    }
    let text = entry.text(report)?;
    match text.parse::<ExprPath>() {
        Ok(path) => Some(Fallback::Path(path)),
        Err(_) => {
            report.at(
                text.span(),
                format!(
                    "`{}` is not the path of a function: write `default = \"my_default\"`",
                    text.value()
                ),
            );
            None
        }
    }
}

/// How `rename_all` spells names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const STYLES: [(&str, Style); 8] = [
    ("lowercase", Style::Lower),
    ("UPPERCASE", Style::Upper),
    ("PascalCase", Style::Pascal),
    ("camelCase", Style::Camel),
    ("snake_case", Style::Snake),
    ("SCREAMING_SNAKE_CASE", Style::ScreamingSnake),
    ("kebab-case", Style::Kebab),
    ("SCREAMING-KEBAB-CASE", Style::ScreamingKebab),
];

fn style(entry: &Entry, report: &mut Report) -> Option<Style> {
    let text = entry.text(report)?;
    let found = STYLES.iter().find(|(name, _)| *name == text.value());
    if found.is_none() {
        let names: Vec<&str> = STYLES.iter().map(|(name, _)| *name).collect();
        report.at(
            text.span(),
            format!(
                "unknown style `{}`: serde's styles are {}",
                text.value(),
                attr::listed(&names)
            ),
        );
    }
    found.map(|(_, style)| *style)
}

impl Style {
    /// A field's name, which is written `snake_case`.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Style::Lower | Style::Snake => name.to_owned(),
            Style::Upper | Style::ScreamingSnake => name.to_ascii_uppercase(),
            Style::Pascal => name.split('_').map(capital).collect(),
            Style::Camel => uncapital(&Style::Pascal.field(name)),
            Style::Kebab => name.replace('_', "-"),
            Style::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name, which is written `PascalCase`.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Style::Pascal => name.to_owned(),
            Style::Lower => name.to_ascii_lowercase(),
            Style::Upper => name.to_ascii_uppercase(),
            Style::Camel => uncapital(name),
            Style::Snake => snake(name),
            Style::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Style::Kebab => snake(name).replace('_', "-"),
            Style::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

/// A field's or variant's name on the wire.
pub(crate) fn wire_name(
    ident: &Ident,
    serde: &Serde,
    all: Option<Style>,
    spell: fn(Style, &str) -> String,
) -> String {
    use syn::ext::IdentExt;
    let name = ident.unraw().to_string();
    match (&serde.rename, all) {
        (Some(rename), _) => rename.value(),
        (None, Some(style)) => spell(style, &name),
        (None, None) => name,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn uncapital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_styles() {
        let fields = STYLES.map(|(_, style)| style.field("first_layer"));
        assert_eq!(
            fields,
            [
                "first_layer",
                "FIRST_LAYER",
                "FirstLayer",
                "firstLayer",
                "first_layer",
                "FIRST_LAYER",
                "first-layer",
                "FIRST-LAYER"
            ]
        );
        let variants = STYLES.map(|(_, style)| style.variant("DarkRed"));
        assert_eq!(
            variants,
            [
                "darkred", "DARKRED", "DarkRed", "darkRed", "dark_red", "DARK_RED", "dark-red",
                "DARK-RED"
            ]
        );
    }
}
