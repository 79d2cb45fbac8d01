//! `flyte_types::idl` held against `flyteidl`: the sources against its descriptors, the structs
//! against recorded bytes.

mod descriptors; // what flyteidl says
mod left_out; // what we deliberately do not have
mod model; // the form both sides are brought to
mod names; // names of flyteidl as Rust spells them
mod round_trip; // recorded entities, decoded and encoded again
mod sources; // what our own sources say

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use left_out::LEFT_OUT;

/// Messages or enumerations by path, each with its fields or values by name.
type Entries<T> = BTreeMap<String, BTreeMap<String, T>>;

#[test]
fn every_message_and_field_is_that_of_flyteidl() {
    let (theirs, ours) = (descriptors::read(), sources::read());
    let left_out = left_out();
    let mut differences = Vec::new();

    let fields = compare(&theirs.messages, &ours.messages, &left_out, &mut differences);
    let values = compare(&theirs.enums, &ours.enums, &left_out, &mut differences);
    differences.extend(
        left_out
            .iter()
            .filter(|path| {
                !theirs.messages.contains_key(*path) && !theirs.enums.contains_key(*path)
            })
            .map(|path| format!("{path}: left out, but flyteidl has no such thing")),
    );

    println!("{} messages with {fields} fields compared", ours.messages.len());
    println!("{} enumerations with {values} values compared", ours.enums.len());
    println!("{} messages and enumerations left out:", left_out.len());
    for (reason, names) in LEFT_OUT {
        println!("{:4}  {reason}", names.len());
    }
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
}

/// Paths of what is left out; a name listed twice is a mistake.
fn left_out() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for name in LEFT_OUT.iter().flat_map(|(_, names)| *names) {
        assert!(paths.insert(names::path(name)), "{name} is left out twice");
    }
    paths
}

/// Adds every difference to the list and says how many fields or values were compared.
fn compare<T: Debug + PartialEq>(
    theirs: &Entries<T>,
    ours: &Entries<T>,
    left_out: &BTreeSet<String>,
    differences: &mut Vec<String>,
) -> usize {
    let mut compared = 0;
    for path in union(theirs, ours) {
        match (theirs.get(path), ours.get(path)) {
            (Some(_), Some(_)) if left_out.contains(path) => {
                differences.push(format!("{path}: left out, but written"));
            }
            (Some(theirs), Some(ours)) => {
                for name in union(theirs, ours) {
                    compared += 1;
                    let (theirs, ours) = (theirs.get(name), ours.get(name));
                    if theirs != ours {
                        differences
                            .push(format!("{path}, {name}: flyteidl {theirs:?}, ours {ours:?}"));
                    }
                }
            }
            (Some(_), None) if left_out.contains(path) => {}
            (Some(_), None) => {
                differences.push(format!("{path}: neither written nor left out"));
            }
            (None, _) => differences.push(format!("{path}: written, but not in flyteidl")),
        }
    }
    compared
}

fn union<'a, T>(
    left: &'a BTreeMap<String, T>,
    right: &'a BTreeMap<String, T>,
) -> BTreeSet<&'a String> {
    left.keys().chain(right.keys()).collect()
}
