//! The rule for broken files: text with one token missing has few syntax errors and nothing else to say that the
//! whole text has not; and nothing that is cut anywhere makes the checker panic.
//!
//! `PIPELUA_GATES=full` deletes each token and cuts at each byte; without it, a sample with a printed seed.

use std::collections::HashMap;
use std::fmt::Write as _;

use pipelua_analysis::Diagnostic;
use pipelua_syntax::parse;
use pipelua_tests::checked::Checked;
use pipelua_tests::mutations::{cuts, without};
use pipelua_tests::random::Random;
use pipelua_tests::scripts::{example_scripts, in_full, valid_scripts};

/// What a finding says, wherever it says it: a deleted token moves all that follow it, and makes the text shorter.
fn said(found: &Diagnostic) -> (&'static str, String) {
    let words = found.message.chars().filter(|c| !c.is_ascii_digit());
    (found.code, words.collect())
}

#[test]
fn deleting_a_token_gives_at_most_two_syntax_errors_and_no_other_finding() {
    let mut random = Random::of_run("deleted tokens");
    let mut checked = Checked::new();
    let (mut deletions, mut problems) = (0, String::new());
    for (script, text) in valid_scripts() {
        let whole = parse(text.as_str());
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for found in checked.check(&text) {
            *known.entry(said(found)).or_default() += 1;
        }
        for token in 0..whole.tokens().len() as u32 {
            if !in_full() && !random.once_in(12) {
                continue;
            }
            let broken = without(&whole, token);
            if parse(broken.as_str()).errors().is_empty() {
                // Valid Lua, which means something else.
                continue;
            }
            deletions += 1;
            let mut left = known.clone();
            let mut errors = 0;
            for found in checked.check(&broken) {
                if found.code == "syntax-error" {
                    errors += 1;
                    continue;
                }
                // An answer to a question, and a right one: less is known of broken code.
                if found.code == "reveal-type" {
                    continue;
                }
                match left.get_mut(&said(found)) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => {
                        let line = text[..whole.token_range(token).start as usize]
                            .matches('\n')
                            .count()
                            + 1;
                        let shown = whole.token_text(token);
                        let _ = writeln!(
                            problems,
                            "{script}:{line} without `{shown}`: {}: {}",
                            found.code, found.message
                        );
                    }
                }
            }
            if errors == 0 || errors > 2 {
                let line = text[..whole.token_range(token).start as usize]
                    .matches('\n')
                    .count()
                    + 1;
                let _ = writeln!(
                    problems,
                    "{script}:{line} without `{}`: {errors} errors",
                    whole.token_text(token)
                );
            }
        }
    }
    eprintln!("{deletions} deletions");
    assert!(deletions > 500);
    assert!(
        problems.is_empty(),
        "{} of {deletions}:\n{problems}",
        problems.lines().count()
    );
}

#[test]
fn every_cut_of_every_script_is_checked() {
    let mut random = Random::of_run("cuts through the checker");
    let mut checked = Checked::new();
    let mut count = 0;
    for (script, text) in example_scripts() {
        for cut in cuts(&text, &mut random) {
            count += 1;
            let broken = &text[..cut];
            for found in checked.check(broken) {
                assert!(
                    found.message.chars().count() <= 100,
                    "{script} up to {cut}: {}",
                    found.message
                );
                let range = found.range.unwrap_or_default();
                assert!(
                    broken.get(range.as_usize()).is_some(),
                    "{script} up to {cut}: {} at {range:?}",
                    found.code
                );
                for edit in found.fixes.iter().flat_map(|fix| &fix.edits) {
                    let is_inside = broken.get(edit.range.as_usize()).is_some();
                    assert!(
                        is_inside,
                        "{script} up to {cut}: {} edits {:?}",
                        found.code, edit.range
                    );
                }
            }
        }
    }
    eprintln!("{count} cuts");
}
