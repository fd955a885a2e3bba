//! `sample-syntax`: the file of a sample is no JSON.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-syntax",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-syntax.md"),
    check: Check::Reader,
};
