//! The options of `#[task(…)]`.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprLit, Ident, Lit, LitStr};

use crate::attr::{self, Entry, Known, Language, Shape};
use crate::report::Report;
use crate::units::{self, Resource};

const TASK: Language = Language {
    owner: "`#[task]`",
    options: &[
        Known { name: "name", example: "name = \"team.train\"" },
        Known {
            name: "cache",
            example: "cache = \"1\" or cache(version = \"1\", serialize, ignore(a))",
        },
        Known { name: "retries", example: "retries = 3" },
        Known { name: "timeout", example: "timeout = \"10m\"" },
        Known { name: "interruptible", example: "interruptible" },
        Known { name: "requests", example: "requests(cpu = \"500m\", mem = \"1Gi\", gpu = \"1\")" },
        Known { name: "limits", example: "limits(cpu = \"2\", mem = \"4Gi\")" },
        Known { name: "env", example: "env(LEVEL = \"debug\")" },
        Known { name: "secrets", example: "secrets(\"group/key\")" },
        Known { name: "container_image", example: "container_image = \"ghcr.io/team/name:v1\"" },
        Known { name: "deprecated", example: "deprecated = \"use `other_task`\"" },
    ],
};

const CACHE: Language = Language {
    owner: "`cache`",
    options: &[
        Known { name: "version", example: "version = \"1\"" },
        Known { name: "serialize", example: "serialize" },
        Known { name: "ignore", example: "ignore(a, b)" },
    ],
};

const RESOURCES: Language = Language {
    owner: "`requests` and `limits`",
    options: &[
        Known { name: "cpu", example: "cpu = \"500m\"" },
        Known { name: "mem", example: "mem = \"1Gi\"" },
        Known { name: "gpu", example: "gpu = \"1\"" },
        Known { name: "ephemeral_storage", example: "ephemeral_storage = \"10Gi\"" },
    ],
};

const ENVIRONMENT: Language = Language { owner: "`env`", options: &[] };

/// The options as given.
#[derive(Default)]
pub(super) struct Options {
    pub(super) name: Option<String>,
    pub(super) cache: Option<Cache>,
    pub(super) retries: Option<u32>,
    pub(super) timeout: Option<Duration>,
    pub(super) interruptible: Option<bool>,
    pub(super) requests: Resources,
    pub(super) limits: Resources,
    pub(super) env: Vec<(String, String)>,
    pub(super) secrets: Vec<(Option<String>, String)>,
    pub(super) image: Option<String>,
    pub(super) deprecated: Option<String>,
}

/// `cache`.
pub(super) struct Cache {
    pub(super) version: String,
    pub(super) serialize: bool,
    pub(super) ignore: Vec<Ident>,
}

/// `requests` or `limits`.
#[derive(Default)]
pub(super) struct Resources {
    pub(super) cpu: Option<Quantity>,
    pub(super) memory: Option<Quantity>,
    pub(super) gpu: Option<Quantity>,
    pub(super) ephemeral_storage: Option<Quantity>,
}

/// A quantity as text, its size and its place.
pub(super) struct Quantity {
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) span: Span,
}

/// Reads the options.
pub(super) fn read(tokens: TokenStream, report: &mut Report) -> Options {
    let mut options = Options::default();
    for entry in attr::read(tokens, &TASK, report) {
        match entry.key.as_str() {
            "name" => {
                options.name = entry.checked(units::entity_name, report).map(|(text, ())| text)
            }
            "cache" => options.cache = cache(&entry, report),
            "retries" => {
                options.retries = entry.number(report).and_then(|number| {
                    let parsed = number.base10_parse::<u32>().ok();
                    if parsed.is_none() {
                        report.at(number.span(), "so many retries don't fit: write `retries = 3`");
                    }
                    parsed
                });
            }
            "timeout" => {
                options.timeout =
                    entry.checked(units::duration, report).map(|(_, duration)| duration);
            }
            "interruptible" => options.interruptible = entry.flag(report),
            "requests" => options.requests = resources(&entry, report),
            "limits" => options.limits = resources(&entry, report),
            "env" => options.env = environment(&entry, report),
            "secrets" => options.secrets = secrets(&entry, report),
            "container_image" => {
                options.image = entry.checked(units::image, report).map(|(text, ())| text);
            }
            _ => options.deprecated = entry.words(report).map(|text| text.value()),
        }
    }
    options
}

