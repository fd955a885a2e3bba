//! The shape of the repository: who may know whom, how long a file may be, and that each lint has all its parts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate, and the crates of ours that it may depend on, whether itself or through others.
const MAY_KNOW: [(&str, &[&str]); 11] = [
    ("pipelua-schemas", &[]),
    ("pipelua-syntax", &[]),
    ("pipelua-rules", &["pipelua-schemas", "pipelua-syntax"]),
    (
        "pipelua-engine",
        &["pipelua-schemas", "pipelua-syntax", "pipelua-rules"],
    ),
    (
        "pipelua-fetch",
        &[
            "pipelua-schemas",
            "pipelua-syntax",
            "pipelua-rules",
            "pipelua-engine",
        ],
    ),
    (
        "pipelua-analysis",
        &["pipelua-schemas", "pipelua-syntax", "pipelua-rules"],
    ),
    (
        "pipelua-format",
        &["pipelua-schemas", "pipelua-syntax", "pipelua-rules"],
    ),
    (
        "pipelua-ide",
        &[
            "pipelua-schemas",
            "pipelua-syntax",
            "pipelua-rules",
            "pipelua-analysis",
            "pipelua-format",
        ],
    ),
    (
        "pipelua-lsp",
        &[
            "pipelua-schemas",
            "pipelua-syntax",
            "pipelua-rules",
            "pipelua-analysis",
            "pipelua-format",
            "pipelua-ide",
        ],
    ),
    (
        "pipelua",
        &[
            "pipelua-schemas",
            "pipelua-syntax",
            "pipelua-rules",
            "pipelua-engine",
            "pipelua-fetch",
            "pipelua-analysis",
            "pipelua-format",
            "pipelua-ide",
            "pipelua-lsp",
        ],
    ),
    (
        "pipelua-tests",
        &[
            "pipelua-schemas",
            "pipelua-syntax",
            "pipelua-rules",
            "pipelua-engine",
            "pipelua-analysis",
            "pipelua-format",
        ],
    ),
];

/// What a crate must never bring in: protocols, runtimes and the outside world.
const MUST_NOT_KNOW: [(&str, &[&str]); 8] = [
    (
        "pipelua-schemas",
        &["tokio", "lsp-types", "salsa", "mlua", "reqwest"],
    ),
    (
        "pipelua-syntax",
        &["tokio", "lsp-types", "salsa", "mlua", "full_moon", "serde"],
    ),
    ("pipelua-rules", &["tokio", "lsp-types", "salsa", "mlua"]),
    (
        "pipelua-engine",
        &["lsp-types", "salsa", "axum", "sqlx", "hyper", "rustls", "tokio"],
    ),
    (
        "pipelua-fetch",
        &["salsa", "axum", "sqlx", "aws-lc-rs", "openssl"],
    ),
    (
        "pipelua-analysis",
        &[
            "tokio",
            "lsp-types",
            "tower-lsp-server",
            "mlua",
            "full_moon",
            "clap",
        ],
    ),
    (
        "pipelua-ide",
        &["tokio", "lsp-types", "tower-lsp-server", "mlua", "reqwest"],
    ),
    ("pipelua", &["reqwest", "openssl", "aws-lc-rs"]),
];

/// Sources longer than this are split.
const LONGEST_FILE: usize = 400;

#[test]
fn every_crate_knows_only_those_below_it() {
    let members = members();
    let listed: BTreeSet<String> = MAY_KNOW.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        members, listed,
        "a crate was added or removed: say here what it may know"
    );
    for (name, allowed) in MAY_KNOW {
        let known = dependencies(name);
        for other in members.iter().filter(|other| *other != name) {
            assert!(
                !known.contains(other) || allowed.contains(&other.as_str()),
                "{name} must not depend on {other}"
            );
        }
    }
}

#[test]
fn no_crate_brings_in_what_belongs_to_another_layer() {
    for (name, forbidden) in MUST_NOT_KNOW {
        let known = dependencies(name);
        for other in forbidden {
            assert!(!known.contains(*other), "{name} must not depend on {other}");
        }
    }
}

