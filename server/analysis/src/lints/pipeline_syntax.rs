//! `pipeline-syntax`: the file of a pipeline is no JSON.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-syntax",
    severity: Severity::Error,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-syntax.md"),
    check: Check::Reader,
};
