//! `pipeline-unknown-key`: a key that a pipeline or a node does not have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-unknown-key",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-unknown-key.md"),
    check: Check::Reader,
};
