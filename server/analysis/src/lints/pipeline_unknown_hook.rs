//! `pipeline-unknown-hook`: the name of a pipeline is no hook.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-unknown-hook",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-unknown-hook.md"),
    check: Check::Reader,
};