#[test]
fn no_source_file_is_longer_than_its_limit() {
    let mut too_long = Vec::new();
    let mut seen = 0;
    for path in sources() {
        seen += 1;
        let lines = fs::read_to_string(&path)
            .expect("a source is text")
            .lines()
            .count();
        if lines > LONGEST_FILE {
            too_long.push(format!("{} has {lines} lines", shown(&path)));
        }
    }
    assert!(seen > 50, "only {seen} sources were found");
    assert!(
        too_long.is_empty(),
        "split these at {LONGEST_FILE} lines: {too_long:#?}"
    );
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a source is text");
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! "),
            "{} does not begin with `//! ` and a sentence",
            shown(&path)
        );
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for path in sources() {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(
            !["utils", "util", "common", "manager", "helper", "misc"].contains(&name.as_str()),
            "{} says nothing by its name",
            shown(&path)
        );
    }
}

#[test]
fn every_lint_has_a_page_and_every_page_a_lint() {
    let registered: BTreeSet<String> = pipelua_analysis::lint::registry()
        .iter()
        .map(|lint| lint.code.to_owned())
        .collect();
    let pages: BTreeSet<String> = fs::read_dir(root().join("docs/lints"))
        .expect("docs/lints is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter_map(|path| Some(path.file_name()?.to_str()?.strip_suffix(".md")?.to_owned()))
        .collect();
    assert_eq!(registered, pages, "the registry and docs/lints differ");
}

#[test]
fn every_page_begins_with_its_code_and_is_the_one_that_is_shipped() {
    for lint in pipelua_analysis::lint::registry() {
        let page =
            fs::read_to_string(root().join(format!("docs/lints/{}.md", lint.code))).expect("a page is text");
        assert_eq!(page, lint.page, "{} ships another page", lint.code);
        let heading = page.lines().next().unwrap_or_default();
        assert!(
            heading.starts_with('#') && heading.contains(lint.code),
            "{} is not in `{heading}`",
            lint.code
        );
    }
}

#[test]
fn the_registry_is_in_order() {
    let codes: Vec<&str> = pipelua_analysis::lint::registry()
        .iter()
        .map(|lint| lint.code)
        .collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted, "codes are looked up by their order");
}

#[test]
fn every_lint_has_a_file_of_its_name_and_every_file_a_lint() {
    let folder = root().join("server/analysis/src/lints");
    let registered: BTreeSet<String> = pipelua_analysis::lint::registry()
        .iter()
        .map(|lint| lint.code.replace('-', "_"))
        .collect();
    let files: BTreeSet<String> = fs::read_dir(&folder)
        .expect("the folder of the lints is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter_map(|path| Some(path.file_name()?.to_str()?.strip_suffix(".rs")?.to_owned()))
        .filter(|name| name != "mod" && name != "tests")
        .filter(|name| {
            let text = fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a source is text");
            text.contains("static LINT: Lint")
        })
        .collect();
    assert_eq!(
        registered, files,
        "the registry and server/analysis/src/lints differ"
    );
    for name in files {
        let text = fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a source is text");
        let code = name.replace('_', "-");
        assert!(
            text.contains(&format!("code: \"{code}\"")),
            "{name}.rs defines another code"
        );
        assert!(
            text.starts_with(&format!("//! `{code}`")),
            "{name}.rs does not begin with its code"
        );
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the repository")
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("cargo runs, it started this test");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// Names of all crates of the workspace.
fn members() -> BTreeSet<String> {
    let metadata: serde_json::Value = serde_json::from_str(&cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--locked",
    ]))
    .expect("JSON");
    metadata["packages"]
        .as_array()
        .expect("packages are a list")
        .iter()
        .map(|package| package["name"].as_str().expect("a name is text").to_owned())
        .collect()
}

/// Names of all that a crate is built from, itself left out.
fn dependencies(name: &str) -> BTreeSet<String> {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--package",
        name,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    tree.lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|other| *other != name)
        .map(str::to_owned)
        .collect()
}

/// Sources of the crates, tests left out.
fn sources() -> Vec<PathBuf> {
    ["schemas/src", "server", "runtime"]
        .iter()
        .flat_map(|folder| rust_files(&root().join(folder)))
        .filter(|path| {
            let is_test = path.file_stem().is_some_and(|stem| stem == "tests")
                || path.components().any(|part| {
                    ["tests", "benches", "fuzz", "target"]
                        .iter()
                        .any(|skipped| part.as_os_str() == *skipped)
                });
            !is_test
        })
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
