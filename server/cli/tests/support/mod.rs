//! A throw-away workspace and the real binary in it.
#![allow(dead_code)] // each test file uses its part

pub(crate) mod editor;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder that is gone when the test is.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
}

/// What a run of the binary came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workspace {
    /// An empty folder, no workspace yet.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A workspace with these files; the manifest is a plain one unless it is among them.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let workspace = Self::empty();
        workspace.write("pipelua.toml", "schema = 1\nname = \"test\"\n");
        for (path, text) in files {
            workspace.write(path, text);
        }
        workspace
    }

    pub(crate) fn path(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&self.path(), arguments, None, &[])
    }

    #[track_caller]
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        run(&self.path(), arguments, Some(input), &[])
    }

    #[track_caller]
    pub(crate) fn run_with_threads(&self, arguments: &[&str], threads: &str) -> Run {
        run(&self.path(), arguments, None, &[("RAYON_NUM_THREADS", threads)])
    }
}

/// Runs the binary in `folder`.
#[track_caller]
pub(crate) fn run(
    folder: &Path,
    arguments: &[&str],
    input: Option<&str>,
    environment: &[(&str, &str)],
) -> Run {
    let mut child = command(folder, arguments)
        .envs(environment.iter().copied())
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .spawn()
        .unwrap();
    if let Some(input) = input {
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    Run::from(output)
}

/// The binary, with its output kept.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipelua"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The repository.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_owned()
}

/// Holds a machine format against its schema.
#[track_caller]
pub(crate) fn assert_valid(schema: &str, document: &serde_json::Value) {
    // Strict: what is written and not described fails as well.
    let schema = pipelua_schemas::builtin()
        .file_schema(schema)
        .unwrap()
        .to_strict_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}
