//! `pipeline-unknown-script`: a node uses a script that does not exist.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-unknown-script",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-unknown-script.md"),
    check: Check::Reader,
};
