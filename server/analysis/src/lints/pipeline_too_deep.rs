//! `pipeline-too-deep`: more layers than a pipeline may have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-too-deep",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-too-deep.md"),
    check: Check::Reader,
};
