//! Every case that was recorded from flytekit, held against the Rust type that it stands for.
//!
//! `FLYTE_GOLDEN=DIR` takes the cases from another folder. Every file is accounted for; run with
//! `--nocapture` to read the account.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use flyte_types::FlyteType;
use flyte_types::idl::core::{Literal, LiteralType};
use flyte_types::wire::{self, Link, Offloaded, Step};
use prost::Message;
use serde_json::Value as Json;

use crate::table::{self, Stand};

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Everything it says holds.
    Ran,
    /// It holds; a `$dict` was written with sorted keys.
    RanSorted,
    /// Its value can't be loosely typed in Rust; reading holds.
    ReadOnly,
    /// No Rust value or type can be wrong like that.
    HeldByTheCompiler,
    /// Flytekit coerces, we refuse; the case allows it.
    Stricter,
    /// Flytekit refuses, we accept; the case allows it.
    Looser,
    /// A content hash of flytekit's own, which any stable text may replace.
    Optional,
}

struct Case {
    name: String,
    json: Json,
    folder: PathBuf,
}

impl Case {
    fn kind(&self) -> &str {
        self.json["kind"].as_str().unwrap_or_default()
    }

    fn flag(&self, name: &str) -> bool {
        self.json.get(name).is_some_and(|flag| flag == true)
    }

    fn bytes(&self, what: &str) -> Result<Vec<u8>, String> {
        let path = self.folder.join(format!("{}.{what}.pb", self.name));
        std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn literal(&self) -> Result<Vec<u8>, String> {
        self.bytes("literal")
    }

    /// What reading must give: `decoded`, or else `value`.
    fn decoded(&self) -> &Json {
        self.json.get("decoded").unwrap_or(&self.json["value"])
    }
}

#[test]
fn recorded_cases() {
    let folder = match std::env::var_os("FLYTE_GOLDEN") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("data/golden/literals"),
    };
    let mut files: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("a folder of cases")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .collect();
    let names: Vec<String> =
        files.iter().filter_map(|file| file.strip_suffix(".json")).map(str::to_owned).collect();

    let table = table::table();
    let mut account: BTreeMap<Outcome, Vec<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for name in &names {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).expect("a case");
        let json = serde_json::from_str(&text).expect("a case in JSON");
        let case = Case { name: name.clone(), json, folder: folder.clone() };
        match run(&case, &table) {
            Ok(outcome) => account.entry(outcome).or_default().push(name.clone()),
            Err(reason) => wrong.push(format!("{name} ({}): {reason}", case.kind())),
        }
        for suffix in ["json", "type.pb", "literal.pb", "resolved.pb"] {
            files.remove(&format!("{name}.{suffix}"));
        }
    }
    files.remove("README.md");

    println!("{} cases", names.len());
    for (outcome, cases) in &account {
        println!("{:4} {outcome:?}", cases.len());
        if *outcome != Outcome::Ran {
            println!("       {}", cases.join(", "));
        }
    }
    assert!(files.is_empty(), "files that belong to no case: {files:?}");
    assert!(wrong.is_empty(), "{} cases do not hold:\n{}", wrong.len(), wrong.join("\n"));
    assert!(!names.is_empty(), "there are no cases in {}", folder.display());
}

/// A case that no Rust program can state: a compile-fail case of this name shows it.
fn held(shown: &str) -> Result<Outcome, String> {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/fail");
    let file = format!("{shown}.rs");
    let mut themes = std::fs::read_dir(themes).map_err(|why| why.to_string())?.flatten();
    match themes.any(|theme| theme.path().join(&file).exists()) {
        true => Ok(Outcome::HeldByTheCompiler),
        false => Err(format!("held by the compiler, but ui/fail has no {file}")),
    }
}

fn run(case: &Case, table: &BTreeMap<String, Box<dyn Stand>>) -> Result<Outcome, String> {
    let ty = &case.json["type"];
    if case.kind() == "literal_hash" {
        // The message must be readable all the same.
        return Ok(Outcome::Optional);
    }
    if case.kind() == "type_error" {
        // Types without a literal type: there is nothing in the table that could be asked.
        return match (table.get(&ty.to_string()), table::no_type(&case.name)) {
            (None, Some(shown)) => held(shown),
            (Some(_), _) if case.flag("lenient_ok") => Ok(Outcome::Looser),
            _ => Err("flytekit has no such type".into()),
        };
    }
    let stand = find(table, ty)?;
    check_type(case, stand)?;
    match case.kind() {
        "type_only" => Ok(Outcome::Ran),
        "roundtrip" | "encode_only" => {
            let outcome = encode(case, stand)?;
            if case.kind() == "encode_only" {
                return match stand.decode(&case.literal()?) {
                    Ok(_) if !case.flag("lenient_ok") => Err("read back".into()),
                    _ => Ok(outcome),
                };
            }
            decode(case, stand)?;
            Ok(outcome)
        }
        "encode_error" => match stand.encode(&case.json["value"]) {
            None => match table::held(&case.name) {
                Some(shown) => held(shown),
                None => Err("held by the compiler, but no compile-fail case is named".into()),
            },
            Some(Err(_)) => Ok(Outcome::Ran),
            Some(Ok(_)) if case.flag("lenient_ok") => Ok(Outcome::Looser),
            Some(Ok(_)) => Err("encoded".into()),
        },
        "decode" => match decode(case, stand) {
            Err(_) if case.flag("strict_ok") => Ok(Outcome::Stricter),
            result => result.map(|()| Outcome::Ran),
        },
        "decode_error" => match stand.decode(&case.literal()?) {
            Err(_) => Ok(Outcome::Ran),
            Ok(_) if case.flag("lenient_ok") => Ok(Outcome::Looser),
            Ok(value) => Err(format!("read as {value}")),
        },
        "attr_path" => attr_path(case, table).map(|()| Outcome::Ran),
        other => Err(format!("no such kind: {other}")),
    }
}

