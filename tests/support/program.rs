//! Running the programs of `tests/apps`, and examples, as users do.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::s3::Server;

/// A program in a folder of its own.
pub struct Program {
    path: String,
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

/// What a program said.
#[derive(Debug)]
pub struct Said {
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said beside that.
    pub stderr: String,
}

impl Program {
    /// The program at a path.
    pub fn new(path: &str) -> Program {
        let folder = tempfile::tempdir().expect("a folder for the program");
        Program { path: path.to_owned(), folder, variables: Vec::new() }
    }

    /// With the variables that lead to this server.
    pub fn with(mut self, server: &Server) -> Program {
        self.variables.extend(server.variables());
        self
    }

    /// The folder that it runs in. Its temporary files are in `tmp` there.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The program with these words, in an environment that leads nowhere else.
    pub fn command(&self, args: &[&str]) -> Command {
        let tmp = self.folder().join("tmp");
        std::fs::create_dir_all(&tmp).expect("a folder for temporary files");
        let mut command = Command::new(&self.path);
        command.args(args).current_dir(self.folder()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let foreign = ["FLYTE_", "AWS_", "_F_"]
                .iter()
                .any(|prefix| name.to_str().is_some_and(|name| name.starts_with(prefix)));
            if foreign {
                command.env_remove(name);
            }
        }
        command.env("HOME", self.folder()).env("TMPDIR", tmp).envs(self.variables.iter().cloned());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        let output = self.command(args).output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Said {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs `run ARGS --output json`, and gives the outputs and all that was said.
    #[track_caller]
    pub fn outputs(&self, args: &[&str]) -> (Value, Said) {
        let said = self.run(&[&["run"], args, &["--output", "json"]].concat());
        assert_eq!(said.code, Some(0), "{said:#?}");
        let last = said.stdout.lines().next_back().unwrap_or_default();
        let json: Value =
            serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {said:#?}"));
        (json["outputs"].clone(), said)
    }
}
