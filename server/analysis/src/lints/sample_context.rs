//! `sample-context`: the context of a sample does not fit the hook.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-context",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-context.md"),
    check: Check::Reader,
};
