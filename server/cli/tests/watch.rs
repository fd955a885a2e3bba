//! `--watch`: a change is followed by a report and what it changed; an interrupt ends it as shells expect.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdout, Command};

use support::{Workspace, command};

const FINE: &str = "---@hook before_signup\nreturn { allowed = true }\n";
const WRONG: &str = "---@hook before_signup\nreturn { allowed = first }\n";

struct Watch {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Watch {
    fn start(workspace: &Workspace) -> Self {
        let mut child = command(&workspace.path(), &["check", "--watch"]).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// What is printed until it waits again.
    fn report(&mut self) -> String {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "it ended: {text}");
            if line.starts_with("watching") {
                return text;
            }
            text.push_str(&line);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_change_is_checked_and_told() {
    let workspace = Workspace::new(&[("scripts/a.lua", FINE)]);
    let mut watch = Watch::start(&workspace);
    assert_eq!(watch.report(), "2 files, no findings\n");
    workspace.write("scripts/a.lua", WRONG);
    let report = watch.report();
    assert!(report.contains("error[undefined-global]"), "{report}");
    assert!(
        report.contains("scripts/a.lua changed: 1 new, 0 gone\n+ scripts/a.lua:2:20 undefined-global"),
        "{report}"
    );
    // The same finding on another line is not new.
    workspace.write("scripts/a.lua", format!("-- moved\n{WRONG}"));
    assert!(watch.report().contains("scripts/a.lua changed: 0 new, 0 gone\n"));
    workspace.write("scripts/b.lua", FINE);
    assert!(watch.report().contains("scripts/b.lua changed: 0 new, 0 gone\n"));
    std::fs::remove_file(workspace.path().join("scripts/a.lua")).unwrap();
    let report = watch.report();
    assert!(
        report.contains("scripts/a.lua changed: 0 new, 1 gone\n- scripts/a.lua:3:20"),
        "{report}"
    );
    assert!(!report.contains('\u{1b}'), "a pipe is not cleared");
}

#[test]
fn a_manifest_that_is_gone_for_a_while_is_waited_for() {
    let workspace = Workspace::new(&[("scripts/a.lua", WRONG)]);
    let mut watch = Watch::start(&workspace);
    watch.report();
    let manifest = workspace.read("pipelua.toml");
    std::fs::remove_file(workspace.path().join("pipelua.toml")).unwrap();
    let mut errors = BufReader::new(watch.child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("no `pipelua.toml`") {
        assert!(errors.read_line(&mut said).unwrap() > 0, "{said}");
    }
    workspace.write("pipelua.toml", manifest);
    assert!(watch.report().contains("pipelua.toml changed: 0 new, 0 gone"));
}

#[test]
fn an_interrupt_ends_it_as_shells_expect() {
    const INTERRUPT: i32 = 2;
    let workspace = Workspace::new(&[]);
    let mut watch = Watch::start(&workspace);
    watch.report();
    let id = watch.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    // Shells make 130 of it.
    assert_eq!(watch.child.wait().unwrap().signal(), Some(INTERRUPT));
}

#[test]
fn it_is_for_people_and_writes_files_for_machines() {
    let workspace = Workspace::new(&[]);
    let run = workspace.run(&["check", "--watch", "--format", "sarif"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--format sarif=FILE"), "{}", run.stderr);
}
