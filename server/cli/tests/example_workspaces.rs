//! What the binary says of the example workspaces: `acme` is clean, `faulty` has everything.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{Run, repository, run};

#[track_caller]
fn check(workspace: &str, arguments: &[&str]) -> Run {
    let folder = repository().join("tests/workspaces").join(workspace);
    run(&folder, arguments, None, &[])
}

#[test]
fn acme_is_clean_down_to_its_hints() {
    let run = check("acme", &["check", "--fail-on", "hint"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// `faulty` is as its authors left it.
#[test]
fn every_example_but_the_faulty_one_is_laid_out() {
    let folders = std::fs::read_dir(repository().join("tests/workspaces")).unwrap();
    let mut seen = 0;
    for folder in folders {
        let name = folder.unwrap().file_name().into_string().unwrap();
        if name != "faulty" {
            let run = check(&name, &["fmt", "--check"]);
            assert_eq!(run.code, 0, "{name}: {}{}", run.stdout, run.stderr);
            seen += 1;
        }
    }
    assert!(seen > 1, "only {seen} examples");
}

/// What a fix does, as the first word of its title.
const VERBS: [&str; 27] = [
    "Add", "Begin", "Close", "Declare", "Deny", "Give", "Guard", "Insert", "Keep", "Make", "Move", "Name",
    "Negate", "Put", "Remove", "Rename", "Replace", "Return", "Say", "Set", "Start", "Swap", "Take", "Turn",
    "Use", "Wrap", "Write",
];

#[test]
fn every_fix_has_a_title_in_one_manner() {
    let document: Value =
        serde_json::from_str(&check("faulty", &["check", "--format", "json"]).stdout).unwrap();
    let fixes = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|finding| finding["fixes"].as_array().unwrap());
    let mut seen = 0;
    for fix in fixes {
        let title = fix["title"].as_str().unwrap();
        let verb = title.split_whitespace().next().unwrap();
        assert!(VERBS.contains(&verb), "no imperative with a capital: {title}");
        assert!(!title.ends_with(['.', '!', ':', ' ']), "{title}");
        seen += 1;
    }
    assert!(seen > 40, "only {seen} fixes");
}

/// Renew it by `INSTA_UPDATE=always cargo test -p pipelua --test example_workspaces`, and read what changed.
#[test]
fn faulty_is_told_as_in_its_snapshot() {
    let run = check("faulty", &["-v", "check"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn faulty_has_every_finding_that_there_is() {
    let document: Value =
        serde_json::from_str(&check("faulty", &["check", "--format", "json"]).stdout).unwrap();
    let found: BTreeSet<&str> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    let list = check("faulty", &["explain"]).stdout;
    let known: BTreeSet<&str> = list
        .lines()
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    let missing: Vec<_> = known.difference(&found).collect();
    assert!(missing.is_empty(), "tests/workspaces/faulty lacks {missing:?}");
}

#[test]
fn every_message_is_one_short_sentence_that_stands_alone() {
    let document: Value =
        serde_json::from_str(&check("faulty", &["check", "--format", "json"]).stdout).unwrap();
    for finding in document["findings"].as_array().unwrap() {
        let message = finding["message"].as_str().unwrap();
        assert!(message.chars().count() <= 100, "too long: {message}");
        assert!(!message.ends_with('.') && !message.contains('\n'), "{message}");
        assert!(
            message.matches('`').count() % 2 == 0,
            "an open back quote: {message}"
        );
        let advised = finding.get("help").is_some() || !finding["fixes"].as_array().unwrap().is_empty();
        assert!(advised, "no way out: {message}");
    }
}
