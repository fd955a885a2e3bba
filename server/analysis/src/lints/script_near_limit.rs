//! `script-near-limit`: a script has nearly as much code as the sandbox runs.

use pipelua_rules::code_size::CodeSize;

use super::script_too_large::script_bytes;
use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};
use crate::lower::parse;

pub(crate) static LINT: Lint = Lint {
    code: "script-near-limit",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/script-near-limit.md"),
    check: Check::Text(check),
};

/// Above this share of the limit, in percent, the next addition may be the one too many.
const NEAR_PERCENT: u64 = 90;

fn check(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let (bytes, limit) = (CodeSize::of(parse(db, file)).code, script_bytes(db));
    if bytes > limit || bytes * 100 <= limit * NEAR_PERCENT {
        return Vec::new();
    }
    let message = format!("the script has {bytes} of the {limit} bytes of code that are run");
    let finding = Finding::new(&LINT, Anchor::File, message)
        .runtime("nothing yet; above the limit it would not run at all")
        .help("move lists into the node's `config`, or split the script into two nodes");
    vec![finding]
}
