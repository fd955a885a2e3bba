//! `script-too-large`: more code than the sandbox runs.

use pipelua_rules::code_size::{CodeSize, TooLarge};

use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};
use crate::lower::parse;
use crate::workspace::manifest::manifest;

pub(crate) static LINT: Lint = Lint {
    code: "script-too-large",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/script-too-large.md"),
    check: Check::Text(check),
};

fn check(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let builtin = pipelua_schemas::builtin().limits();
    let script_bytes = script_bytes(db);
    let size = CodeSize::of(parse(db, file));
    let (message, help) = match size.judge(script_bytes, builtin.source_bytes()) {
        Ok(()) => return Vec::new(),
        Err(TooLarge::Code { bytes, limit }) => (
            format!("the script has {bytes} bytes of code; at most {limit} are run"),
            "move lists into the node's `config`, or split the script into two nodes",
        ),
        Err(TooLarge::Written { bytes, limit }) => (
            format!("the script is {bytes} bytes long; at most {limit} are read, comments included"),
            "shorten its comments",
        ),
    };
    let finding = Finding::new(&LINT, Anchor::File, message)
        .runtime("it never runs: each run of it is limit.size, and a deploy refuses it")
        .help(help);
    vec![finding]
}

/// The limit in force for the bytes of code of a script.
pub(super) fn script_bytes(db: &dyn Db) -> u64 {
    let builtin = pipelua_schemas::builtin().limits().script_bytes();
    manifest(db).limits.get("script-bytes").unwrap_or(builtin)
}
