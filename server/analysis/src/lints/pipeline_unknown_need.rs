//! `pipeline-unknown-need`: a node needs one that does not exist.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-unknown-need",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-unknown-need.md"),
    check: Check::Reader,
};
