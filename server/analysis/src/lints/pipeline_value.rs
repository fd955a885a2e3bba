//! `pipeline-value`: a value of a pipeline that is not of its type or beyond its bounds.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-value",
    severity: Severity::Error,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-value.md"),
    check: Check::Reader,
};
