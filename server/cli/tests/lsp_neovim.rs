//! A real editor against the real binary; skips, loudly, where there is no Neovim of 0.11 or newer.
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

use support::repository;

#[test]
fn neovim_attaches_shows_findings_and_applies_a_fix() {
    let done = Command::new("sh")
        .arg(repository().join("tests/editors/neovim.sh"))
        .arg(env!("CARGO_BIN_EXE_pipelua"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    eprintln!("{said}");
}
