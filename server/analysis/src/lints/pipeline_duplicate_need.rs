//! `pipeline-duplicate-need`: a node names one need twice.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-duplicate-need",
    severity: Severity::Warning,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-duplicate-need.md"),
    check: Check::Reader,
};
