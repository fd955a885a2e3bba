//! What people see of a few findings, at 80 columns.
#![allow(clippy::unwrap_used)]

mod support;

use support::Workspace;

fn workspace() -> Workspace {
    Workspace::new(&[
        (
            "pipelines/before_signup.json",
            "{\n  \"nodes\": {\n    \"geo\": { \"script\": \"geo\", \"needs\": [\"decide\"] },\r\n\t\"decide\": { \"script\": \"decide\", \"needs\": [\"geo\"], \"config\": { \"text\": \"漢字\" }, \"retries\": 3 }\n  }\n}\n",
        ),
        ("pipelines/before_login.json", "{ \"nodes\": {} }\n"),
        ("scripts/geo.lua", "return { allowed = true }\n"),
    ])
}

#[test]
fn findings_are_shown_with_source_and_advice() {
    let run = workspace().run(&["check", "pipelines"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    insta::assert_snapshot!(run.stdout);
    for line in run.stdout.lines().filter(|line| line.starts_with(' ')) {
        let columns: usize = line.chars().map(|c| if c as u32 > 0x2e80 { 2 } else { 1 }).sum();
        assert!(columns <= 80, "{columns} columns: {line}");
    }
}

#[test]
fn concise_has_a_line_for_each_finding() {
    insta::assert_snapshot!(
        workspace()
            .run(&["check", "pipelines", "--format", "concise"])
            .stdout
    );
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plain = workspace().run(&["check"]).stdout;
    let coloured = workspace().run(&["--color", "always", "check"]).stdout;
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find('\x1b') {
        stripped.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('m').unwrap() + 1..];
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

#[test]
fn every_width_is_kept() {
    let columns = |line: &str| -> usize { line.chars().map(|c| if c as u32 > 0x2e80 { 2 } else { 1 }).sum() };
    let folder = support::repository().join("tests/workspaces/faulty");
    for width in ["40", "80", "120", "200"] {
        let most: usize = width.parse().unwrap();
        for arguments in [&["-v", "check"][..], &["explain"]] {
            let run = support::run(&folder, arguments, None, &[("COLUMNS", width)]);
            assert!(run.code < 2, "{}", run.stderr);
            let mut widest = 0;
            for line in run.stdout.lines() {
                // A word is never broken, least of all a place that a terminal makes a link of.
                let is_place = line.contains("--> ") || line.contains("= related: ");
                let is_a_word = line.split_whitespace().count() == 1;
                assert!(
                    is_place || is_a_word || columns(line) <= most,
                    "{arguments:?} at {width}: {line}"
                );
                widest = widest.max(columns(line));
            }
            assert!(
                widest + 40 > most.min(120),
                "{arguments:?} at {width} is {widest} wide"
            );
        }
    }
}

#[test]
fn without_a_terminal_lines_have_80_columns_and_a_wrong_width_is_none() {
    let folder = support::repository().join("tests/workspaces/faulty");
    let with = |environment: &[(&str, &str)]| support::run(&folder, &["explain"], None, environment).stdout;
    assert_eq!(with(&[]), with(&[("COLUMNS", "80")]));
    for wrong in ["", "0", "wide", "-3"] {
        assert_eq!(with(&[]), with(&[("COLUMNS", wrong)]), "{wrong}");
    }
}
