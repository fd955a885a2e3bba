//! `pipeline-cycle`: nodes that wait for each other.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-cycle",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-cycle.md"),
    check: Check::Reader,
};
