//! `sample-value`: a value of a sample that is wrong.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-value",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-value.md"),
    check: Check::Reader,
};