fn cache(entry: &Entry, report: &mut Report) -> Option<Cache> {
    if !matches!(entry.shape, Shape::List(_)) {
        let version = entry.words(report)?.value();
        return Some(Cache { version, serialize: false, ignore: Vec::new() });
    }
    let mut cache = Cache { version: String::new(), serialize: false, ignore: Vec::new() };
    let mut versioned = false;
    for part in attr::read(entry.list(report)?, &CACHE, report) {
        match part.key.as_str() {
            "version" => {
                versioned = true;
                cache.version = part.words(report).map(|text| text.value()).unwrap_or_default();
            }
            "serialize" => cache.serialize = part.flag(report).unwrap_or_default(),
            _ => {
                for piece in part.list(report).map(attr::split).unwrap_or_default() {
                    match syn::parse2::<Ident>(piece.clone()) {
                        Ok(name) => cache.ignore.push(name),
                        Err(_) => {
                            report.on(piece, "`ignore` takes names of inputs: write `ignore(a, b)`")
                        }
                    }
                }
            }
        }
    }
    if !versioned {
        report.at(entry.name.span(), "`cache` lacks `version`: write `cache(version = \"1\")`");
    }
    Some(cache)
}

fn resources(entry: &Entry, report: &mut Report) -> Resources {
    let mut resources = Resources::default();
    let Some(list) = entry.list(report) else { return resources };
    for part in attr::read(list, &RESOURCES, report) {
        let (slot, resource) = match part.key.as_str() {
            "cpu" => (&mut resources.cpu, Resource::Cpu),
            "mem" => (&mut resources.memory, Resource::Bytes),
            "gpu" => (&mut resources.gpu, Resource::Gpu),
            _ => (&mut resources.ephemeral_storage, Resource::Bytes),
        };
        let span = match &part.shape {
            Shape::Value(value) => syn::spanned::Spanned::span(value),
            _ => part.name.span(),
        };
        let check = |text: &str| units::quantity(text, resource);
        let checked = match resource {
            Resource::Bytes => part.checked(check, report),
            // A number of cores or devices needs no unit.
            Resource::Cpu | Resource::Gpu => part.checked_amount(check, report),
        };
        *slot = checked.map(|(text, size)| Quantity { text, size, span });
    }
    resources
}

fn environment(entry: &Entry, report: &mut Report) -> Vec<(String, String)> {
    let Some(list) = entry.list(report) else { return Vec::new() };
    let pairs = attr::read(list, &ENVIRONMENT, report);
    pairs.iter().filter_map(|pair| Some((pair.key.clone(), variable(pair, report)?))).collect()
}

/// The value of an environment variable: text, also where a number or `true` was meant.
fn variable(pair: &Entry, report: &mut Report) -> Option<String> {
    let key = &pair.key;
    let (tokens, value) = match &pair.shape {
        Shape::Value(value) => (value.to_token_stream(), value),
        Shape::Flag | Shape::List(_) => {
            report.at(
                pair.name.span(),
                format!("`{key}` lacks its value: write `{key} = \"value\"`"),
            );
            return None;
        }
    };
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => return Some(text.value()),
        Expr::Lit(_) => report.on(
            value,
            format!("an environment variable is text: write `{key} = \"{tokens}\"`"),
        ),
        _ => report.on(
            value,
            format!("an environment variable is known when the program is built: write text in quotes, `{key} = \"value\"`"),
        ),
    }
    None
}

fn secrets(entry: &Entry, report: &mut Report) -> Vec<(Option<String>, String)> {
    let Some(list) = entry.list(report) else { return Vec::new() };
    let mut secrets = Vec::new();
    for piece in attr::split(list) {
        let Ok(text) = (|input: ParseStream<'_>| input.parse::<LitStr>()).parse2(piece.clone())
        else {
            report.on(
                piece,
                "`secrets` takes texts: write `secrets(\"group/key\")` or `secrets(\"key\")`",
            );
            continue;
        };
        let value = text.value();
        let (group, key) = match value.split_once('/') {
            Some((group, key)) => (Some(group.to_owned()), key.to_owned()),
            None => (None, value.clone()),
        };
        let odd =
            |part: &str| part.is_empty() || part.contains(|c: char| c.is_whitespace() || c == '/');
        if odd(&key) || group.as_deref().is_some_and(odd) {
            report
                .at(text.span(), format!("`{value}` is not a secret: write `group/key` or `key`"));
        } else if secrets.contains(&(group.clone(), key.clone())) {
            report.at(text.span(), format!("`{value}` is given twice: leave one of them out"));
        } else {
            secrets.push((group, key));
        }
    }
    secrets
}
