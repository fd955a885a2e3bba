//! `pipeline-duplicate-node`: two nodes with one name.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-duplicate-node",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-duplicate-node.md"),
    check: Check::Reader,
};
