//! Running the programs of `tests/apps`.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A program in a folder of its own.
pub(crate) struct App {
    path: &'static str,
    folder: TempDir,
}

/// What a program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl App {
    pub(crate) fn pipeline() -> App {
        App::at(env!("CARGO_BIN_EXE_pipeline"))
    }

    pub(crate) fn at(path: &'static str) -> App {
        App { path, folder: TempDir::new().expect("a folder for the test") }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the program's folder.
    pub(crate) fn file(&self, name: &str, content: &str) {
        std::fs::write(self.folder().join(name), content).expect("a file for the test");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.path);
        command
            .args(args)
            .current_dir(self.folder())
            .env("HOME", self.folder())
            .env("USERPROFILE", self.folder())
            .env_remove("FLYTE_RUN_DIR")
            .env_remove("FLYTE_RAW_OUTPUT_PREFIX")
            .env_remove("FLYTE_LOCAL_CACHE_ENABLED")
            .env_remove("FLYTE_LOCAL_CACHE_OVERWRITE")
            .env_remove("RUST_LOG")
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        said(&mut self.command(args))
    }
}

pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().expect("the program starts");
    Said {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

impl Said {
    /// It went well; what it printed.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self.stdout
    }

    /// It went well; the last line of what it printed, as JSON.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        last_json(&self.ok())
    }

    /// It ended with this code, and its one error message has all these words.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, words: &[&str]) -> Said {
        assert_eq!(self.code, Some(code), "{self:#?}");
        let errors: Vec<_> =
            self.stderr.lines().filter(|line| line.starts_with("error:")).collect();
        assert_eq!(errors.len(), 1, "one message: {self:#?}");
        for word in words {
            assert!(errors[0].contains(word), "`{word}` in {self:#?}");
        }
        self
    }
}

#[track_caller]
pub(crate) fn last_json(text: &str) -> Value {
    let line = text.lines().next_back().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {text}"))
}
