//! `pipeline-bad-name`: a node, or the pipeline itself, has a name that no name can be.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-bad-name",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-bad-name.md"),
    check: Check::Reader,
};
