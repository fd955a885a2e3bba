//! `pipeline-hook-mismatch`: the `hook` of a pipeline is not the name of its file.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-hook-mismatch",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-hook-mismatch.md"),
    check: Check::Reader,
};
