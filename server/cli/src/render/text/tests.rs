use std::sync::Arc;

use expect_test::{Expect, expect};

use super::*;
use crate::render::style::Palette;
use crate::report::{Counts, Fix, Position, Range, Related, Severity, View};

const SOURCE: &str = "local a\n  return { alowed = false, error = \"Domain not allowed\" }\n";

fn people() -> People {
    People {
        palette: Palette::new(false),
        width: 80,
        quiet: false,
    }
}

fn finding() -> Finding {
    let at = |line, character, byte| Position {
        line,
        character,
        byte,
    };
    Finding {
        file: "scripts/block_domains.lua".to_owned(),
        code: "return-shape",
        severity: Severity::Error,
        message: "`alowed` is not a key of a result; did you mean `allowed`?".to_owned(),
        runtime: Some(
            "a result without `allowed` is an error (result.invalid); before_signup then denies, without your reason (onError: deny)"
                .to_owned(),
        ),
        help: Some("name it `allowed`".to_owned()),
        url: String::new(),
        tags: Vec::new(),
        fingerprint: String::new(),
        placements: Vec::new(),
        range: Some(Range { start: at(1, 11, 19), end: at(1, 17, 25) }),
        pointer: None,
        related: Vec::new(),
        fixes: Vec::new(),
    }
}

#[track_caller]
fn check(finding: Finding, expect: &Expect) {
    let report = FileReport {
        findings: vec![finding],
        view: Arc::new(View {
            fail_on: None,
            prefix: "".into(),
            from_here: FromHere::default(),
            mildest: Severity::Info,
        }),
    };
    let shown = Text(people()).file(&report, SOURCE);
    expect.assert_eq(&shown);
    assert!(
        shown.lines().skip(1).all(|line| line.len() <= 80),
        "wider than 80 columns"
    );
}

#[test]
fn a_finding_has_its_place_its_run_and_its_fix() {
    check(
        finding(),
        &expect![[r#"
        error[return-shape]: `alowed` is not a key of a result; did you mean `allowed`?
         --> scripts/block_domains.lua:2:12
        2 |   return { alowed = false, error = "Domain not allowed" }
          |            ^^^^^^
          = run: a result without `allowed` is an error (result.invalid); before_signup
                 then denies, without your reason (onError: deny)
          = fix: name it `allowed`

    "#]],
    );
}

#[test]
fn the_preferred_fix_and_related_places_are_shown() {
    let mut finding = finding();
    finding.runtime = None;
    let fix = |title: &str, preferred| Fix {
        id: String::new(),
        title: title.to_owned(),
        safe: true,
        preferred,
        edits: Vec::new(),
        renames: Vec::new(),
    };
    finding.fixes = vec![fix("remove it", false), fix("rename it to `allowed`", true)];
    finding.related = vec![Related {
        file: "pipelines/before_signup.json".to_owned(),
        range: Range {
            start: Position {
                line: 11,
                character: 6,
                byte: 0,
            },
            end: Position::default(),
        },
        message: "`decide` needs only [\"reputation\"]".to_owned(),
    }];
    check(
        finding,
        &expect![[r#"
        error[return-shape]: `alowed` is not a key of a result; did you mean `allowed`?
         --> scripts/block_domains.lua:2:12
        2 |   return { alowed = false, error = "Domain not allowed" }
          |            ^^^^^^
          = related: pipelines/before_signup.json:12:7: `decide` needs only
                     ["reputation"]
          = fix: rename it to `allowed`

    "#]],
    );
}

#[test]
fn a_finding_about_a_whole_file_has_no_excerpt() {
    let mut finding = finding();
    (finding.range, finding.runtime, finding.help) = (None, None, None);
    check(
        finding,
        &expect![[r"
        error[return-shape]: `alowed` is not a key of a result; did you mean `allowed`?
         --> scripts/block_domains.lua

    "]],
    );
}

#[test]
fn text_of_others_cannot_command_the_terminal() {
    let mut finding = finding();
    (finding.range, finding.runtime, finding.help) = (None, None, Some("not `\x1b[0m`".to_owned()));
    finding.message = "`\x1b]0;x\x07` is no name".to_owned();
    finding.file = "scripts/a\nb.lua".to_owned();
    check(
        finding,
        &expect![[r"
        error[return-shape]: `\x1b]0;x\x07` is no name
         --> scripts/a\x0ab.lua
          = fix: not `\x1b[0m`

    "]],
    );
}

#[test]
fn hints_are_not_shown_unasked() {
    let mut finding = finding();
    finding.severity = Severity::Hint;
    check(finding, &expect![""]);
}

#[track_caller]
fn check_summary(totals: &Totals, expect: &Expect) {
    expect.assert_eq(&summary(totals, people().palette));
}

#[test]
fn a_clean_run_says_so() {
    check_summary(
        &Totals {
            checked: 31,
            ..Totals::default()
        },
        &expect!["31 files, no findings"],
    );
}

#[test]
fn findings_are_counted_by_severity() {
    let totals = Totals {
        shown: Counts {
            error: 4,
            warning: 1,
            ..Counts::default()
        },
        checked: 31,
        files_with_findings: 3,
        with_safe_fix: 3,
        with_unsafe_fix: 1,
        ..Totals::default()
    };
    check_summary(
        &totals,
        &expect!["4 errors, 1 warning in 3 of 31 files (3 fixable with --fix, 1 more with --unsafe-fixes)"],
    );
}
