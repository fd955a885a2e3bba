//! Real editors against the real binary; each skips, loudly, where it is not installed.
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

use support::repository;

#[track_caller]
fn check(script: &str) {
    let done = Command::new("sh")
        .arg(repository().join("tests/editors").join(script))
        .arg(env!("CARGO_BIN_EXE_pipelua"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    eprintln!("{said}");
}

#[test]
fn neovim_attaches_shows_findings_and_applies_a_fix() {
    check("neovim.sh");
}

#[test]
fn emacs_attaches_shows_findings_and_applies_a_fix() {
    check("emacs.sh");
}
