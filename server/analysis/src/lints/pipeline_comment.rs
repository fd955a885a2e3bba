//! `pipeline-comment`: a comment in the file of a pipeline, which JSON does not have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-comment",
    severity: Severity::Warning,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-comment.md"),
    check: Check::Reader,
};
