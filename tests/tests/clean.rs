//! Workspaces that people could have written, and that deserve no finding: what is reported there is false.

use pipelua_analysis::Severity;
use pipelua_tests::workspaces::{findings, load};

#[track_caller]
fn check(workspace: &str) {
    let found = findings(&load(workspace), Severity::Warning);
    assert!(found.is_empty(), "{workspace}:\n{found}");
}

#[test]
fn the_example_company_is_clean() {
    check("acme");
}

#[test]
fn correct_scripts_of_many_styles_are_clean() {
    check("correct");
}
