//! `pipeline-too-wide`: more nodes side by side than a layer may have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-too-wide",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-too-wide.md"),
    check: Check::Reader,
};