fn find<'t>(
    table: &'t BTreeMap<String, Box<dyn Stand>>,
    ty: &Json,
) -> Result<&'t dyn Stand, String> {
    let key = table::canonical(ty).to_string();
    table.get(&key).map(Box::as_ref).ok_or_else(|| format!("no Rust type stands for {key}"))
}

fn check_type(case: &Case, stand: &dyn Stand) -> Result<(), String> {
    let Ok(bytes) = case.bytes("type") else { return Ok(()) };
    let recorded = LiteralType::decode(bytes.as_slice()).map_err(|error| error.to_string())?;
    if recorded == stand.literal_type() {
        return Ok(());
    }
    Err(format!("the type is {:#?}\nrecorded: {recorded:#?}", stand.literal_type()))
}

fn encode(case: &Case, stand: &dyn Stand) -> Result<Outcome, String> {
    let Some(encoded) = stand.encode(&case.json["value"]) else {
        return match case.flag("encode_optional") {
            true => Ok(Outcome::ReadOnly),
            false => Err(format!("{} is no value of this type", case.json["value"])),
        };
    };
    let encoded = encoded.map_err(|error| error.to_string())?;
    let written = parse(&encoded)?;
    let recorded = parse(&case.literal()?)?;
    table::repack(&recorded)?;
    // NaN isn't equal to itself, but its bytes are.
    if written == recorded || written.encode_to_vec() == recorded.encode_to_vec() {
        Ok(Outcome::Ran)
    } else if table::sorted(&written) == table::sorted(&recorded) {
        Ok(Outcome::RanSorted)
    } else {
        Err(format!("written as {written:#?}\nrecorded: {recorded:#?}"))
    }
}

fn parse(bytes: &[u8]) -> Result<Literal, String> {
    Literal::decode(bytes).map_err(|error| error.to_string())
}

fn decode(case: &Case, stand: &dyn Stand) -> Result<(), String> {
    reads_as(stand, &case.literal()?, case.decoded())
}

fn reads_as(stand: &dyn Stand, literal: &[u8], wanted: &Json) -> Result<(), String> {
    let read = stand.decode(literal).map_err(|error| error.to_string())?;
    let wanted = stand.show(wanted).ok_or_else(|| format!("{wanted} is no value of the type"))?;
    if read == wanted { Ok(()) } else { Err(format!("read as {read}, not as {wanted}")) }
}

fn attr_path(case: &Case, table: &BTreeMap<String, Box<dyn Stand>>) -> Result<(), String> {
    let steps = case.json["attr_path"].as_array().ok_or("no path")?;
    let path: Option<Vec<Step>> = steps
        .iter()
        .map(|step| match (&step["string_value"], &step["int_value"]) {
            (Json::String(name), _) => Some(Step::Key(name.clone())),
            (_, index) => Some(Step::Index(usize::try_from(index.as_u64()?).ok()?)),
        })
        .collect();
    let resolved = wire::resolve(&Bytes::from(case.literal()?), &path.ok_or("a strange path")?)
        .map_err(|error| error.to_string())?;
    let (found, recorded) = (parse(&resolved)?, parse(&case.bytes("resolved")?)?);
    if found != recorded {
        return Err(format!("resolved to {found:#?}\nrecorded: {recorded:#?}"));
    }
    let target = find(table, &case.json["target_type"])?;
    reads_as(target, &resolved, &case.json["read_cluster"]["value"])
}

/// A literal that the platform's own compiler took for a list of integers.
#[test]
fn a_recorded_offloaded_literal() {
    let recorded = b"\x42\x17\x0a\x0ds3://bucket/x\x10\x01\x1a\x04\x1a\x02\x08\x01";
    let ty = <Vec<i64>>::literal_type().encode_to_vec();
    let what = Offloaded { uri: "s3://bucket/x", size_bytes: 1, inferred_type: &ty };
    assert_eq!(&*what.literal(""), recorded);
    let link = wire::references(recorded).next();
    assert!(matches!(link, Some(Ok(Link::Offloaded(found))) if found == what));
}
