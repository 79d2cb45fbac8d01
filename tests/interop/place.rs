//! Where files lie, and how both sides run tasks there.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use flyte::Offload;
use flyte::prelude::*;
use flyte::storage::{Location, Settings, Stores};
use flyte::types::FlyteType;
use flyte::types::idl::core::LiteralType;
use flyte::types::interface::{Variable, decode_one};
use flyte::types::wire;
use flyte_core::definition::TaskDefinition;
use flyte_core::graph::Entity;
use flyte_tests::place::Place as Shared;
use serde_json::{Value, json};

use crate::peer;

/// A store that both sides know, and a folder for all the rest.
pub struct Place {
    place: flyte_tests::place::Place,
    pub name: &'static str,
    variables: Vec<(String, String)>,
}

impl std::ops::Deref for Place {
    type Target = flyte_tests::place::Place;

    fn deref(&self) -> &Self::Target {
        &self.place
    }
}

/// A file with values: the outputs of one task, and the inputs of the next.
pub struct Values(PathBuf);

impl Values {
    /// Each as the bytes of its literal, in order.
    pub fn literals(&self) -> Vec<Bytes> {
        let map = fs::read(&self.0).expect("a file with values").into();
        let mut values = wire::read_literal_map(&map).expect("values");
        values.sort();
        values.into_iter().map(|(_, literal)| literal).collect()
    }

    /// The only value.
    pub fn one<T: FlyteType>(&self) -> T {
        let literals = self.literals();
        assert_eq!(literals.len(), 1);
        decode_one(&literals[0]).expect("a value of this type")
    }

    /// The only value, which is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.one::<String>()).expect("JSON")
    }
}

impl Place {
    /// Folders of this machine.
    pub fn local() -> Place {
        Place { place: Shared::file(), name: "a folder", variables: Vec::new() }
    }

    /// The same, called by a uri.
    pub fn uri() -> Place {
        let place = Shared::file();
        let base = Location::parse(format!("file://{}", place.path("raw"))).expect("a location");
        Place { place: Shared { base, ..place }, name: "file://", variables: Vec::new() }
    }

    /// The S3 server of these tests, whose requests are counted.
    pub fn s3() -> Place {
        let place = Shared::s3();
        let variables = place.server().variables().to_vec();
        Place { place, name: "S3", variables }
    }

    /// moto's S3 server.
    pub fn moto() -> Place {
        Place::moto_with(&[])
    }

    /// moto's S3 server, which holds these objects below `raw/`.
    pub fn moto_with(objects: &[(&str, &str)]) -> Place {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // flytekit remembers what it has listed, so each server has a bucket of its own
        let bucket = format!("bucket-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let endpoint = peer::moto(&bucket, objects);
        let variables = [
            ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
            ("FLYTE_AWS_ACCESS_KEY_ID", "any"),
            ("FLYTE_AWS_SECRET_ACCESS_KEY", "any"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let stores = Stores::new(Settings::from_variables(variables.clone()));
        let base = Location::parse(format!("s3://{bucket}/raw")).expect("a location");
        let place = Shared { stores, base, ..Shared::file() };
        Place { place, name: "moto", variables: variables.into() }
    }

    /// A file with these values, named as the outputs of a task.
    pub fn values(&self, values: impl Outputs) -> Values {
        self.literals(&values.encode().expect("values"))
    }

    /// A file with these literals.
    pub fn literals(&self, literals: &[Bytes]) -> Values {
        let names: Vec<String> = (0..literals.len()).map(|index| format!("o{index}")).collect();
        let values = names.iter().map(String::as_str).zip(literals.iter().map(|bytes| &bytes[..]));
        self.keep(&wire::write_literal_map(values))
    }

    fn keep(&self, map: &[u8]) -> Values {
        Values(self.write(&format!("values/{}.pb", next()), map).into())
    }

    /// Runs a task of Rust.
    pub async fn ours(&self, task: &'static TaskDefinition, inputs: &Values) -> Values {
        self.ours_above(Offload::new(), task, inputs).await
    }

    /// Runs a task of Rust, with this line above which outputs are stored apart.
    pub async fn ours_above(
        &self,
        line: Offload,
        task: &'static TaskDefinition,
        inputs: &Values,
    ) -> Values {
        let local = self.local().offload(line).run_dir(self.path("runs"));
        match local.run_entity(Entity::Task(task), inputs.literals()).await {
            Ok(ran) => Values(ran.run.expect("a run folder").join("outputs.pb")),
            Err(failed) => panic!("on {}: {}", self.name, failed.error),
        }
    }

    /// Runs a task of flytekit, `module.task`.
    pub async fn theirs(&self, task: &str, inputs: &Values) -> Values {
        let ran = self.try_theirs(task, inputs, &[]).await;
        ran.unwrap_or_else(|error| panic!("flytekit's {task} on {}: {error}", self.name))
    }

    /// Runs a task of flytekit that may fail, with more variables in its environment.
    pub async fn try_theirs(
        &self,
        task: &str,
        inputs: &Values,
        variables: &[(&str, &str)],
    ) -> Result<Values, String> {
        let mut environment = json!({});
        for (name, value) in &self.variables {
            environment[name] = value.as_str().into();
        }
        for (name, value) in variables {
            environment[*name] = (*value).into();
        }
        let outputs = self.base.join(&format!("outputs-{}", next())).expect("a location");
        let answer = peer::ask(&json!({
            "task": task,
            "inputs": inputs.0,
            "outputs": outputs.as_str(),
            "raw": self.base.as_str(),
            "environment": environment,
        }));
        match answer["outputs"].as_str() {
            Some(outputs) => {
                let outputs = Location::parse(outputs).expect("a location");
                Ok(self.keep(&self.stores.read(&outputs).await.expect("outputs")))
            }
            None => Err(answer["error"].as_str().expect("an error").to_owned()),
        }
    }
}

fn next() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// Runs a case in every kind of place.
pub async fn everywhere(case: impl AsyncFn(&Place)) {
    run(&[Place::local, Place::s3, Place::moto], case).await;
}

/// Runs a case in a folder and on the S3 server of these tests, where moto would say nothing new.
pub async fn in_both(case: impl AsyncFn(&Place)) {
    run(&[Place::local, Place::s3], case).await;
}

async fn run(places: &[fn() -> Place], case: impl AsyncFn(&Place)) {
    if !peer::is_there() {
        return;
    }
    for place in places {
        case(&place()).await;
    }
}

/// Whether tasks of both sides have the same types, in order.
pub fn same_types(pairs: &[(&'static TaskDefinition, &str)]) {
    if !peer::is_there() {
        return;
    }
    for (ours, theirs) in pairs {
        let types = |variables: &[Variable]| variables.iter().map(|v| v.ty.clone()).collect();
        let [inputs, outputs]: [Vec<LiteralType>; 2] =
            [types(ours.spec.input_variables()), types(ours.spec.output_variables())];
        let [their_inputs, their_outputs] = peer::types(theirs);
        assert_eq!(inputs, their_inputs, "{theirs}");
        assert_eq!(outputs, their_outputs, "{theirs}");
    }
}
