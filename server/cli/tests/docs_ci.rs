//! `docs/ci.md`, the hooks of pre-commit, the action and the release: valid by the schemas of their readers, and executed.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Workspace, repository};

/// Stands in for the releases: what it gives is the binary of this test, under the names of the release.
const CURL: &str = r#"#!/bin/sh
out=
while [ $# -gt 0 ]; do
  case "$1" in
    --output) out=$2; shift 2 ;;
    --retry) shift 2 ;;
    -*) shift ;;
    *) url=$1; shift ;;
  esac
done
case "$url" in https://github.com/pipelua/pipelua/releases/download/v0.1.0/*) ;; *) exit 22 ;; esac
if [ -n "$out" ]; then cat "$ASSETS/${url##*/}" > "$out"; else cat "$ASSETS/${url##*/}"; fi
"#;

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[track_caller]
fn assert_valid(schema: &str, document: &Value) {
    let schema: Value = serde_json::from_str(&read(&format!("tests/schemas/{schema}.json"))).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The fenced blocks of `docs/ci.md` in a language.
fn blocks(language: &str) -> Vec<String> {
    let page = read("docs/ci.md");
    let fence = format!("```{language}\n");
    let opened = page.split(fence.as_str()).skip(1);
    opened
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

/// The block that is the file at `path`.
fn block(path: &str) -> Value {
    let head = format!("# {path}\n");
    let block = blocks("yaml").into_iter().find(|block| block.starts_with(&head));
    yaml(&block.unwrap_or_else(|| panic!("no block is {path}")))
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// A checked-out workspace with a remote, and the releases.
struct Runner {
    folder: Workspace,
    /// What steps before have put there.
    path: Vec<PathBuf>,
}

impl Runner {
    fn new() -> Self {
        let runner = Self {
            folder: Workspace::empty(),
            path: Vec::new(),
        };
        let folder = &runner.folder;
        folder.write("bin/curl", CURL);
        folder.write("home/.keep", "");
        folder.write("temp/.keep", "");
        folder.write(
            "packed/pipelua",
            format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_pipelua")),
        );
        for file in ["bin/curl", "packed/pipelua"] {
            fs::set_permissions(folder.path().join(file), fs::Permissions::from_mode(0o755)).unwrap();
        }
        folder.write("assets/.keep", "");
        for target in targets() {
            let archive = format!("pipelua-{target}.tar.gz");
            runner.shell(
                &folder.path().join("assets"),
                &format!("tar -czf {archive} -C ../packed pipelua && sha256sum {archive} > {archive}.sha256"),
            );
        }
        let repo = folder.path().join("repo");
        let init = support::run(&folder.path(), &["init", "repo"], None, &[]);
        assert_eq!(init.code, 0, "{}", init.stderr);
        runner.shell(
            &repo,
            "git init -q -b main && git add . && git commit -q -m one && git clone -q --bare . ../origin \
             && git remote add origin ../origin",
        );
        runner
    }

    fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    /// Runs lines as a CI service does: in bash, ended by the first that fails.
    #[track_caller]
    fn shell(&self, folder: &Path, lines: &str) {
        let root = self.folder.path();
        let mut path: Vec<PathBuf> = self.path.clone();
        path.push(root.join("bin"));
        // Of this machine, whatever has no `pipelua`.
        path.extend(
            ["/usr/local/bin", "/usr/bin", "/bin"]
                .map(PathBuf::from)
                .into_iter()
                .filter(|folder| !folder.join("pipelua").exists()),
        );
        let output = Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", lines])
            .current_dir(folder)
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", root.join("home"))
            .env("ASSETS", root.join("assets"))
            .env("VERSION", "0.1.0")
            .env("RUNNER_TEMP", root.join("temp"))
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env("GITHUB_PATH", root.join("temp/path"))
            .env("GITHUB_BASE_REF", "main")
            .envs([
                ("GIT_AUTHOR_NAME", "a"),
                ("GIT_AUTHOR_EMAIL", "a@b.example"),
                ("GIT_COMMITTER_NAME", "a"),
                ("GIT_COMMITTER_EMAIL", "a@b.example"),
            ])
            .output()
            .unwrap();
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "{lines}\n{}{}",
            said(&output.stdout),
            said(&output.stderr)
        );
    }

    /// Runs the steps of our action, and puts on the path what it does.
    fn use_action(&mut self) {
        let action = yaml(&read(".github/actions/pipelua/action.yml"));
        for step in action["runs"]["steps"].as_array().unwrap() {
            self.shell(&self.repo(), step["run"].as_str().unwrap());
        }
        let path = fs::read_to_string(self.folder.path().join("temp/path")).unwrap();
        self.path.extend(path.lines().map(PathBuf::from));
    }

    #[track_caller]
    fn wrote(&self, files: &[&str]) {
        for file in files {
            assert!(
                fs::metadata(self.repo().join(file)).is_ok_and(|meta| meta.len() > 0),
                "{file}"
            );
        }
    }
}

/// What a release is built for.
fn targets() -> BTreeSet<String> {
    let release = yaml(&read(".github/workflows/release.yml"));
    let include = &release["jobs"]["build"]["strategy"]["matrix"]["include"];
    let targets = include.as_array().unwrap().iter();
    targets
        .map(|entry| entry["target"].as_str().unwrap().to_owned())
        .collect()
}

/// Runs every job of a workflow of the page; gives how many lines were run.
fn run_workflow(workflow: &Value, runner: &mut Runner) -> usize {
    let mut count = 0;
    for job in workflow["jobs"].as_object().unwrap().values() {
        for step in job["steps"].as_array().unwrap() {
            if let Some(uses) = step.get("uses") {
                if uses == "pipelua/pipelua/.github/actions/pipelua@v0.1.0" {
                    runner.use_action();
                }
                continue;
            }
            runner.shell(&runner.repo(), step["run"].as_str().unwrap());
            count += 1;
        }
    }
    count
}

#[test]
fn the_workflow_of_the_page_is_valid_and_runs() {
    let workflow = block(".github/workflows/pipelua.yml");
    assert_valid("github-workflows", &workflow);
    let mut runner = Runner::new();
    assert_eq!(run_workflow(&workflow, &mut runner), 3);
    runner.wrote(&["pipelua.sarif", "samples.xml"]);
}

#[test]
fn the_workflow_for_what_is_new_is_valid_and_runs() {
    let workflow = block(".github/workflows/pipelua-new.yml");
    assert_valid("github-workflows", &workflow);
    assert_eq!(run_workflow(&workflow, &mut Runner::new()), 2);
}

#[test]
fn the_job_for_gitlab_is_valid_and_runs() {
    let job = block(".gitlab-ci.yml");
    assert_valid("gitlab-ci", &job);
    let script = strings(&job["pipelua"]["script"]).join("\n");
    let runner = Runner::new();
    runner.shell(&runner.repo(), &script);
    let reports = &job["pipelua"]["artifacts"]["reports"];
    runner.wrote(&[
        reports["codequality"].as_str().unwrap(),
        reports["junit"].as_str().unwrap(),
    ]);
}

#[test]
fn the_lines_for_elsewhere_run() {
    let blocks = blocks("sh");
    assert_eq!(blocks.len(), 1);
    let runner = Runner::new();
    runner.shell(&runner.repo(), &blocks[0]);
    runner.wrote(&["findings.xml", "samples.xml"]);
}

#[test]
fn every_block_of_the_page_is_one_of_these() {
    let heads: Vec<String> = blocks("yaml")
        .iter()
        .map(|block| block.lines().next().unwrap().to_owned())
        .collect();
    let known = [
        "# .github/workflows/pipelua.yml",
        "# .github/workflows/pipelua-new.yml",
        "# .gitlab-ci.yml",
        "# .pre-commit-config.yaml",
    ];
    assert_eq!(heads, known);
    assert_eq!(read("docs/ci.md").matches("```").count(), 2 * (known.len() + 1));
}

#[test]
fn the_hooks_of_pre_commit_are_valid_and_run() {
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    assert_valid("pre-commit-hooks", &hooks);
    let config = block(".pre-commit-config.yaml");
    assert_valid("pre-commit-config", &config);
    let mut runner = Runner::new();
    runner.use_action();
    let hooks = hooks.as_array().unwrap();
    for used in config["repos"][0]["hooks"].as_array().unwrap() {
        let hook = hooks.iter().find(|hook| hook["id"] == used["id"]).unwrap();
        let entry = hook["entry"].as_str().unwrap();
        let files = if hook["pass_filenames"] == false {
            ""
        } else {
            " $(git ls-files scripts pipelines samples)"
        };
        runner.shell(&runner.repo(), &format!("{entry}{files}"));
    }
    assert_eq!(hooks.len(), config["repos"][0]["hooks"].as_array().unwrap().len());
}

#[test]
fn the_action_is_valid_and_knows_every_target_of_the_release() {
    let action = yaml(&read(".github/actions/pipelua/action.yml"));
    assert_valid("github-actions", &action);
    assert_eq!(action["inputs"]["version"]["default"], env!("CARGO_PKG_VERSION"));
    let lines = action["runs"]["steps"][0]["run"].as_str().unwrap();
    let named: BTreeSet<String> = lines
        .split("target=")
        .skip(1)
        .map(|rest| rest.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(named, targets());
}

#[test]
fn a_release_that_is_not_what_its_checksum_says_is_not_installed() {
    let runner = Runner::new();
    runner.folder.write(
        "assets/pipelua-x86_64-unknown-linux-musl.tar.gz",
        "something else",
    );
    let action = yaml(&read(".github/actions/pipelua/action.yml"));
    let lines = action["runs"]["steps"][0]["run"].as_str().unwrap();
    runner.shell(
        &runner.repo(),
        &format!(
            "if bash -e -c '{}'; then exit 1; fi",
            lines.replace('\'', "'\\''")
        ),
    );
    assert!(!runner.folder.path().join("temp/path").exists());
}

#[test]
fn the_release_is_valid_and_asks_for_no_more_than_it_needs() {
    let release = yaml(&read(".github/workflows/release.yml"));
    assert_valid("github-workflows", &release);
    assert_eq!(release["permissions"], serde_json::json!({ "contents": "read" }));
    for (name, job) in release["jobs"].as_object().unwrap() {
        assert!(job["timeout-minutes"].as_u64().is_some(), "{name} may hang");
        for step in job["steps"].as_array().unwrap() {
            match step.get("uses") {
                Some(uses) => assert!(uses.as_str().unwrap().contains("@v"), "{uses} has no version"),
                // What comes from outside goes through the environment, never into the text of a script.
                None => assert!(!step["run"].as_str().unwrap().contains("${{"), "{step}"),
            }
        }
    }
    let wanted = [
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "aarch64-apple-darwin",
        "x86_64-pc-windows-msvc",
    ];
    assert!(wanted.iter().all(|target| targets().contains(*target)));
    let version = env!("CARGO_PKG_VERSION");
    let page = read("docs/ci.md");
    assert_eq!(
        page.matches(&format!("v{version}")).count(),
        5,
        "the page names the version of this release"
    );
}
